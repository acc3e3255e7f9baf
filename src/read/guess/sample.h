// Wing guess: what a file leaves open, guessed from its first lines: its delimiter, its header, the meaning of its
// columns. In: text (read/text.h). Out: formats of lines, roles, and notes that tell what was guessed. Formats of
// delimited text call it, and the roles of columns.
//
// The first lines of a file, cut into cells.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "read/parse/records.h"
#include "read/text.h"

namespace interplay {

using Sample = std::vector<std::vector<std::string>>;

// At most 200 lines from `first` on; those that cannot be cut into cells are left out and counted.
struct SampledLines {
  Sample lines;
  std::size_t left_out = 0;
};
SampledLines sample_of(const Text& text, std::size_t first, const TextFormat& format);

struct CellCount {
  std::size_t cells = 0;  // of most lines
  std::size_t lines = 0;  // that have so many
};

CellCount usual_cells(const Sample& sample);

// The share of numbers (times for `time`), in the way that most of them are written, among a column's cells that are
// not missing; 0 if all are missing.
double numeric_share(const Sample& sample, std::size_t cell, bool time = false);

}  // namespace interplay
