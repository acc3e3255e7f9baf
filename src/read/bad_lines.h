// Lines that cannot be read.
#pragma once

#include <cstddef>
#include <string>

#include "read/text.h"

namespace interplay {

struct Chunk;
struct ParsedTable;

struct BadLine {
  std::size_t offset = 0;  // in the text
  std::size_t cell = 0;    // from 1; 0: the whole line
  std::string message;
};

inline constexpr const char* bad_line_remedy =
    "fix the line, or pass --skip-bad-lines to leave such lines out and count them";

// Leaves a bad line out if `skip`, otherwise throws Error(bad_data).
void reject(Chunk& chunk, const Text& text, BadLine bad, bool skip);

// Counts the bad lines of all chunks; notes the first ones of every text.
void count_bad_lines(ParsedTable& table);

}  // namespace interplay
