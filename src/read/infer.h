// Infers the format of a delimited file: its delimiter, its header, and the meaning of its columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "interplay/options.h"
#include "read/formats/delimited.h"

namespace interplay {

// The first lines of a file, cut into cells.
using Sample = std::vector<std::vector<std::string>>;

struct InferredFile {
  FileFormat format;
  Sample rows;  // without the header
};

// Guesses what `options` leave open. Throws Error(bad_data, usage).
InferredFile infer_file(const Text& text, const DataOptions& options, std::vector<std::string>& notes);

// One spec per cell of a line, named by the header, or c1, c2, ...
std::vector<ColumnSpec> columns_of(const FileFormat& format);

// The role that a column of this name usually has ("movieId": item).
std::optional<Role> usual_role(std::string_view header);

// The share of numbers (times for `time`) among a column's cells that are not missing; 0 if all are missing.
double numeric_share(const Sample& sample, std::size_t cell, bool time = false);

// The delimiter that `option` spells ("tab", "\t", "::"); empty for an empty option.
std::string spelled_delimiter(const std::string& option);

}  // namespace interplay
