// How predicted probabilities agree with what happened, in bins of equal width: for the expected calibration error and
// the reliability picture.
#pragma once

#include <array>
#include <cstdint>

#include "objective/weighted_mean.h"

namespace interplay {

constexpr std::size_t reliability_bin_count = 15;

struct ReliabilityBin {
  std::uint64_t rows = 0;
  double weight = 0;                   // of the rows
  double predicted = 0, observed = 0;  // weighted means of predictions and of targets; NaN without weight
};

// Bin b holds the probabilities in [b / 15, (b + 1) / 15), the last one 1 as well. NaN belongs to none.
std::array<ReliabilityBin, reliability_bin_count> reliability_bins(Values prediction, Values target, Values weight);

}  // namespace interplay
