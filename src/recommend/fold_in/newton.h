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
  // After a step that changes the numbers by less, relative to them, the matrix of that step serves the next ones: near
  // the minimum it hardly changes, and making it is most of the work. 0: every step has its own.
  double keep_matrix_below = 0;
};

// Minimizes from x on. Each step solves for all numbers at once and is halved until the sum is no greater than before.
// Deterministic. Precondition: S, or the rows, make the matrix positive definite.
void minimize(const SquareTerm& term, const ScoresAt& scores_at, const LossOf& loss_of, const NewtonSteps& steps,
              std::vector<double>& x);

// Replaces S by its factor L, S = L L', in the lower triangle (Cholesky). A pivot that rounding determines counts as
// none: it is 0.
void factorize(std::vector<double>& square, std::size_t n);
// x with L L' x = r; numbers without a pivot are 0.
std::vector<double> solved_by_factor(const std::vector<double>& factor, std::span<const double> right);
// Both: solves S x = r, and overwrites `square`.
std::vector<double> solved(std::vector<double>& square, std::span<const double> right);

}  // namespace interplay
