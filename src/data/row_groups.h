// Rows grouped by a code: the rows of each user, each item, each target value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

// What identifies the user (or item) of every interaction: a code below `count`.
struct RowCodes {
  std::span<const std::uint32_t> codes;
  std::uint32_t count = 0;

  bool empty() const { return codes.empty(); }
};

// The codes of the field with that role; empty when the data has none. A field of an entity table is
// identified by the entity's row: that tells apart entities which training did not meet and which therefore
// share code 0.
RowCodes codes_of(const Dataset& data, Role role);

// Group g holds rows [offsets[g], offsets[g + 1]) of `rows`, in ascending order.
struct RowGroups {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> rows;

  std::size_t size() const { return offsets.size() - 1; }
  std::span<const std::uint32_t> group(std::size_t g) const {
    return std::span(rows).subspan(offsets[g], offsets[g + 1] - offsets[g]);
  }
};

// Counting sort.
RowGroups group_rows(const RowCodes& by);

}  // namespace interplay
