#include "solvers/coordinate/thresholds.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

constexpr std::uint64_t walk_every = 4;
constexpr double threshold_freedom = 5;  // of the proposals

// First and (negative) second derivatives of the log likelihood with respect to the thresholds. A row depends only on
// those at its two ends, so that the matrix is tridiagonal. With P = Phi(b) - Phi(a), f = phi(b) / P and g = phi(a) /
// P:
//   d/db log P = f, d/da = -g, -d^2/db^2 = b f + f^2, -d^2/da^2 = -a g + g^2, -d^2/da db = -f g.
struct Derivatives {
  explicit Derivatives(std::size_t thresholds) : gradient(thresholds), diagonal(thresholds), beside(thresholds) {}
  std::vector<double> gradient, diagonal;
  std::vector<double> beside;  // the entries of k and k + 1

  void add(std::span<const float> thresholds, std::size_t level, double score, double weight) {
    const LevelEnds ends = level_ends(thresholds, level, score);
    const double probability = std::max(normal_between(ends.low, ends.high), 1e-100);
    const double f = level < thresholds.size() ? normal_density(ends.high) / probability : 0;
    const double g = level > 0 ? normal_density(ends.low) / probability : 0;
    if (level < thresholds.size()) {
      gradient[level] += weight * f;
      diagonal[level] += weight * (ends.high * f + f * f);
    }
    if (level > 0) {
      gradient[level - 1] -= weight * g;
      diagonal[level - 1] += weight * (g * g - ends.low * g);
    }
    if (level > 0 && level < thresholds.size()) beside[level - 1] -= weight * f * g;
  }
};

// A square matrix, row by row.
struct Square {
  explicit Square(std::size_t count) : size(count), values(count * count) {}
  double& operator()(std::size_t i, std::size_t j) { return values[i * size + j]; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * size + j]; }

  // A = L L'; returns false if A is not positive definite.
  bool factor() {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = (*this)(i, j);
        for (std::size_t k = 0; k < j; ++k) sum -= (*this)(i, k) * (*this)(j, k);
        if (i == j && !(sum > 0)) return false;
        (*this)(i, j) = i == j ? std::sqrt(sum) : sum / (*this)(j, j);
      }
    }
    return true;
  }
  // x = L^-1 x and x = L'^-1 x.
  void solve_lower(std::span<double> x) const {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t k = 0; k < i; ++k) x[i] -= (*this)(i, k) * x[k];
      x[i] /= (*this)(i, i);
    }
  }
  void solve_upper(std::span<double> x) const {
    for (std::size_t i = size; i-- > 0;) {
      for (std::size_t k = i + 1; k < size; ++k) x[i] -= (*this)(k, i) * x[k];
      x[i] /= (*this)(i, i);
    }
  }

  std::size_t size;
  std::vector<double> values;
};

// Converts thresholds to theta and back.
struct Coordinates {
  std::size_t first;  // index of the first free threshold
  std::size_t size;
  double fixed;  // the first threshold, if it is not free

  std::vector<double> theta_of(std::span<const float> thresholds) const {
    std::vector<double> theta(size);
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t k = i + first;
      theta[i] = k == 0 ? static_cast<double>(thresholds[0])
                        : std::log(static_cast<double>(thresholds[k]) - static_cast<double>(thresholds[k - 1]));
    }
    return theta;
  }
  std::vector<float> thresholds_of(std::span<const double> theta) const {
    std::vector<float> thresholds(size + first, static_cast<float>(fixed));
    double at = fixed;
    for (std::size_t i = 0; i < size; ++i) {
      at = i + first == 0 ? theta[0] : at + std::exp(theta[i]);
      thresholds[i + first] = static_cast<float>(at);
    }
    return thresholds;
  }
  // d c_k / d theta_i, for all k from i + first on: 1 for the first threshold, for a later one the gap below it.
  double slope(std::span<const double> theta, std::size_t i) const { return i + first == 0 ? 1 : std::exp(theta[i]); }
  // The log density of a flat prior on the thresholds, in theta.
  double log_prior(std::span<const double> theta) const {
    return std::accumulate(theta.begin() + (first == 0 ? 1 : 0), theta.end(), 0.0);
  }
};

// The mode of theta's posterior, and the precision there as L L'.
struct Mode {
  std::vector<double> theta;
  Square root{0};
  bool found = false;
};

