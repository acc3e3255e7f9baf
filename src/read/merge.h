// Merges the chunks of a column into one column, with one vocabulary and final codes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/encode/vocabulary_merge.h"
#include "interplay/dataset.h"
#include "read/parsed.h"

namespace interplay {

struct MergedColumn {
  Kind kind = Kind::categorical;  // as found, if the spec did not declare it
  Vocabulary vocabulary;
  Column column;
  SharedSpan<double> times;
  std::string separator = "|";
  std::string missing;   // Field::missing
  std::string reading;   // Field::reading
  std::string note;      // about the column; its name has to be put before it
  bool objects = false;  // values are objects of JSON
  bool whole = false;    // all values are integers, and many, of a column where that makes a difference
};

// Merges a column and consumes the chunks' values of it.
MergedColumn merge_column(ParsedTable& table, std::size_t column);

// The distinct texts of one column of a table of interactions, merged: in memory or, where they are too many for a
// limit on memory, in files.
class ColumnTexts {
 public:
  ColumnTexts(ParsedTable& table, std::size_t column);

  // By number, from 1.
  std::span<const std::string_view> distinct() const;
  // How many cells hold each number; element 0: hold nothing.
  std::vector<std::uint64_t> cells() const;
  // The number of every row, or its code. Consumes the chunks' values; call one of the two, once.
  SharedSpan<std::uint32_t> numbers();
  SharedSpan<std::uint32_t> codes(Vocabulary& vocabulary);

 private:
  bool in_files() const;

  ParsedTable& table_;
  std::size_t column_;
  VocabularyMerge merge_;
  std::vector<std::vector<std::uint32_t>> numbers_;  // of each part
};

// The merged numbers of the distinct texts of a column, by part (distinct_texts).
std::vector<std::vector<std::uint32_t>> merge_texts(VocabularyMerge& merge, const ParsedTable& table,
                                                    std::size_t column);

// The codes of a column whose merged numbers are known: `numbers_of` holds those of each part, as from merge_texts.
SharedSpan<std::uint32_t> merge_codes(ParsedTable& table, std::size_t column,
                                      const std::vector<std::vector<std::uint32_t>>& numbers_of,
                                      const std::vector<std::uint32_t>& code_of);

}  // namespace interplay
