#include "objective/probability_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace interplay {
namespace {

constexpr double least_probability = 1e-7;

double logit(double probability) {
  const double p = std::clamp(probability, least_probability, 1 - least_probability);
  return std::log(p) - std::log1p(-p);
}

double logistic(double score) {
  if (score >= 0) return 1 / (1 + std::exp(-score));
  const double e = std::exp(score);
  return e / (1 + e);
}

// Targets as the fits see them.
struct Smoothed {
  double zero = 0, one = 1;

  Smoothed(Values target, Values weight) {
    double ones = 0, zeros = 0;
    for (std::size_t row = 0; row < target.size(); ++row)
      (target[row] >= 0.5f ? ones : zeros) += weight_of(weight, row);
    one = (ones + 1) / (ones + 2);
    zero = 1 / (zeros + 2);
  }
  double of(float target) const { return target >= 0.5f ? one : zero; }
};

// The negative log-likelihood of sigmoid(a + b x), with its derivatives.
struct Likelihood {
  double loss = 0, by_intercept = 0, by_slope = 0, ii = 0, is = 0, ss = 0;
};

Likelihood likelihood(std::span<const double> x, std::span<const double> t, Values weight, double a, double b) {
  Likelihood sum;
  for (std::size_t row = 0; row < x.size(); ++row) {
    const double w = weight_of(weight, row), score = a + b * x[row], p = logistic(score);
    // -t log p - (1 - t) log(1 - p), without overflow.
    sum.loss += w * (std::max(score, 0.0) - t[row] * score + std::log1p(std::exp(-std::abs(score))));
    const double slope = w * (p - t[row]), curvature = w * p * (1 - p);
    sum.by_intercept += slope;
    sum.by_slope += slope * x[row];
    sum.ii += curvature;
    sum.is += curvature * x[row];
    sum.ss += curvature * x[row] * x[row];
  }
  return sum;
}

}  // namespace

std::string_view name(ProbabilityCurve::Kind kind) {
  return kind == ProbabilityCurve::Kind::platt ? "platt" : "isotonic";
}

float ProbabilityCurve::operator()(float probability) const {
  const auto p = static_cast<double>(probability);
  if (std::isnan(p)) return probability;
  if (kind == Kind::platt)
    return static_cast<float>(
        std::clamp(logistic(intercept + slope * logit(p)), least_probability, 1 - least_probability));
  const auto above = std::ranges::upper_bound(x, p);
  if (above == x.begin()) return static_cast<float>(y.front());
  if (above == x.end()) return static_cast<float>(y.back());
  const auto upper = static_cast<std::size_t>(above - x.begin()), lower = upper - 1;
  const double part = (p - x[lower]) / (x[upper] - x[lower]);
  return static_cast<float>(std::min(y[lower] + (y[upper] - y[lower]) * part, y[upper]));
}

ProbabilityCurve platt_curve(Values prediction, Values target, Values weight) {
  constexpr int most_steps = 100;
  constexpr double enough = 1e-10, ridge = 1e-12;
  const Smoothed smoothed(target, weight);
  std::vector<double> x(prediction.size()), t(prediction.size());
  for (std::size_t row = 0; row < x.size(); ++row) {
    x[row] = logit(static_cast<double>(prediction[row]));
    t[row] = smoothed.of(target[row]);
  }
  const auto [low, high] = std::ranges::minmax(x);
  const bool one_value = low == high;
  ProbabilityCurve curve{.kind = ProbabilityCurve::Kind::platt, .x = {}, .y = {}};
  double &a = curve.intercept, &b = curve.slope;
  Likelihood here = likelihood(x, t, weight, a, b);
  const double total = total_weight(weight, x.size());
  for (int step = 0; step < most_steps; ++step) {
    if (std::abs(here.by_intercept) <= enough * total && (one_value || std::abs(here.by_slope) <= enough * total))
      break;
    double da = -here.by_intercept / (here.ii + ridge * total), db = 0;
    if (!one_value) {
      const double ii = here.ii + ridge * total, ss = here.ss + ridge * total;
      const double determinant = ii * ss - here.is * here.is;
      da = -(ss * here.by_intercept - here.is * here.by_slope) / determinant;
      db = -(ii * here.by_slope - here.is * here.by_intercept) / determinant;
    }
    // The loss is convex; far from its minimum a whole step may overshoot.
    double length = 1;
    Likelihood next = likelihood(x, t, weight, a + da, b + db);
    while (!(next.loss <= here.loss) && length > 1e-10) {
      length /= 2;
      next = likelihood(x, t, weight, a + length * da, b + length * db);
    }
    if (!(next.loss <= here.loss)) break;
    a += length * da;
    b += length * db;
    here = next;
  }
  return curve;
}

std::vector<PooledRun> pool_adjacent(std::span<const double> values, std::span<const double> weights) {
  std::vector<PooledRun> runs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    runs.push_back({i, i + 1, values[i], weights[i]});
    while (runs.size() > 1 && runs[runs.size() - 2].value >= runs.back().value) {
      const PooledRun last = runs.back();
      runs.pop_back();
      PooledRun& joined = runs.back();
      const double weight = joined.weight + last.weight;
      joined.value = (joined.weight * joined.value + last.weight * last.value) / weight;
      joined.weight = weight;
      joined.end = last.end;
    }
  }
  return runs;
}

ProbabilityCurve isotonic_curve(Values prediction, Values target, Values weight) {
  const Smoothed smoothed(target, weight);
  std::vector<std::uint32_t> order;
  for (std::uint32_t row = 0; row < prediction.size(); ++row)
    if (weight_of(weight, row) > 0) order.push_back(row);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t row) { return prediction[row]; });
  // One value for each distinct prediction, so that equal ones stay equal.
  std::vector<double> at, values, weights;
  for (const std::uint32_t row : order) {
    const auto p = static_cast<double>(prediction[row]);
    if (at.empty() || at.back() != p) {
      at.push_back(p);
      values.push_back(0);
      weights.push_back(0);
    }
    values.back() += weight_of(weight, row) * smoothed.of(target[row]);
    weights.back() += weight_of(weight, row);
  }
  for (std::size_t i = 0; i < at.size(); ++i) values[i] /= weights[i];
  ProbabilityCurve curve{.kind = ProbabilityCurve::Kind::isotonic, .x = {}, .y = {}};
  for (const PooledRun& run : pool_adjacent(values, weights)) {
    double sum = 0;
    for (std::size_t i = run.first; i < run.end; ++i) sum += weights[i] * at[i];
    const double x = std::clamp(sum / run.weight, at[run.first], at[run.end - 1]);
    curve.x.push_back(x);
    curve.y.push_back(run.value);
  }
  return curve;
}

}  // namespace interplay
