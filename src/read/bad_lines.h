// Lines that cannot be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "read/text.h"

namespace interplay {

struct Chunk;
struct ParsedTable;

struct BadLine {
  std::size_t offset = 0;  // in the text
  std::size_t cell = 0;    // from 1; 0: the whole line
  std::string message = {};
  std::string kind = {};           // what it shares with other lines, as in "12 KIND"
  std::string remedy = {};         // before that of all bad lines
  std::string remedy_of_all = {};  // likewise, where most lines are so
};

// What to do with them.
enum class BadLines {
  refuse,
  skip_few,  // left out and counted; an error if they are too many
  skip_all,  // left out, of a table that nobody asked for
};

// The bad lines of a chunk.
struct BadLineCount {
  std::uint64_t lines = 0;
  std::vector<BadLine> first;                  // at most 3
  std::map<std::string, std::uint64_t> kinds;  // lines of each kind
  std::vector<std::size_t> rows_before;        // of each, in the chunk
};

inline constexpr const char* bad_line_remedy =
    "fix the line, or pass --skip-bad-lines to leave such lines out and count them";

// Whether so many bad lines may be left out: more than 5% of a file, and not just a few, are no accidents.
bool may_skip(std::uint64_t bad, std::uint64_t good);

// Leaves a line out of the chunk. Whether that may be is decided once all chunks are there.
void reject(Chunk& chunk, BadLine bad);

// Counts the bad lines of all chunks; notes the first ones of every text. Throws Error(bad_data) for lines that may not
// be left out.
void count_bad_lines(ParsedTable& table, BadLines policy);

}  // namespace interplay
