// Merges the chunks of a column into one column, with one vocabulary and final codes.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "data/dictionary.h"
#include "data/parsed.h"
#include "interplay/dataset.h"

namespace interplay {

// Merges the strings of several chunks, or of a column and the keys of the tables joined to it, into one vocabulary.
class VocabularyMerge {
 public:
  // Returns the merged number of every string of one chunk; index 0 is the missing one.
  std::vector<std::uint32_t> add(const std::vector<std::string_view>& distinct);
  const std::vector<std::string_view>& distinct() const { return all_.distinct(); }
  // The vocabulary (of integers if every string is one), and the code of every merged number.
  Vocabulary finish(std::vector<std::uint32_t>& code_of) const;

 private:
  Dictionary all_;
};

struct MergedColumn {
  Kind kind = Kind::categorical;  // as found, if the spec did not declare it
  Vocabulary vocabulary;
  Column column;
  std::vector<double> times;
  std::string missing;  // Field::missing
  std::string note;     // about the column; its name has to be put before it
};

// Merges a column and consumes the chunks' values of it.
MergedColumn merge_column(ParsedTable& table, std::size_t column);

// The codes of a column whose merged numbers are known: `numbers_of` holds those of each chunk, as from
// VocabularyMerge::add.
std::vector<std::uint32_t> merge_codes(ParsedTable& table, std::size_t column,
                                       const std::vector<std::vector<std::uint32_t>>& numbers_of,
                                       const std::vector<std::uint32_t>& code_of);

}  // namespace interplay
