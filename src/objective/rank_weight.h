// What a pair costs by the rank of its positive, as the loss WARP has it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace interplay {

// H(n) = 1 + 1/2 + ... + 1/n. From 32 on by its asymptotic series, which is then exact to 1e-8.
inline double harmonic(std::uint32_t n) {
  double sum = 0;
  if (n < 32) {
    for (std::uint32_t i = 1; i <= n; ++i) sum += 1.0 / i;
    return sum;
  }
  constexpr double euler = 0.57721566490153286;
  return std::log(n) + euler + 1 / (2.0 * n) - 1 / (12.0 * n * n);
}

// H(rank), where a negative that violates the order was found in try number `tries` (from 1) among `items` - 1 others:
// the rank is estimated as floor((items - 1) / tries), and is at least 1.
inline double rank_weight(std::uint32_t items, std::uint32_t tries) {
  return harmonic(std::max((std::max(items, 1u) - 1) / tries, 1u));
}

}  // namespace interplay
