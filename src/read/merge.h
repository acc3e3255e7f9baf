// Merges the chunks of a column into one column, with one vocabulary and final codes.
#pragma once

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

// The merged numbers of the distinct texts of a column, by part (distinct_texts).
std::vector<std::vector<std::uint32_t>> merge_texts(VocabularyMerge& merge, const ParsedTable& table,
                                                    std::size_t column);

// The codes of a column whose merged numbers are known: `numbers_of` holds those of each part, as from merge_texts.
SharedSpan<std::uint32_t> merge_codes(ParsedTable& table, std::size_t column,
                                      const std::vector<std::vector<std::uint32_t>>& numbers_of,
                                      const std::vector<std::uint32_t>& code_of);

}  // namespace interplay
