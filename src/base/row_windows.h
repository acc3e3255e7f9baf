// Interactions listed by row of a table, where the lists lie in files: what is written at a time lies close together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "base/spool.h"

namespace interplay {

// Calls place(n, at) for all interactions n < count, in the order of n within each row of the table: `at` counts from
// offsets[row_of(n)] up. Lists in a spool are filled window by window, with a pass over the interactions for each; in
// memory one pass fills all. `bytes`: of one interaction in the lists.
template <class RowOf, class Placing>
void place_by_windows(const std::shared_ptr<Spool>& spool, std::span<const std::uint64_t> offsets, std::size_t bytes,
                      std::size_t count, const RowOf& row_of, const Placing& place) {
  constexpr std::uint64_t least_window = 64'000'000;
  constexpr std::uint64_t windows_in_limit = 8;
  const std::uint64_t most =
      spool == nullptr ? std::numeric_limits<std::uint64_t>::max()
                       : std::max(least_window, spool->limit() / windows_in_limit) / std::max<std::size_t>(bytes, 1);
  const std::size_t rows = offsets.size() - 1;
  for (std::size_t first = 0; first < rows;) {
    // As many rows as fit, and at least one.
    std::size_t last = first + 1;
    if (most >= offsets[rows] - offsets[first]) {
      last = rows;
    } else {
      const auto beyond =
          std::upper_bound(offsets.begin() + static_cast<std::ptrdiff_t>(first), offsets.end(), offsets[first] + most);
      last = std::max(last, static_cast<std::size_t>(beyond - offsets.begin()) - 1);
    }
    std::vector<std::uint64_t> next(offsets.begin() + static_cast<std::ptrdiff_t>(first),
                                    offsets.begin() + static_cast<std::ptrdiff_t>(last));
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t row = row_of(n);
      if (row >= first && row < last) place(n, next[row - first]++);
    }
    first = last;
  }
}

}  // namespace interplay
