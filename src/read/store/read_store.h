// Data out of a store.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/spool.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/options.h"

namespace interplay {

// The store among the paths, if there is one. Throws Error(usage) for others beside it, except for files that it was
// made of: these name a part of its rows.
std::optional<std::string> store_among(std::span<const std::string> paths);

// What reading the files of the store by these options gives. Throws Error(io, bad_data, usage).
Dataset read_packed(const std::string& store, std::span<const std::string> paths, const DataOptions& options,
                    const std::shared_ptr<Spool>& spool = nullptr);
// What read_with_layout gives, but with the columns of the store.
Dataset read_packed_for_model(const std::string& store, std::span<const std::string> paths, const DataOptions& options,
                              const Star& star, const std::shared_ptr<Spool>& spool = nullptr);
// What fields_beside_ids says of the store.
std::vector<std::string> packed_fields_beside_ids(const std::string& store);

}  // namespace interplay
