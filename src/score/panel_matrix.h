// Vectors of items in panels that are multiplied 64 at a time.
//   in: vectors of equal length.  out: products with queries, offered to their candidates.  Called by: the indexes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/aligned.h"
#include "score/candidates.h"

namespace interplay {

class PanelMatrix {
 public:
  static constexpr std::size_t width = 64;

  PanelMatrix() = default;
  PanelMatrix(std::size_t items, std::size_t inner)
      : items_(items), inner_(inner), numbers_((items + width - 1) / width * width * inner) {}

  std::size_t items() const { return items_; }
  std::size_t inner() const { return inner_; }
  std::size_t panels() const { return (items_ + width - 1) / width; }
  std::size_t bytes() const { return numbers_.size() * sizeof(float); }
  // Number k of item i: panels hold their items' k-th numbers side by side.
  float& at(std::size_t item, std::size_t k) { return numbers_[place(item, k)]; }
  float at(std::size_t item, std::size_t k) const { return numbers_[place(item, k)]; }
  const float* panel(std::size_t p) const { return numbers_.data() + p * width * inner_; }

  // Adds to candidates[q] every item whose product with query q (queries: inner() numbers each, one after the other) is
  // not below its threshold and which admits(q, item).
  template <class Admits>
  void scan(const float* queries, std::span<Candidates> candidates, const Admits& admits) const;

 private:
  std::size_t place(std::size_t item, std::size_t k) const {
    return (item / width * inner_ + k) * width + item % width;
  }

  // Queries whose products with a panel stay in the nearest cache.
  static constexpr std::size_t queries_at_a_time = 48;
  // Places r * width + c of the products of `count` queries with panel p that are not below their thresholds.
  struct Products {
    AlignedArray<float> values{queries_at_a_time * width};
    AlignedArray<float> thresholds{queries_at_a_time};
    AlignedArray<std::uint32_t> places{queries_at_a_time * width};
  };
  std::size_t find(const float* queries, std::size_t count, std::size_t p, Products& products) const;

  std::size_t items_ = 0, inner_ = 0;
  AlignedArray<float> numbers_;
};

template <class Admits>
void PanelMatrix::scan(const float* queries, std::span<Candidates> candidates, const Admits& admits) const {
  Products products;
  for (std::size_t p = 0; p < panels(); ++p) {
    for (std::size_t first = 0; first < candidates.size(); first += queries_at_a_time) {
      const std::size_t count = std::min(queries_at_a_time, candidates.size() - first);
      for (std::size_t q = 0; q < count; ++q) products.thresholds[q] = candidates[first + q].threshold();
      const std::size_t found = find(queries + first * inner_, count, p, products);
      for (std::size_t i = 0; i < found; ++i) {
        const std::size_t place = products.places[i], query = first + place / width, item = p * width + place % width;
        // The last panel is filled up.
        if (item < items_ && admits(query, static_cast<std::uint32_t>(item)))
          candidates[query].add(static_cast<std::uint32_t>(item), products.values[place]);
      }
    }
  }
}

}  // namespace interplay
