// Passes over the training rows in their order, when columns of the interactions may lie in files: what has been read
// of them is given back, so that a pass takes little memory however many rows there are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/spool.h"

namespace interplay {

class RowPass {
 public:
  // `rows` ascend.
  explicit RowPass(std::span<const std::uint32_t> rows) : rows_(rows) {}

  // A column that the pass reads, with an item for every interaction. Null: none.
  template <class Item>
  RowPass& reads(const Item* column) {
    if (column != nullptr) columns_.push_back({reinterpret_cast<const char*>(column), sizeof(Item)});
    return *this;
  }

  // Calls visit(number among the training rows, interaction).
  template <class Visit>
  void each(const Visit& visit) const {
    constexpr std::size_t piece = std::size_t{1} << 21;
    for (std::size_t first = 0; first < rows_.size(); first += piece) {
      const std::size_t last = std::min(first + piece, rows_.size());
      for (std::size_t n = first; n < last; ++n) visit(n, rows_[n]);
      give_back_rows(first, last);
    }
  }

 private:
  struct Column {
    const char* first;
    std::size_t item;  // bytes
  };

  void give_back_rows(std::size_t first, std::size_t last) const {
    const std::size_t low = rows_[first], count = rows_[last - 1] - low + std::size_t{1};
    for (const Column& column : columns_)
      passed_over(std::string_view(column.first + low * column.item, count * column.item));
    passed_over({reinterpret_cast<const char*>(rows_.data() + first), (last - first) * sizeof(std::uint32_t)});
  }

  std::span<const std::uint32_t> rows_;
  std::vector<Column> columns_;
};

}  // namespace interplay
