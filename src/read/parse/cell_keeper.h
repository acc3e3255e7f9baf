// Puts rows of cells into a chunk: what formats share once they have cut a row into cells.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "data/text/dictionary.h"
#include "data/text/numbers.h"
#include "read/parse/cell_check.h"
#include "read/parsed.h"

namespace interplay {

// A row is checked whole before any of its cells is kept, so that a bad one leaves no trace in any column. Cells of
// texts outlive the chunk (they are in the text, or in Chunk::strings).
class CellKeeper {
 public:
  explicit CellKeeper(const std::vector<ColumnSpec>& specs)
      : specs_(specs), dictionaries_(specs.size()), numbers_(specs.size()) {}

  void begin(Chunk& chunk) const { chunk.columns.resize(specs_.size()); }

  // `cells`: one for each spec, in their order. Returns false if one is bad, with the reason in `bad`.
  bool check(std::span<const std::string_view> cells, BadLine& bad) {
    for (std::size_t i = 0; i < specs_.size(); ++i)
      if (!check(i, cells[i], bad)) return false;
    return true;
  }
  // The cell of spec i alone.
  bool check(std::size_t i, std::string_view cell, BadLine& bad) {
    return check_cell(specs_[i], cell, numbers_[i], bad);
  }

  // Keeps the row that was checked last.
  void keep(std::span<const std::string_view> cells, Chunk& chunk) {
    for (std::size_t i = 0; i < specs_.size(); ++i) keep(i, cells[i], chunk);
    ++chunk.rows;
  }
  void keep(std::size_t i, std::string_view cell, Chunk& chunk) {
    LocalColumn& column = chunk.columns[i];
    if (!is_number(specs_[i]))
      column.codes.push_back(is_missing(specs_[i], cell) ? 0 : dictionaries_[i].add(cell));
    else if (specs_[i].role == Role::time)
      column.times.push_back(numbers_[i]);
    else
      column.numbers.push_back(static_cast<float>(numbers_[i]));
  }

  void finish(Chunk& chunk) {
    for (std::size_t i = 0; i < specs_.size(); ++i) chunk.columns[i].distinct = std::move(dictionaries_[i]).take();
  }

 private:
  const std::vector<ColumnSpec>& specs_;
  std::vector<Dictionary> dictionaries_;
  std::vector<double> numbers_;  // of the row that is being read
};

}  // namespace interplay
