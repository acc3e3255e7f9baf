#include "objective/target_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "interplay/error.h"
#include "objective/normal.h"

namespace interplay {
namespace {

// The deviation of targets that the objective sees. The recipes of the solvers were found on stars of about this
// deviation; see docs/decisions/0018-target-scale.md.
constexpr double inner_deviation = 1.125;

constexpr std::size_t most_knots = 1025;

// Ranks are kept away from 0 and 1, whose normal quantiles are infinite.
constexpr double least_rank = 1e-4;

// Where `value` stands among the knots, from 0 to 1; of equal knots the middle.
double rank_among(std::span<const float> knots, double value) {
  const auto below = std::ranges::lower_bound(knots, value, {}, [](float k) { return static_cast<double>(k); });
  const auto above = std::ranges::upper_bound(knots, value, {}, [](float k) { return static_cast<double>(k); });
  const auto last = static_cast<double>(knots.size() - 1);
  if (below == knots.end()) return 1;
  if (above == knots.begin()) return 0;
  if (below != above) {
    const auto first_equal = static_cast<double>(below - knots.begin());
    return (first_equal + static_cast<double>(above - knots.begin() - 1)) / 2 / last;
  }
  const double low = *(below - 1), high = *below;
  return (static_cast<double>(below - knots.begin() - 1) + (value - low) / (high - low)) / last;
}

double at_rank(std::span<const float> knots, double rank) {
  const double place = std::clamp(rank, 0.0, 1.0) * static_cast<double>(knots.size() - 1);
  const auto lower = std::min(static_cast<std::size_t>(place), knots.size() - 2);
  const double part = place - static_cast<double>(lower), low = knots[lower], high = knots[lower + 1];
  return low + part * (high - low);
}

std::vector<float> knots_of(std::span<const float> values) {
  std::vector<float> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  if (sorted.size() == 1) sorted.push_back(sorted.front());
  const std::size_t count = std::min(sorted.size(), most_knots);
  std::vector<float> knots(count);
  for (std::size_t i = 0; i < count; ++i) knots[i] = sorted[i * (sorted.size() - 1) / (count - 1)];
  return knots;
}

void check_log(std::span<const float> values) {
  const auto negative = std::ranges::find_if(values, [](float value) { return value < 0; });
  if (negative == values.end()) return;
  throw Error(
      Code::bad_data,
      "option 'target_transform' is 'log1p', which takes targets from 0 up, and one is " + std::to_string(*negative),
      "pass --target-transform rank, which takes any numbers, or leave it out");
}

}  // namespace

std::string_view name(TargetTransform transform) {
  switch (transform) {
    case TargetTransform::none:
      return "none";
    case TargetTransform::log1p:
      return "log1p";
    case TargetTransform::rank:
      return "rank";
  }
  return "?";
}

TargetTransform target_transform_named(std::string_view wanted) {
  for (const auto transform : {TargetTransform::none, TargetTransform::log1p, TargetTransform::rank})
    if (name(transform) == wanted) return transform;
  throw Error(Code::usage, "option 'target_transform' is '" + std::string(wanted) + "', expected none, log1p or rank");
}

double TargetScale::transformed(double target) const {
  if (transform == TargetTransform::log1p) return std::log1p(std::max(target, 0.0));
  if (transform == TargetTransform::rank)
    return normal_quantile(std::clamp(rank_among(knots, target), least_rank, 1 - least_rank));
  return target;
}

double TargetScale::restored(double value) const {
  if (transform == TargetTransform::log1p) return std::expm1(value);
  if (transform == TargetTransform::rank) return at_rank(knots, normal_cdf(value));
  return value;
}

double TargetScale::inner(double target) const {
  constexpr double grid = 1 << 17;
  const double value = transformed(target);
  return shift == 0 && scale == 1 ? value : std::round((value - shift) / scale * grid) / grid;
}

TargetScale::Moments TargetScale::outer_moments(double inner_mean, double inner_variance) const {
  if (transform == TargetTransform::none || !(inner_variance > 0))
    return {outer(inner_mean), scale * scale * inner_variance};
  // Gauss-Hermite rule of seven points for a standard normal variable.
  constexpr std::array<double, 4> points = {0, 1.1544053947399682, 2.3667594107345416, 3.7504397177257425};
  constexpr std::array<double, 4> shares = {0.45714285714285713, 0.2401231786050127, 0.03075712396758651,
                                            0.0005482688559722178};
  const double deviation = std::sqrt(inner_variance);
  double mean = 0, squares = 0;
  const auto visit = [&](double share, double point) {
    const double value = outer(inner_mean + deviation * point);
    mean += share * value;
    squares += share * value * value;
  };
  visit(shares[0], 0);
  for (std::size_t i = 1; i < points.size(); ++i)
    for (const double sign : {-1.0, 1.0}) visit(shares[i], sign * points[i]);
  return {mean, std::max(0.0, squares - mean * mean)};
}

TargetScale plain_scale(std::span<const float> values, TargetTransform transform) {
  TargetScale scale{.transform = transform};
  if (transform == TargetTransform::log1p) check_log(values);
  if (transform == TargetTransform::rank) scale.knots = knots_of(values);
  return scale;
}

TargetScale standard_scale(std::span<const float> values, std::span<const float> weights, TargetTransform transform,
                           TargetOrigin origin) {
  TargetScale result = plain_scale(values, transform);
  double total = 0, mean = 0, squares = 0, least = 0;
  bool first = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double w = weights.empty() ? 1.0 : static_cast<double>(weights[i]), t = result.transformed(values[i]);
    if (!(w > 0)) continue;
    least = first ? t : std::min(least, t);
    first = false;
    // West 1979: updated about the running mean, so that large targets of small spread keep their digits.
    total += w;
    const double change = t - mean;
    mean += change * w / total;
    squares += w * change * (t - mean);
  }
  const double deviation = std::sqrt(squares / total);
  if (deviation > 1e-12 * std::abs(mean)) result.scale = deviation / inner_deviation;
  result.shift = origin == TargetOrigin::mean ? mean : least - result.scale;
  return result;
}

}  // namespace interplay
