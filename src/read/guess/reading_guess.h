// How a column of text writes numbers or times, decided by its cells.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/text/reading.h"

namespace interplay {

using Cells = std::vector<std::string_view>;

struct ReadingGuess {
  std::shared_ptr<const CellReading> reading;  // null: the plain one
  std::size_t cells = 0;                       // that are not missing
  std::size_t read = 0;                        // that it reads
  std::shared_ptr<const CellReading> other;    // reads as many cells, some of them (`doubtful`) as another value
  Cells doubtful;                              // at most 2

  double share() const { return cells == 0 ? 0 : static_cast<double>(read) / static_cast<double>(cells); }
};

// `decimal`: DataOptions::decimal. `words`: whether true and false are numbers, too.
ReadingGuess guess_numbers(const Cells& cells, std::string_view decimal, bool words);

// The unit of numbers, or the format of dates, by which most cells are times.
ReadingGuess guess_times(const Cells& cells);

// Of cells, those that the reading (null: the plain one, of times if `time`) reads.
std::size_t count_read(const Cells& cells, const CellReading* reading, bool time);

}  // namespace interplay
