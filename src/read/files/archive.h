// Zip archives, read only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/text/unpacked.h"

namespace interplay {

// The names of the files inside, without folders, in the archive's order. Throws Error(bad_data, io, not_found).
std::vector<std::string> archive_entries(const std::string& archive);

// The bytes of one entry. Throws Error(not_found) if there is none of that name, Error(bad_data) if it is damaged.
UnpackedBytes read_archive_entry(const std::string& archive, const std::string& entry,
                                 const std::shared_ptr<Spool>& spool);

}  // namespace interplay
