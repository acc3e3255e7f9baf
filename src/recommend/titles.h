// The titles (display names) of a model's items.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/encode.h"

namespace interplay {

class Titles {
 public:
  // For entity table `table` (from 1): the field with the role title, or else one that is called "title".
  Titles(const Star& star, std::uint32_t table);

  bool known() const { return field_ != nullptr; }
  // Empty if the title is unknown.
  std::string of(std::uint32_t row) const;
  // The rows among `rows` with that title, in upper or lower case.
  std::vector<std::uint32_t> rows_of(std::string_view title, const std::vector<std::uint32_t>& rows) const;
  // At most `count` titles of `rows` that the writer of `text` may have meant: first those that contain it, then the
  // nearest, regardless of their years.
  std::vector<std::string> like(std::string_view text, const std::vector<std::uint32_t>& rows, std::size_t count) const;

 private:
  const Field* field_ = nullptr;
  const CategoricalColumn* column_ = nullptr;
};

}  // namespace interplay
