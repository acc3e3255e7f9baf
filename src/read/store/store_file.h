// Wing store: data packed into one file (docs/format-store.md). In: a star as it was read, or the path of a store. Out:
// the file, or the star again, whose columns are views of the file. `read` and the verb `pack` call it.
//
// The names of what is in the file.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "interplay/dataset.h"
#include "interplay/options.h"
#include "model/json.h"

namespace interplay::store {

// The first text of the header: what the file is, and the version of its format.
inline constexpr std::string_view about = "about", kind = "interplay store";
inline constexpr int version = 1;

inline std::string column_name(const Field& field) { return "column/" + field.name; }
inline std::string rows_name(const Entity& entity) { return "rows/" + entity.name; }

// The files that a store was made of: path, size, time of change and checksum of each. What is no regular file has no
// fingerprint.
Json fingerprints(std::span<const std::string> paths, const std::string& store);
// Throws Error(usage) where one of them is still there, and is another file now.
void check_fingerprints(const Json& sources, const std::string& store);

}  // namespace interplay::store
