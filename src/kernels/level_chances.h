// How likely intervals of a standard normal number are, and what they are worth: targets with levels.
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

// sum log(Phi(factor high - offset) - Phi(factor low - offset)), each chance at least 1e-37, and to a relative 1e-5
// from 1e-27 up: ends count as no further than 12 away.
double sum_log_chances(const Intervals& intervals, float factor);

// Level k + 1 is worth steps[k] more than level k, and begins at cuts[k].
struct LevelSteps {
  const float* cuts;
  const float* steps;
  std::size_t count;
  float lowest;  // what level 0 is worth
  float middle;  // where cut points are stretched about
};

// out[i] = what the level of z ~ N(scores[i], 1) is worth on average, with cut points at middle + stretch[i] (cut -
// middle); stretch may be null: all 1.
void level_means(const LevelSteps& levels, const float* scores, const float* stretch, std::size_t count, float* out);

}  // namespace interplay::kernels