// Makes one Newton step; returns its length if it succeeds.
std::optional<double> newton_step(const Coordinates& coordinates, const LevelHistogram& histogram, Mode& mode) {
  const std::vector<float> thresholds = coordinates.thresholds_of(mode.theta);
  Derivatives sums(thresholds.size());
  histogram.each([&](std::size_t level, double score, double weight) { sums.add(thresholds, level, score, weight); });
  // Sums of gradient and matrix over the thresholds from k on.
  std::vector<double> gradient(thresholds.size() + 1), corner(thresholds.size() + 1);
  for (std::size_t k = thresholds.size(); k-- > 0;) {
    gradient[k] = gradient[k + 1] + sums.gradient[k];
    corner[k] = corner[k + 1] + sums.diagonal[k] + (k + 1 < thresholds.size() ? 2 * sums.beside[k] : 0.0);
  }
  std::vector<double> step(coordinates.size);
  mode.root = Square(coordinates.size);
  for (std::size_t i = 0; i < coordinates.size; ++i) {
    const std::size_t k = i + coordinates.first;
    const double slope = coordinates.slope(mode.theta, i);
    step[i] = slope * gradient[k] + (k == 0 ? 0 : 1);
    // Over rows from k on and columns from an earlier one on: the corner, and the entry that crosses its edge.
    for (std::size_t j = 0; j <= i; ++j) {
      const double across = corner[k] + (j < i ? sums.beside[k - 1] : 0.0);
      mode.root(i, j) = mode.root(j, i) = slope * coordinates.slope(mode.theta, j) * across;
    }
    if (k > 0) mode.root(i, i) += std::max(-slope * gradient[k], 0.0);  // d^2 c / d theta^2
  }
  if (!mode.root.factor()) return std::nullopt;
  mode.root.solve_lower(step);
  double length = 0;
  for (const double number : step) length += number * number;
  mode.root.solve_upper(step);
  for (std::size_t i = 0; i < coordinates.size; ++i) mode.theta[i] += std::clamp(step[i], -1.0, 1.0);
  return length;
}

Mode find_mode(const Coordinates& coordinates, const LevelRows& rows, std::span<const float> thresholds) {
  constexpr int most_steps = 60;
  constexpr double near = 1e-6;  // squared, in standard deviations
  const std::size_t levels = coordinates.size + coordinates.first + 1;
  Mode mode;
  std::vector<float> start;
  const std::vector<double> marginal = marginal_thresholds(rows, levels);
  for (const double c : marginal)
    start.push_back(static_cast<float>(c - (coordinates.first == 1 ? marginal.front() - coordinates.fixed : 0)));
  mode.theta = coordinates.theta_of(start);
  const LevelHistogram histogram(rows, thresholds);
  for (int i = 0; i < most_steps; ++i) {
    const std::optional<double> length = newton_step(coordinates, histogram, mode);
    if (!length || !std::ranges::all_of(mode.theta, [](double x) { return std::isfinite(x); })) return mode;
    if (*length < near) {
      mode.found = true;
      return mode;
    }
  }
  return mode;
}

// The log density of t_5(mode, H^-1) at theta, up to a constant.
double log_student(const Mode& mode, std::span<const double> theta) {
  const auto size = mode.theta.size();
  double squares = 0;
  for (std::size_t i = 0; i < size; ++i) {
    double along = 0;  // of L' (theta - mode)
    for (std::size_t k = i; k < size; ++k) along += mode.root(k, i) * (theta[k] - mode.theta[k]);
    squares += along * along;
  }
  return -0.5 * (threshold_freedom + static_cast<double>(size)) * std::log1p(squares / threshold_freedom);
}

}  // namespace

std::vector<double> marginal_thresholds(const LevelRows& rows, std::size_t count) {
  std::vector<double> weight(count, 0.0), thresholds;
  double total = 0, below = 0;
  for (std::size_t n = 0; n < rows.level.size(); ++n) {
    const double o = rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[n]);
    weight[rows.level[n]] += o;
    total += o;
  }
  for (std::size_t k = 0; k + 1 < count; ++k) {
    below += weight[k];
    thresholds.push_back(normal_quantile(std::clamp(below / total, 1e-12, 1 - 1e-12)));
  }
  return thresholds;
}

bool draw_thresholds(const LevelRows& rows, bool free_first, std::uint64_t step, RandomStream& random,
                     const TaskPool& pool, std::span<float> thresholds, Cluster& cluster) {
  const std::size_t first = free_first ? 0 : 1;
  if (thresholds.size() == first) return false;
  const Coordinates coordinates{first, thresholds.size() - first, static_cast<double>(thresholds[0])};
  const Mode mode = find_mode(coordinates, rows, thresholds);
  if (!mode.found) return false;
  const bool walk = step % walk_every == walk_every - 1;
  const std::vector<double> here = coordinates.theta_of(thresholds);
  std::vector<double> there(coordinates.size);
  for (double& number : there) number = random.normal();
  mode.root.solve_upper(there);
  const double scale = walk ? 2.38 / std::sqrt(static_cast<double>(coordinates.size))
                            : 1 / std::sqrt(random.gamma(threshold_freedom / 2) / (threshold_freedom / 2));
  for (std::size_t i = 0; i < coordinates.size; ++i) there[i] = scale * there[i] + (walk ? here[i] : mode.theta[i]);
  const std::vector<float> proposed = coordinates.thresholds_of(there);
  const double u = random.uniform_double();
  if (!std::ranges::is_sorted(proposed, std::less_equal()) || !std::isfinite(proposed.back())) return false;
  double ratio = log_likelihood(rows, proposed, 1, pool, cluster) - log_likelihood(rows, thresholds, 1, pool, cluster) +
                 coordinates.log_prior(there) - coordinates.log_prior(here);
  if (!walk) ratio += log_student(mode, here) - log_student(mode, there);
  if (!(std::log(u) < ratio)) return false;
  std::ranges::copy(proposed, thresholds.begin());
  return true;
}

}  // namespace interplay
