#include "objective/ordinal.h"

#include <algorithm>
#include <limits>

#include "objective/normal.h"

namespace interplay {

namespace {

// The position of a scaled threshold.
struct ScaledThresholds {
  ScaledThresholds(std::span<const float> thresholds, double threshold_scale)
      : thresholds_(thresholds),
        threshold_scale_(threshold_scale),
        middle_(thresholds.empty() ? 0.0 : static_cast<double>(thresholds[thresholds.size() / 2])) {}
  double operator[](std::size_t k) const {
    return middle_ + threshold_scale_ * (static_cast<double>(thresholds_[k]) - middle_);
  }

 private:
  std::span<const float> thresholds_;
  double threshold_scale_, middle_;
};

}  // namespace

LevelEnds level_ends(std::span<const float> thresholds, std::size_t level, double score, double threshold_scale) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const ScaledThresholds at(thresholds, threshold_scale);
  return {level == 0 ? -infinity : at[level - 1] - score, level == thresholds.size() ? infinity : at[level] - score};
}

void level_probabilities(std::span<const float> thresholds, double score, std::span<double> out,
                         double threshold_scale) {
  const ScaledThresholds at(thresholds, threshold_scale);
  double below = 0;
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    const double up_to = normal_cdf(at[k] - score);
    out[k] = std::max(up_to - below, 0.0);
    below = up_to;
  }
  out[thresholds.size()] = thresholds.empty() ? 1.0 : normal_cdf(score - at[thresholds.size() - 1]);
}

// Summation by parts, from the lowest level: E[y] = y_1 + sum_k (y_{k+1} - y_k) P(z > c_k), and likewise of
// (y - y_1)^2.
LevelMoments level_moments(std::span<const float> thresholds, std::span<const float> levels, double score,
                           double threshold_scale) {
  const ScaledThresholds at(thresholds, threshold_scale);
  const double lowest = levels.front();
  double first = 0, second = 0, last = 0;
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    const double above = normal_cdf(score - at[k]), distance = static_cast<double>(levels[k + 1]) - lowest;
    first += (distance - last) * above;
    second += (distance * distance - last * last) * above;
    last = distance;
  }
  return {lowest + first, std::max(second - first * first, 0.0)};
}

}  // namespace interplay
