#include "objective/ordinal.h"

#include <algorithm>
#include <limits>

#include "objective/normal.h"

namespace interplay {

LevelEnds level_ends(std::span<const float> cuts, std::size_t level, double score) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {level == 0 ? -infinity : static_cast<double>(cuts[level - 1]) - score,
          level == cuts.size() ? infinity : static_cast<double>(cuts[level]) - score};
}

void level_probabilities(std::span<const float> cuts, double score, std::span<double> out) {
  double below = 0;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const double up_to = normal_cdf(static_cast<double>(cuts[k]) - score);
    out[k] = std::max(up_to - below, 0.0);
    below = up_to;
  }
  out[cuts.size()] = cuts.empty() ? 1.0 : normal_cdf(score - static_cast<double>(cuts.back()));
}

// Summation by parts, from the lowest level: E[y] = y_1 + sum_k (y_{k+1} - y_k) P(z > c_k), and likewise of
// (y - y_1)^2.
LevelMoments level_moments(std::span<const float> cuts, std::span<const float> levels, double score) {
  const double lowest = levels.front();
  double first = 0, second = 0, last = 0;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const double above = normal_cdf(score - static_cast<double>(cuts[k])),
                 distance = static_cast<double>(levels[k + 1]) - lowest;
    first += (distance - last) * above;
    second += (distance * distance - last * last) * above;
    last = distance;
  }
  return {lowest + first, std::max(second - first * first, 0.0)};
}

}  // namespace interplay
