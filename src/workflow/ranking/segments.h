// Users and items in three parts, by the number of their training rows.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "interplay/measure.h"

namespace interplay {

struct Parts {
  static constexpr std::size_t count = 3;

  // Throws Error(usage) where `seen` has no rows.
  Parts(SegmentedBy by, const PairRows& held_out, std::span<const PairRows> seen);

  // The part of a held-out row.
  std::size_t of_row(const PairIds& ids, std::uint32_t row) const {
    return of_code[(by == SegmentedBy::activity ? ids.user : ids.item)[row]];
  }
  // What is known without measuring: the name, the training rows, and the held-out rows and users in the part.
  Segment segment(std::size_t part, const PairRows& held_out) const;

  SegmentedBy by;
  std::vector<std::uint8_t> of_code;        // of every code of held-out users, or items
  std::vector<std::uint64_t> rows_of_code;  // its training rows
};

// The rows of `held_out` that are in the part, or those that are not.
std::vector<std::uint32_t> rows_of(const Parts& parts, std::size_t part, const PairRows& held_out, bool inside = true);

}  // namespace interplay
