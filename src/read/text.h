// Text to be parsed, as valid UTF-8 without byte order mark, and its origin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/task_pool.h"
#include "read/files/input.h"

namespace interplay {

struct Text {
  std::string path;
  std::string_view bytes;
  std::shared_ptr<const void> owner;
  bool from_latin1 = false;        // or from Windows-1252
  std::string transcoded_from;     // the encoding that the first bytes told; empty: none
  std::uint64_t mended_lines = 0;  // of UTF-8 text whose invalid bytes were read as Windows-1252
  std::size_t first_mended = 0;    // where the first of them begins
  bool had_returns = false;        // lines ended in carriage returns alone
  bool has_quote = false;          // there is a double quote somewhere
  bool has_nul = false;

  // The line (from 1) of a byte. Takes linear time: for messages only.
  std::uint64_t line_of(std::size_t offset) const;
};

// `encoding`: "auto", "utf-8", "windows-1252", "latin-1", or another that iconv knows. Auto is UTF-16 or UTF-32 if the
// first bytes tell; else UTF-8 if the text is valid; if few lines are invalid and others hold multi-byte characters,
// UTF-8 with these lines mended; otherwise Windows-1252. Throws Error(bad_data, usage).
Text decode(Input input, const std::string& encoding, const TaskPool& pool);

// [offset, end) ranges of about `size` bytes, cut after newlines, that cover bytes [first, bytes.size()). They depend
// on the text alone.
struct Range {
  std::size_t begin, end;
};
std::vector<Range> line_ranges(std::string_view bytes, std::size_t first, std::size_t size);

}  // namespace interplay
