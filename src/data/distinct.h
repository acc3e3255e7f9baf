// The different values of a column.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace interplay {

// In ascending order. Most columns have few different values: each is first looked up among the known ones and set
// aside only if new, so the cost is rows * log(distinct) without sorting a copy of the column. There must be no NaN.
template <class T>
std::vector<T> distinct_values(std::span<const T> values) {
  constexpr std::size_t aside_limit = 4096;
  std::vector<T> known, aside;
  const auto merge = [&] {
    std::sort(aside.begin(), aside.end());
    const auto middle = static_cast<std::ptrdiff_t>(known.size());
    known.insert(known.end(), aside.begin(), aside.end());
    std::inplace_merge(known.begin(), known.begin() + middle, known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    aside.clear();
  };
  for (const T value : values) {
    if (std::binary_search(known.begin(), known.end(), value)) continue;
    aside.push_back(value);
    // Grows with the known values, so that merging costs no more than a sort even if all values differ.
    if (aside.size() >= std::max(aside_limit, known.size())) merge();
  }
  merge();
  return known;
}

}  // namespace interplay
