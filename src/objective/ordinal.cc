#include "objective/ordinal.h"

#include <algorithm>
#include <limits>

#include "objective/normal.h"

namespace interplay {

namespace {

// The position of a scaled threshold.
struct Stretched {
  Stretched(std::span<const float> cuts, double stretch)
      : cuts_(cuts), stretch_(stretch), middle_(cuts.empty() ? 0.0 : static_cast<double>(cuts[cuts.size() / 2])) {}
  double operator[](std::size_t k) const { return middle_ + stretch_ * (static_cast<double>(cuts_[k]) - middle_); }

 private:
  std::span<const float> cuts_;
  double stretch_, middle_;
};

}  // namespace

LevelEnds level_ends(std::span<const float> cuts, std::size_t level, double score, double stretch) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Stretched at(cuts, stretch);
  return {level == 0 ? -infinity : at[level - 1] - score, level == cuts.size() ? infinity : at[level] - score};
}

void level_probabilities(std::span<const float> cuts, double score, std::span<double> out, double stretch) {
  const Stretched at(cuts, stretch);
  double below = 0;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const double up_to = normal_cdf(at[k] - score);
    out[k] = std::max(up_to - below, 0.0);
    below = up_to;
  }
  out[cuts.size()] = cuts.empty() ? 1.0 : normal_cdf(score - at[cuts.size() - 1]);
}

// Summation by parts, from the lowest level: E[y] = y_1 + sum_k (y_{k+1} - y_k) P(z > c_k), and likewise of
// (y - y_1)^2.
LevelMoments level_moments(std::span<const float> cuts, std::span<const float> levels, double score, double stretch) {
  const Stretched at(cuts, stretch);
  const double lowest = levels.front();
  double first = 0, second = 0, last = 0;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const double above = normal_cdf(score - at[k]), distance = static_cast<double>(levels[k + 1]) - lowest;
    first += (distance - last) * above;
    second += (distance * distance - last * last) * above;
    last = distance;
  }
  return {lowest + first, std::max(second - first * first, 0.0)};
}

}  // namespace interplay
