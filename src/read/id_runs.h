// The distinct texts of a column that are more than memory is to hold: an external sort. While rows are read, what a
// dictionary has grown to leaves memory as a *run*, and a new dictionary begins; so a text may stand in several runs.
// In the end each run is sorted by itself, and all of them are merged: one place after the other is written in each
// file, whatever the order of the rows.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/spool.h"
#include "interplay/schema.h"

namespace interplay {

class IdRuns {
 public:
  explicit IdRuns(std::shared_ptr<Spool> spool);
  ~IdRuns();

  // Texts by their numbers in the run, from 1, and how many cells hold each (element 0: hold nothing). Rows up to
  // `rows`, counted from the first of the column, belong to this run if they belong to none before.
  void add(std::span<const std::string_view> texts, std::span<const std::uint64_t> cells, std::uint64_t rows);

  struct Merged {
    Vocabulary vocabulary;
    SharedSpan<std::uint32_t> codes;  // of every row
    SharedSpan<std::uint64_t> cells;  // that hold each code, from code 0
  };
  // `numbers`: of every row, its number in its run. Call it once, after the last run.
  Merged merge(std::span<const std::uint32_t> numbers);

 private:
  struct Run {
    std::uint64_t rows;           // up to which rows are of the run
    std::uint32_t texts;          // how many there are
    std::uint64_t first;          // of its texts, among those of all runs
    std::uint64_t offset, bytes;  // in the file of texts
    std::uint32_t distinct = 0;   // of its sorted ids
  };
  template <class Keys>
  Merged merge_by(Keys keys, std::span<const std::uint32_t> numbers);

  std::shared_ptr<Spool> spool_;
  std::vector<Run> runs_;
  std::uint64_t texts_ = 0;  // of all runs
  bool integers_ = true;     // every text is one
  Spool::File lengths_, bytes_;
  SpooledValues<std::uint64_t> cells_;
  std::uint64_t missing_ = 0;  // cells that hold nothing
};

}  // namespace interplay
