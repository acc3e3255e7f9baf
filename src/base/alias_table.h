// Draws from a fixed discrete distribution in constant time: Walker 1977, "An efficient method for generating discrete
// random variables with general distributions", built as Vose 1991 does.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace interplay {

class AliasTable {
 public:
  // Index i has a probability proportional to weights[i] >= 0. At least one is above 0; their sum is finite.
  explicit AliasTable(std::span<const double> weights);

  std::uint32_t draw(RandomStream& random) const {
    const std::uint32_t column = random.below(static_cast<std::uint32_t>(keep_.size()));
    return random.uniform_double() < keep_[column] ? column : alias_[column];
  }

 private:
  // Each column of equal probability is shared by two indices: its own, with probability keep, and its alias.
  std::vector<double> keep_;
  std::vector<std::uint32_t> alias_;
};

}  // namespace interplay
