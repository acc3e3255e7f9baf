// Wing check: what a look at the data alone shows. In: a star, perhaps with a split. Out: counts and distributions
// (summarize), rows that training and test parts share (leaks), interactions that occur more than once. It changes
// nothing. The verbs `check` and `train` and the studies call it.
//
// Interactions that occur in the data more than once.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "interplay/dataset.h"

namespace interplay {

// Visits every set of two or more interactions of the same user and item, each set once, rows ascending. Interactions
// with an unknown user or item are not compared; without both columns there are no sets.
void each_repeated_pair(const Dataset& data, const std::function<void(std::span<std::uint32_t>)>& visit);

// Reorders `rows` and visits every set of two or more that are equal in all columns of the interactions (target and
// context) and in time, rows ascending.
void each_repeated_row(const Dataset& data, std::span<std::uint32_t> rows,
                       const std::function<void(std::span<const std::uint32_t>)>& visit);

}  // namespace interplay
