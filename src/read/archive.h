// Zip archives, read only.
#pragma once

#include <string>
#include <vector>

namespace interplay {

// Names of the files inside (folders left out), in the archive's order. Throws Error(bad_data, io, not_found).
std::vector<std::string> archive_entries(const std::string& archive);

// The bytes of one entry. Throws Error(not_found) when there is none of that name, Error(bad_data) on damage.
std::string read_archive_entry(const std::string& archive, const std::string& entry);

}  // namespace interplay
