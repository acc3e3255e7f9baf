// Text whose lines are rows, or hold several, or say something about the lines below them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/parse/cell_keeper.h"
#include "read/parsed.h"

namespace interplay {

// Takes the rows of one range of a text.
class RowSink {
 public:
  RowSink(const std::vector<ColumnSpec>& specs, const RowOptions& options)
      : specs_(specs), options_(options), keeper_(specs), chosen_(specs.size()) {
    keeper_.begin(chunk_);
  }

  // A row of the line that begins at `offset`: its cells by position.
  void row(std::size_t offset, std::span<const std::string_view> cells) {
    for (std::size_t i = 0; i < specs_.size(); ++i) chosen_[i] = cells[specs_[i].position];
    BadLine problem{.offset = offset};
    if (!keeper_.check(chosen_, problem)) return bad(offset, std::move(problem.message), problem.cell);
    keeper_.keep(chosen_, chunk_);
    if (options_.keep_offsets) chunk_.row_offsets.push_back(offset);
  }

  // The line is left out; whether that may be is decided when all are there.
  void bad(std::size_t offset, std::string message, std::size_t cell = 0) {
    reject(chunk_, {.offset = offset, .cell = cells_are_numbered ? cell : 0, .message = std::move(message)});
  }

  // Keeps a text that the rows refer to.
  std::string_view keep(std::string text) { return chunk_.strings.emplace_back(std::move(text)); }

  Chunk take() && {
    keeper_.finish(chunk_);
    return std::move(chunk_);
  }

  bool cells_are_numbered = false;  // positions are those within the line, and messages tell them

 private:
  const std::vector<ColumnSpec>& specs_;
  RowOptions options_;
  CellKeeper keeper_;
  std::vector<std::string_view> chosen_;
  Chunk chunk_;
};

// The line that begins at `position`, without its end; `position` becomes that of the next line.
std::string_view next_line(std::string_view text, std::size_t& position);

// Reads a line that is not blank; `offset` is where it begins.
using LineReader = std::function<void(std::string_view line, std::size_t offset, RowSink& sink)>;

// A parser of the lines from `first` on, in parallel. `reader` makes the reader of a range, which may look at the text
// before it; `table` is what was parsed before this text.
RowParser line_rows(std::shared_ptr<const Text> text, std::size_t first,
                    std::function<LineReader(Range range, const ParsedTable& table)> reader);

// A column whose meaning the format knows: ids and numbers as their roles need them.
ColumnSpec known_column(std::string name, std::size_t position, Role role);

}  // namespace interplay
