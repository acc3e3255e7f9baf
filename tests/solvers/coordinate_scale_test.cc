#include "solvers/coordinate/scale.h"

#include <gtest/gtest.h>

#include <cmath>

namespace interplay {
namespace {

struct ScaleData {
  std::vector<std::uint8_t> level = {0, 1, 2, 1, 0, 2, 2, 1};
  std::vector<float> score = {-0.5f, 0.4f, 1.2f, 0.1f, 0.3f, 0.6f, 2, 1}, weight = {1, 1, 2, 1, 0.5f, 1, 0, 1};
  std::vector<float> thresholds = {0, 0.9f};
  LevelRows rows() const { return {level, score, weight}; }
};

// A prior of the whole scale: log g about 0.5, and a Jacobian of g^2.
double log_prior(double log_scale) { return 2 * log_scale - 3 * std::pow(log_scale - 0.5, 2); }

// The chain multiplies cut points and scores, again and again; where it is on the orbit follows likelihood
// times prior, which can be summed over a grid.
TEST(Scale, FollowsItsPosterior) {
  const ScaleData start;
  const TaskPool pool(1);
  double total = 0, mean = 0, squares = 0;
  for (double x = -8; x < 8; x += 0.005) {
    const double p = std::exp(log_likelihood(start.rows(), start.thresholds, std::exp(x), pool) + log_prior(x));
    total += p;
    mean += p * x;
    squares += p * x * x;
  }
  mean /= total;
  const double variance = squares / total - mean * mean;

  ScaleData data = start;
  double at = 0, sum = 0, sum_squares = 0;
  int taken = 0;
  constexpr int steps = 20000;
  for (int step = 0; step < steps; ++step) {
    RandomStream random(5, Purpose::hyper, static_cast<std::uint64_t>(step));
    const double change = draw_log_scale(
        data.rows(), data.thresholds, [&](double c) { return log_prior(at + c) - log_prior(at); }, random, pool);
    at += change;
    taken += change != 0;
    const auto scale = static_cast<float>(std::exp(at));
    for (std::size_t n = 0; n < data.score.size(); ++n) data.score[n] = start.score[n] * scale;
    for (std::size_t k = 0; k < data.thresholds.size(); ++k) data.thresholds[k] = start.thresholds[k] * scale;
    sum += at;
    sum_squares += at * at;
  }
  EXPECT_GT(taken, steps / 2);
  EXPECT_NEAR(sum / steps, mean, 0.015);
  EXPECT_NEAR(sum_squares / steps - std::pow(sum / steps, 2), variance, 0.06 * variance);
}

TEST(Scale, IsTheSameForAnyNumberOfThreads) {
  ScaleData data;
  for (int copies = 0; copies < 11; ++copies) {
    data.level.insert(data.level.end(), data.level.begin(), data.level.end());
    data.score.insert(data.score.end(), data.score.begin(), data.score.end());
    data.weight.insert(data.weight.end(), data.weight.begin(), data.weight.end());
  }
  std::vector<double> changes;
  for (const int threads : {1, 2, 5}) {
    RandomStream random(5, Purpose::hyper);
    changes.push_back(draw_log_scale(data.rows(), data.thresholds, log_prior, random, TaskPool(threads)));
  }
  EXPECT_NE(changes[0], 0);
  EXPECT_EQ(changes[0], changes[1]);
  EXPECT_EQ(changes[0], changes[2]);
}

}  // namespace
}  // namespace interplay
