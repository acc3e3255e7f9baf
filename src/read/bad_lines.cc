#include "read/bad_lines.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "interplay/error.h"
#include "read/parsed.h"

namespace interplay {

void reject(Chunk& chunk, const Text& text, BadLine bad, bool skip) {
  if (!skip)
    throw Error(Code::bad_data, at(text.path, text.line_of(bad.offset), bad.cell), bad.message, bad_line_remedy);
  constexpr std::size_t shown_lines = 3;
  ++chunk.bad_lines;
  if (chunk.first_bad.size() < shown_lines) chunk.first_bad.push_back(std::move(bad));
}

void count_bad_lines(ParsedTable& table) {
  constexpr std::size_t shown_lines = 3;
  std::vector<std::size_t> noted(table.texts.size());
  std::vector<std::uint64_t> bad(table.texts.size());
  for (std::size_t i = 0; i < table.chunks.size(); ++i) {
    const Chunk& chunk = table.chunks[i];
    const std::size_t file = table.text_of[i];
    table.bad_lines += chunk.bad_lines;
    bad[file] += chunk.bad_lines;
    for (const BadLine& line : chunk.first_bad) {
      if (noted[file]++ >= shown_lines) break;
      const Text& text = *table.texts[file];
      table.notes.push_back("left out " + to_string(at(text.path, text.line_of(line.offset), line.cell)) + ": " +
                            line.message);
    }
  }
  for (std::size_t file = 0; file < bad.size(); ++file)
    if (bad[file] > shown_lines)
      table.notes.push_back("left out " + std::to_string(bad[file]) + " bad lines of " + table.texts[file]->path);
}

}  // namespace interplay
