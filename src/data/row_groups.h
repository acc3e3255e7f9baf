// Rows grouped by a code: the rows of each user, each item, each target value.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/spool.h"
#include "interplay/dataset.h"

namespace interplay {

// The user (or item) of every interaction, as a code below `count`.
struct RowCodes {
  std::span<const std::uint32_t> codes;
  std::uint32_t count = 0;

  bool empty() const { return codes.empty(); }
};

// The codes of the field with that role; empty if the data has none. For a field of an entity table they are the rows
// of the entities: these tell apart entities that training has not seen, which share code 0.
RowCodes codes_of(const Dataset& data, Role role);

// Group g holds rows [offsets[g], offsets[g + 1]) of `rows`, in ascending order.
struct RowGroups {
  std::vector<std::uint64_t> offsets;
  RowValues<std::uint32_t> rows;

  std::size_t size() const { return offsets.size() - 1; }
  std::span<const std::uint32_t> group(std::size_t g) const {
    return rows.values().subspan(offsets[g], offsets[g + 1] - offsets[g]);
  }
};

// Counting sort. Rows lie where the codes do.
RowGroups group_rows(const RowCodes& by);

}  // namespace interplay
