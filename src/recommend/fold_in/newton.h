// Damped Newton steps on few parameters: a loss of scores that are linear in them, or nearly so, and a square.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace interplay {

// x' S x / 2 - r' x, S symmetric, of size n x n.
struct SquareTerm {
  std::vector<double> square, right;

  // (x - mean)' diag(precision) (x - mean) / 2, but for a constant.
  static SquareTerm prior(std::span<const double> mean, std::span<const double> precision);
  double value(std::span<const double> x) const;
};

// Scores of all rows at x and, if asked for, the derivatives by x: rows x n numbers.
using ScoresAt = std::function<void(std::span<const double> x, std::vector<float>& scores, std::vector<float>* slopes)>;
// The loss of the rows; its slopes and (positive) curvatures by their scores.
using LossOf =
    std::function<double(std::span<const float> scores, std::span<double> slopes, std::span<double> curvatures)>;

struct NewtonSteps {
  int most = 12;
  double least_change = 1e-6;  // of a step that is worth another one, relative to the numbers
  bool square = false;         // the loss is a square of scores that are linear: one step is exact
  bool nonnegative = false;    // numbers below 0 become 0
};

// Minimizes from x on. Each step solves for all numbers at once and is halved until the sum is no greater than before.
// Deterministic. Precondition: S, or the rows, make the matrix positive definite.
void minimize(const SquareTerm& term, const ScoresAt& scores_at, const LossOf& loss_of, const NewtonSteps& steps,
              std::vector<double>& x);

// Solves S x = r by Cholesky's method; `square` is overwritten. A pivot that rounding determines counts as none, and
// its number stays 0.
std::vector<double> solved(std::vector<double>& square, std::span<const double> right);

}  // namespace interplay
