// Probabilities of intervals of a standard normal number, and expected values of levels: for targets with levels.
#pragma once

#include <cstddef>

namespace interplay::kernels {

// Numbers are processed in groups of this size; arrays are filled up to a multiple of it.
constexpr std::size_t probability_tile = 16;

// Ends low[i] < high[i]. They may be infinite; intervals from -infinity to infinity fill arrays up.
struct Intervals {
  const float* low;
  const float* high;
  const float* offset;
  std::size_t count;  // a multiple of probability_tile
};

// sum log(Phi(factor high - offset) - Phi(factor low - offset)). Each probability counts as at least 1e-37 and has a
// relative error of 1e-5 from 1e-27 up; ends count as at most 12 away.
double sum_log_probabilities(const Intervals& intervals, float factor);

// The value of level k + 1 is steps[k] above that of level k, and the level begins at thresholds[k].
struct LevelSteps {
  const float* thresholds;
  const float* steps;
  std::size_t count;
  float lowest;  // the value of level 0
  float middle;  // the middle threshold, about which thresholds are scaled
};

// out[i] = the expected value of the level of z ~ N(scores[i], 1), with thresholds at middle + threshold_scale[i] (c -
// middle). threshold_scale may be null: all 1.
void level_means(const LevelSteps& levels, const float* scores, const float* threshold_scale, std::size_t count,
                 float* out);

}  // namespace interplay::kernels
