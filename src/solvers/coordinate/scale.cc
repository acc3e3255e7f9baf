#include "solvers/coordinate/scale.h"

#include <cmath>
#include <optional>

#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

constexpr double scale_freedom = 5;

struct Peak {
  double place, deviation;
};

// Newton's method with finite differences of h; returns nothing if it does not end at a maximum.
std::optional<Peak> find_peak(const std::function<double(double)>& h) {
  constexpr double step = 1e-3, near = 1e-5, farthest = 5;
  constexpr int most_steps = 40;
  double place = 0;
  for (int i = 0; i < most_steps; ++i) {
    const double left = h(place - step), middle = h(place), right = h(place + step);
    const double slope = (right - left) / (2 * step), curve = (right - 2 * middle + left) / (step * step);
    if (!(curve < 0)) return std::nullopt;
    const double change = std::clamp(-slope / curve, -0.5, 0.5);
    place += change;
    if (std::abs(place) > farthest) return std::nullopt;
    if (std::abs(change) < near) return Peak{place, 1 / std::sqrt(-curve)};
  }
  return std::nullopt;
}

double log_student(const Peak& peak, double x) {
  const double distance = (x - peak.place) / peak.deviation;
  return -0.5 * (scale_freedom + 1) * std::log1p(distance * distance / scale_freedom);
}

}  // namespace

double draw_log_scale(const LevelRows& rows, std::span<const float> thresholds,
                      const std::function<double(double)>& log_prior, RandomStream& random, const TaskPool& pool,
                      Cluster& cluster) {
  const LevelHistogram histogram(rows, thresholds);
  const std::optional<Peak> peak = find_peak([&](double log_scale) {
    double sum = log_prior(log_scale);
    const double scale = std::exp(log_scale);
    histogram.each([&](std::size_t level, double score, double weight) {
      const LevelEnds ends = level_ends(thresholds, level, score);
      sum += weight * std::log(std::max(normal_between(scale * ends.low, scale * ends.high), 1e-100));
    });
    return sum;
  });
  if (!peak) return 0;
  const double proposed = peak->place + peak->deviation * random.normal() /
                                            std::sqrt(random.gamma(scale_freedom / 2) / (scale_freedom / 2));
  const double u = random.uniform_double();
  const double ratio = log_likelihood(rows, thresholds, std::exp(proposed), pool, cluster) + log_prior(proposed) -
                       log_likelihood(rows, thresholds, 1, pool, cluster) + log_student(*peak, 0) -
                       log_student(*peak, proposed);
  return std::log(u) < ratio ? proposed : 0;
}

}  // namespace interplay
