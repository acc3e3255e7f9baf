// How likely intervals of a standard normal number are: the likelihood of targets with levels.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Numbers that are worked on at a time: arrays are filled up to a multiple of so many.
constexpr std::size_t chance_tile = 16;

// Ends low[i] < high[i]; -infinity and infinity are ends, too, and fill arrays up.
struct Intervals {
  const float* low;
  const float* high;
  const float* offset;
  std::size_t count;  // a multiple of chance_tile
};

// sum log(Phi(factor high - offset) - Phi(factor low - offset)), each chance to a relative 1e-5 and at least 1e-37.
double sum_log_chances(const Intervals& intervals, float factor);

}  // namespace interplay::kernels
