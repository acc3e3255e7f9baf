// The header line of a file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "read/guess/sample.h"

namespace interplay {

// Whether the first line names the columns: it holds a well-known name, or words above a column of numbers, or, in a
// file of words only, words that do not occur again below them. The sample has at least one line.
bool looks_like_header(const Sample& sample);

struct Header {
  std::vector<std::string> names;  // one for each cell, all different but for empty ones
  std::size_t end = 0;             // where the rows begin
};

// The line that starts at `first`, or the first one after it that is not blank. Throws Error(bad_data).
Header read_header(const Text& text, std::size_t first, const TextFormat& format);

// Columns without a name are called c1, c2, ..., by their places.
void name_columns(std::vector<std::string>& names);

}  // namespace interplay
