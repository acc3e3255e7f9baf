// What the cells of a column show about it.
#pragma once

#include <cstddef>
#include <string_view>

#include "read/guess/sample.h"

namespace interplay {

struct ColumnFacts {
  std::size_t rows = 0;
  std::size_t present = 0;   // cells that are not missing
  std::size_t distinct = 0;  // values of those
  // Of the distinct values:
  std::size_t numbers = 0;
  std::size_t integers = 0;   // written canonically
  std::size_t fractions = 0;  // numbers that are not whole
  std::size_t dates = 0;      // times that are not written as a number
  std::size_t sentences = 0;  // of three words or more
  double low = 0, high = 0;   // of the numbers
  bool ascending = false;     // every cell is an integer above the one before
  bool counting = false;      // above it by one

  // Counts a value that no cell before had.
  void add(std::string_view value);

  bool unique() const { return present > 1 && distinct == present; }
  bool all_numbers() const { return distinct > 0 && numbers == distinct; }
  bool all_integers() const { return distinct > 0 && integers == distinct; }
  bool all_dates() const { return distinct > 0 && dates == distinct; }
  // Integers that are times of the years 1990 to 2040 in seconds, milli-, micro- or nanoseconds.
  bool all_epochs() const;
};

// Of a sample's column.
ColumnFacts facts_of(const Sample& sample, std::size_t cell);

// `cell(i)`: the i-th of `rows` cells, which stay where they are; missing ones are empty.
ColumnFacts facts_of(std::size_t rows, const std::function<std::string_view(std::size_t)>& cell);

}  // namespace interplay
