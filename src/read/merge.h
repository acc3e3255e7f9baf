// From the chunks of a column to the column: one vocabulary, final codes.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"
#include "read/dictionary.h"
#include "read/parsed.h"

namespace interplay {

// Joins the strings of several chunks, or of a column and the key of the tables joined to it, in one vocabulary.
class VocabularyMerge {
 public:
  // The merged number of every string of one chunk, index 0 being the missing one.
  std::vector<std::uint32_t> add(const std::vector<std::string_view>& distinct);
  const std::vector<std::string_view>& distinct() const { return all_.distinct(); }
  // The vocabulary (of integers when every string is one), and the code of every merged number.
  Vocabulary finish(std::vector<std::uint32_t>& code_of) const;

 private:
  Dictionary all_;
};

struct MergedColumn {
  Kind kind = Kind::categorical;  // as found, where the spec did not declare it
  Vocabulary vocabulary;
  Column column;
  std::vector<double> times;
  std::string missing;  // Field::missing
  std::string note;     // about the column, whose name goes before it
};

// Uses up the chunks' values of that column.
MergedColumn merge_column(ParsedTable& table, std::size_t column);

// Codes of a column whose merged numbers are known: in `numbers_of` those of each chunk, as VocabularyMerge::add gave.
std::vector<std::uint32_t> merge_codes(ParsedTable& table, std::size_t column,
                                       const std::vector<std::vector<std::uint32_t>>& numbers_of,
                                       const std::vector<std::uint32_t>& code_of);

}  // namespace interplay
