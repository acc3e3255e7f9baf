// Makes one vocabulary of the ids of several parts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/text/dictionary.h"
#include "interplay/schema.h"

namespace interplay {

// Merges the strings of several chunks, or of a column and the keys of the tables joined to it, into one vocabulary.
class VocabularyMerge {
 public:
  // Returns the merged number of every string of one chunk; index 0 is the missing one.
  std::vector<std::uint32_t> add(std::span<const std::string_view> distinct);
  const std::vector<std::string_view>& distinct() const { return all_.distinct(); }
  // The vocabulary (of integers if every string is one, 3.0 being 3), and the code of every merged number.
  Vocabulary finish(std::vector<std::uint32_t>& code_of) const;

 private:
  Dictionary all_;
};

}  // namespace interplay
