// How people call the items of a model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/data.h"

namespace interplay {

class Titles {
 public:
  // Of entity table `table` (from 1): its field of the role title, or else one that is called "title".
  Titles(const Star& star, std::uint32_t table);

  bool known() const { return field_ != nullptr; }
  // Empty where nothing is known.
  std::string of(std::uint32_t row) const;
  // The rows among `rows` of that title, whatever the case of its letters.
  std::vector<std::uint32_t> rows_of(std::string_view title, const std::vector<std::uint32_t>& rows) const;
  // At most `count` titles of `rows` that someone who wrote `text` may have meant: those that hold it, then the
  // nearest, whatever their years.
  std::vector<std::string> like(std::string_view text, const std::vector<std::uint32_t>& rows, std::size_t count) const;

 private:
  const Field* field_ = nullptr;
  const CategoricalColumn* column_ = nullptr;
};

}  // namespace interplay
