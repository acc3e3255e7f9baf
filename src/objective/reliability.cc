#include "objective/reliability.h"

#include <algorithm>
#include <cmath>

namespace interplay {

std::array<ReliabilityBin, reliability_bin_count> reliability_bins(Values prediction, Values target, Values weight) {
  std::array<ReliabilityBin, reliability_bin_count> bins{};
  for (std::size_t row = 0; row < prediction.size(); ++row) {
    const auto p = static_cast<double>(prediction[row]);
    if (std::isnan(p)) continue;
    const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(reliability_bin_count);
    ReliabilityBin& bin = bins[std::min(static_cast<std::size_t>(place), reliability_bin_count - 1)];
    const double w = weight_of(weight, row);
    ++bin.rows;
    bin.weight += w;
    bin.predicted += w * p;
    bin.observed += w * static_cast<double>(target[row]);
  }
  for (ReliabilityBin& bin : bins) {
    bin.predicted = bin.weight > 0 ? bin.predicted / bin.weight : undefined_metric;
    bin.observed = bin.weight > 0 ? bin.observed / bin.weight : undefined_metric;
  }
  return bins;
}

}  // namespace interplay
