// Vectors of items, in panels that are multiplied together.
//   in: vectors of equal length.  out: products with queries, offered to their candidates.  Called by: the indexes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/panel_scan.h"
#include "score/candidates.h"

namespace interplay {

class PanelMatrix {
 public:
  static constexpr std::size_t width = kernels::panel_width;

  PanelMatrix() = default;
  PanelMatrix(std::size_t items, std::size_t inner)
      : items_(items), inner_(inner), numbers_(bytes(items, inner) / sizeof(float)) {}
  static std::size_t bytes(std::size_t items, std::size_t inner) {
    return (items + width - 1) / width * width * inner * sizeof(float);
  }

  std::size_t items() const { return items_; }
  std::size_t inner() const { return inner_; }
  std::size_t panels() const { return (items_ + width - 1) / width; }
  // Element k of item i. Panels store the k-th elements of their items side by side.
  float& at(std::size_t item, std::size_t k) { return numbers_[place(item, k)]; }
  float at(std::size_t item, std::size_t k) const { return numbers_[place(item, k)]; }

  // Products over `count` elements, from the k-th on, for the items of panel p: `width` of them.
  void multiply(std::size_t p, const float* query, std::size_t k, std::size_t count, float* products) const;

  // The products of `count` queries with all items: those of query q begin at q * items().
  std::vector<float> products(const float* queries, std::size_t count) const;

  // Adds to candidates[q] every item whose product with query q is not below the threshold and which admits(q, item).
  // The queries have inner() numbers each, one after the other. The error of a product is at most inner() + 1 roundings
  // of the sum of the sizes of its addends.
  template <class Admits>
  void scan(const float* queries, std::span<Candidates> candidates, const Admits& admits) const;

 private:
  // The number of queries whose elements and products with a panel stay in the nearest cache.
  static constexpr std::size_t queries_at_a_time = 48;
  struct Products {
    AlignedArray<float> values{queries_at_a_time * width};
    std::vector<float> thresholds;  // one per query
    AlignedArray<std::uint32_t> places{queries_at_a_time * width};
  };
  std::size_t place(std::size_t item, std::size_t k) const {
    return (item / width * inner_ + k) * width + item % width;
  }
  template <class Admits>
  void scan_one(const float* query, Candidates& candidates, const Admits& admits) const;
  // Computes the products of queries from `first` on with panel p.
  template <class Admits>
  void scan_panel(std::size_t p, const float* queries, std::size_t first, std::span<Candidates> candidates,
                  const Admits& admits, Products& products) const;

  std::size_t items_ = 0, inner_ = 0;
  AlignedArray<float> numbers_;
};

template <class Admits>
void PanelMatrix::scan_panel(std::size_t p, const float* queries, std::size_t first, std::span<Candidates> candidates,
                             const Admits& admits, Products& products) const {
  const std::size_t count = std::min(queries_at_a_time, candidates.size() - first);
  const std::size_t found =
      kernels::scan_panel({numbers_.data(), panels(), inner_}, p, queries + first * inner_, count,
                          products.thresholds.data() + first, products.values.data(), products.places.data());
  for (std::size_t i = 0; i < found; ++i) {
    const std::size_t at = products.places[i], query = first + at / width, item = p * width + at % width;
    // The last panel is filled up.
    if (item >= items_ || !admits(query, static_cast<std::uint32_t>(item))) continue;
    candidates[query].add(static_cast<std::uint32_t>(item), products.values[at]);
    products.thresholds[query] = candidates[query].threshold();
  }
}

template <class Admits>
void PanelMatrix::scan_one(const float* query, Candidates& candidates, const Admits& admits) const {
  const kernels::PanelScan all{numbers_.data(), panels(), inner_};
  std::array<float, width> products;
  std::array<std::uint32_t, width> places;
  std::size_t found = 0;
  for (std::size_t p = 0;; ++p) {
    p = kernels::skip_panels(all, p, query, candidates.threshold(), products.data(), places.data(), found);
    for (std::size_t i = 0; i < found; ++i) {
      const auto item = static_cast<std::uint32_t>(p * width + places[i]);
      if (item < items_ && admits(0, item)) candidates.add(item, products[places[i]]);
    }
    if (p == panels()) return;
  }
}

template <class Admits>
void PanelMatrix::scan(const float* queries, std::span<Candidates> candidates, const Admits& admits) const {
  if (candidates.size() == 1) return scan_one(queries, candidates[0], admits);
  Products products;
  for (const Candidates& of_query : candidates) products.thresholds.push_back(of_query.threshold());
  for (std::size_t p = 0; p < panels(); ++p)
    for (std::size_t first = 0; first < candidates.size(); first += queries_at_a_time)
      scan_panel(p, queries, first, candidates, admits, products);
}

}  // namespace interplay
