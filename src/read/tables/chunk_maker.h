// Rows of a table as chunks of columns, like those of text.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "data/text/dictionary.h"
#include "read/parsed.h"
#include "read/tables/rows.h"

namespace interplay {

// Numbers distinct integers in the order of their first appearance. Each is written as text once.
class IntegerIds {
 public:
  // The code of the value; a new one has the code that `name(text)` gives for it.
  template <class Name>
  std::uint32_t code(std::int64_t value, const Name& name) {
    if (used_ > 0 && value == last_) return last_code_;
    last_ = value;
    if (2 * (used_ + 1) > slots_.size()) grow();
    std::size_t place = home(value);
    for (; slots_[place].used; place = (place + 1) & (slots_.size() - 1))
      if (slots_[place].value == value) return last_code_ = slots_[place].code;
    ++used_;
    slots_[place] = {value, name_of(value, name), true};
    return last_code_ = slots_[place].code;
  }

 private:
  struct Slot {
    std::int64_t value = 0;
    std::uint32_t code = 0;
    bool used = false;
  };
  std::size_t home(std::int64_t value) const {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(value) * 0x9e3779b97f4a7c15u) >> shift_);
  }
  void grow();
  template <class Name>
  std::uint32_t name_of(std::int64_t value, const Name& name) {
    std::array<char, 24> digits;
    return name(written(value, digits));
  }
  static std::string_view written(std::int64_t value, std::array<char, 24>& digits);

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
  unsigned shift_ = 64;
  std::int64_t last_ = 0;
  std::uint32_t last_code_ = 0;
};

class ChunkMaker {
 public:
  // Calls `done` with chunks of about `rows_of_chunk` rows; 0: with one of all rows, which are about `expected`.
  ChunkMaker(const std::vector<ColumnSpec>& specs, const std::vector<WantedColumn>& wanted, const RowOptions& options,
             std::size_t rows_of_chunk, std::size_t expected, std::function<void(Chunk)> done);

  void add(const TableRows& rows);
  void finish();

 private:
  void begin();
  void end();
  // Whether all cells of the column fit, so that the rows need not be looked at one by one.
  bool fits(const TableRows& rows, std::size_t i) const;
  void add_column(const TableRows& rows, std::size_t i);
  void add_row(const TableRows& rows, std::size_t row);
  std::string_view cell(const TableRows& rows, std::size_t i, std::size_t row);
  bool check(const TableRows& rows, std::size_t i, std::size_t row, BadLine& bad);
  void keep(const TableRows& rows, std::size_t i, std::size_t row);
  std::uint32_t code_of_text(std::size_t i, std::string_view text);
  std::uint32_t code_of_integer(std::size_t i, std::int64_t value);
  void keep_number(std::size_t i, double number);

  const std::vector<ColumnSpec>& specs_;
  const std::vector<WantedColumn>& wanted_;
  RowOptions options_;
  std::size_t rows_of_chunk_, expected_;
  std::function<void(Chunk)> done_;
  Chunk chunk_;
  std::vector<Dictionary> dictionaries_;
  std::vector<IntegerIds> integers_;
  std::vector<double> numbers_;  // of the row that is being read
  std::uint64_t read_ = 0;       // rows before it
  std::array<char, 24> digits_;
};

}  // namespace interplay
