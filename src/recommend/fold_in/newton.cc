#include "recommend/fold_in/newton.h"

#include <algorithm>
#include <cmath>

#include "kernels/matrix.h"

namespace interplay {
namespace {

constexpr int most_halvings = 12;
constexpr double least_pivot = 1e-12;  // relative to its diagonal

}  // namespace

SquareTerm SquareTerm::prior(std::span<const double> mean, std::span<const double> precision) {
  const std::size_t n = mean.size();
  SquareTerm term{std::vector<double>(n * n, 0.0), std::vector<double>(n)};
  for (std::size_t k = 0; k < n; ++k) {
    term.square[k * n + k] = precision[k];
    term.right[k] = precision[k] * mean[k];
  }
  return term;
}

double SquareTerm::value(std::span<const double> x) const {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double product = 0;
    for (std::size_t j = 0; j < x.size(); ++j) product += square[i * x.size() + j] * x[j];
    sum += x[i] * (product / 2 - right[i]);
  }
  return sum;
}

void factorize(std::vector<double>& square, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    double* row = square.data() + j * n;
    const double diagonal = row[j];
    for (std::size_t i = 0; i < j; ++i) {
      double sum = row[i];
      const double* other = square.data() + i * n;
      for (std::size_t k = 0; k < i; ++k) sum -= row[k] * other[k];
      row[i] = other[i] > 0 ? sum / other[i] : 0;
    }
    double pivot = diagonal;
    for (std::size_t k = 0; k < j; ++k) pivot -= row[k] * row[k];
    row[j] = pivot > least_pivot * diagonal ? std::sqrt(pivot) : 0;
  }
}

std::vector<double> solved_by_factor(const std::vector<double>& factor, std::span<const double> right) {
  const std::size_t n = right.size();
  std::vector<double> x(right.begin(), right.end());
  for (std::size_t j = 0; j < n; ++j) {
    const double* row = factor.data() + j * n;
    for (std::size_t k = 0; k < j; ++k) x[j] -= row[k] * x[k];
    x[j] = row[j] > 0 ? x[j] / row[j] : 0;
  }
  for (std::size_t j = n; j-- > 0;) {
    const double pivot = factor[j * n + j];
    x[j] = pivot > 0 ? x[j] / pivot : 0;
    for (std::size_t i = 0; i < j; ++i) x[i] -= factor[j * n + i] * x[j];
  }
  return x;
}

std::vector<double> solved(std::vector<double>& square, std::span<const double> right) {
  factorize(square, right.size());
  return solved_by_factor(square, right);
}

namespace {

// square += sum_r c_r d_r d_r', of which the lower triangle is read. Steps are only directions, so that single
// precision is enough where there are several.
void add_squares(std::span<const float> design, std::span<const double> curvatures, bool exact, std::size_t n,
                 std::vector<double>& square) {
  const std::size_t rows = curvatures.size();
  if (exact) {
    for (std::size_t row = 0; row < rows; ++row) {
      const float* d = design.data() + row * n;
      for (std::size_t i = 0; i < n; ++i) {
        const double part = curvatures[row] * static_cast<double>(d[i]);
        double* to = square.data() + i * n;
        for (std::size_t j = 0; j <= i; ++j) to[j] += part * static_cast<double>(d[j]);
      }
    }
    return;
  }
  std::vector<float> weighted(rows * n), sums(n * n, 0.0f);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < n; ++i)
      weighted[row * n + i] = static_cast<float>(curvatures[row]) * design[row * n + i];
  kernels::multiply({.rows = n,
                     .inner = rows,
                     .columns = n,
                     .a = {weighted.data(), 1, n},
                     .b = design.data(),
                     .b_stride = n,
                     .c = sums.data(),
                     .c_stride = n,
                     .add = true});
  for (std::size_t i = 0; i < square.size(); ++i) square[i] += static_cast<double>(sums[i]);
}

}  // namespace

void minimize(const SquareTerm& term, const ScoresAt& scores_at, const LossOf& loss_of, const NewtonSteps& steps,
              std::vector<double>& x) {
  const std::size_t n = x.size();
  std::vector<float> scores;
  std::vector<float> derivatives;
  std::vector<double> factor;  // of the matrix of a step; empty: the next step makes its own
  for (int step = 0; step < steps.most; ++step) {
    scores_at(x, scores, &derivatives);
    std::vector<double> slopes(scores.size()), curvatures(scores.size());
    const double before = loss_of(scores, slopes, curvatures) + term.value(x);
    std::vector<double> right = term.right;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) right[i] -= term.square[i * n + j] * x[j];
    for (std::size_t row = 0; row < scores.size(); ++row) {
      const float* d = derivatives.data() + row * n;
      for (std::size_t i = 0; i < n; ++i) right[i] -= slopes[row] * static_cast<double>(d[i]);
    }
    const bool made = factor.empty();
    if (made) {
      factor = term.square;
      add_squares(derivatives, curvatures, steps.square, n, factor);
      factorize(factor, n);
    }
    const std::vector<double> change = solved_by_factor(factor, right);
    const auto moved = [&](double length) {
      std::vector<double> to = x;
      for (std::size_t k = 0; k < n; ++k) {
        to[k] += length * change[k];
        if (steps.nonnegative) to[k] = std::max(to[k], 0.0);
      }
      return to;
    };
    if (steps.square && !steps.nonnegative) {
      x = moved(1);
      return;
    }
    std::vector<double> next;
    bool better = false;
    double length = 1;
    for (int half = 0; half < most_halvings && !better; ++half, length /= 2) {
      next = moved(length);
      scores_at(next, scores, nullptr);
      better = loss_of(scores, slopes, curvatures) + term.value(next) <= before;
    }
    if (!better && made) return;
    if (!better) {  // by a matrix of before
      factor.clear();
      continue;
    }
    double size = 0, difference = 0;
    for (std::size_t k = 0; k < n; ++k) {
      size += next[k] * next[k];
      difference += (next[k] - x[k]) * (next[k] - x[k]);
    }
    x = std::move(next);
    if (difference <= steps.least_change * steps.least_change * size) return;
    if (difference > steps.keep_matrix_below * steps.keep_matrix_below * size) factor.clear();
  }
}

}  // namespace interplay
