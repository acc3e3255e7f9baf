// Curves of calibration: pooling against the minimax formula of isotonic regression, Platt's fit against a search.
#include "objective/probability_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "interplay/metrics.h"

namespace interplay {
namespace {

struct FittedRows {
  std::vector<float> prediction, target, weight;
};

// The share of 1s is `truth` of the prediction.
template <class Truth>
FittedRows rows_of(std::size_t count, std::uint64_t seed, const Truth& truth, bool weighted = false) {
  RandomStream random(seed, Purpose::synthesize);
  FittedRows rows;
  for (std::size_t i = 0; i < count; ++i) {
    const float p = static_cast<float>(1 + random.below(63)) / 64;
    rows.prediction.push_back(p);
    rows.target.push_back(random.uniform_double() < truth(static_cast<double>(p)) ? 1.0f : 0.0f);
    if (weighted) rows.weight.push_back(static_cast<float>(random.below(4)) / 2);
  }
  return rows;
}

// max over a <= i of min over b >= i of the mean of values [a, b] (Robertson, Wright and Dykstra 1988).
double minimax(const std::vector<double>& values, const std::vector<double>& weights, std::size_t i) {
  double best = -std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a <= i; ++a) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t b = i; b < values.size(); ++b) {
      double sum = 0, weight = 0;
      for (std::size_t k = a; k <= b; ++k) sum += weights[k] * values[k], weight += weights[k];
      least = std::min(least, sum / weight);
    }
    best = std::max(best, least);
  }
  return best;
}

TEST(PoolAdjacent, GivesTheMinimaxOfTheMeans) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RandomStream random(seed, Purpose::synthesize);
    std::vector<double> values, weights;
    for (std::uint32_t i = 0, count = 1 + random.below(25); i < count; ++i) {
      values.push_back(random.below(6));
      weights.push_back(1 + random.below(4));
    }
    double last = -1;
    std::size_t next = 0;
    for (const PooledRun& run : pool_adjacent(values, weights)) {
      EXPECT_EQ(run.first, next);
      EXPECT_GT(run.value, last);
      for (std::size_t i = run.first; i < run.end; ++i) EXPECT_NEAR(run.value, minimax(values, weights, i), 1e-12);
      next = run.end;
      last = run.value;
    }
    EXPECT_EQ(next, values.size());
  }
}

// Mean loss on the smoothed targets.
double smoothed_loss(const FittedRows& rows, double slope, double intercept) {
  double ones = 0, zeros = 0, loss = 0;
  const auto weight = [&](std::size_t i) { return rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[i]); };
  for (std::size_t i = 0; i < rows.target.size(); ++i) (rows.target[i] == 1 ? ones : zeros) += weight(i);
  for (std::size_t i = 0; i < rows.target.size(); ++i) {
    const double t = rows.target[i] == 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2);
    const double p = rows.prediction[i], score = intercept + slope * std::log(p / (1 - p));
    loss -= weight(i) * (t * std::log(1 / (1 + std::exp(-score))) + (1 - t) * std::log(1 / (1 + std::exp(score))));
  }
  return loss;
}

TEST(Platt, IsTheOptimumOfItsLikelihood) {
  for (const bool weighted : {false, true}) {
    const FittedRows rows = rows_of(
        400, 3, [](double p) { return 0.1 + 0.5 * p; }, weighted);
    const ProbabilityCurve curve = platt_curve(rows.prediction, rows.target, rows.weight);
    // Coordinates in turn, in ever smaller steps: slow, and sure on a convex function.
    double slope = 1, intercept = 0, here = smoothed_loss(rows, slope, intercept);
    for (double step = 1; step > 1e-9; step /= 2)
      for (bool moved = true; moved;) {
        moved = false;
        for (const auto& [ds, di] : {std::pair(step, 0.0), {-step, 0.0}, {0.0, step}, {0.0, -step}}) {
          const double there = smoothed_loss(rows, slope + ds, intercept + di);
          if (there >= here) continue;
          here = there, slope += ds, intercept += di, moved = true;
        }
      }
    EXPECT_NEAR(curve.slope, slope, 1e-5);
    EXPECT_NEAR(curve.intercept, intercept, 1e-5);
    EXPECT_LT(curve.slope, 0.9);
  }
}

TEST(Platt, StaysFiniteWherePredictionsSeparateTheClasses) {
  const std::vector<float> prediction = {0, 0, 0.1f, 0.9f, 1, 1}, target = {0, 0, 0, 1, 1, 1};
  const ProbabilityCurve curve = platt_curve(prediction, target, {});
  EXPECT_TRUE(std::isfinite(curve.slope));
  EXPECT_GT(curve(0), 0);
  EXPECT_LT(curve(1), 1);
}

TEST(Curve, IsMonotoneAndKeepsTiesTogether) {
  const FittedRows rows = rows_of(2'000, 5, [](double p) { return p * p; });
  for (const ProbabilityCurve& curve :
       {platt_curve(rows.prediction, rows.target, {}), isotonic_curve(rows.prediction, rows.target, {})}) {
    float last = -1, p = 0;
    for (int i = 0; i <= 5'000; ++i, p = static_cast<float>(i) / 5'000) {
      EXPECT_GE(curve(p), last);
      EXPECT_GT(curve(p), 0);
      EXPECT_LT(curve(p), 1);
      last = curve(p);
    }
    EXPECT_NEAR(curve(0.5f), 0.25, 0.08);
  }
}

TEST(Isotonic, LowersTheErrorOfNewRows) {
  const auto truth = [](double p) { return p < 0.5 ? 0.05 : 0.3 + 0.4 * p; };
  const FittedRows fit = rows_of(20'000, 7, truth), fresh = rows_of(20'000, 8, truth);
  const ProbabilityCurve curve = isotonic_curve(fit.prediction, fit.target, {});
  std::vector<float> after = fresh.prediction;
  std::ranges::transform(after, after.begin(), curve);
  for (const char* name : {"logloss", "brier", "ece"}) {
    const double before = metric(name).compute(fresh.prediction, fresh.target, {});
    EXPECT_LT(metric(name).compute(after, fresh.target, {}), before) << name;
  }
  EXPECT_LT(metric("ece").compute(after, fresh.target, {}), 0.02);
}

TEST(ExpectedCalibrationError, IsTheMeanGapOfFifteenBins) {
  // Bins 0, 7 and 14: gaps of 0.05, 0.5 and 1/2 (0 + 0.02), with 1, 1 and 2 of 4 rows.
  const std::vector<float> prediction = {0.05f, 0.5f, 0.98f, 1.0f}, target = {0, 1, 1, 1};
  EXPECT_NEAR(metric("ece").compute(prediction, target, {}), (0.05 + 0.5 + 2 * 0.01) / 4, 1e-7);
  EXPECT_NEAR(metric("brier").compute(prediction, target, {}), (0.0025 + 0.25 + 0.0004) / 4, 1e-7);
  const std::vector<float> weight = {0, 2, 0, 0};
  EXPECT_NEAR(metric("ece").compute(prediction, target, weight), 0.5, 1e-7);
}

}  // namespace
}  // namespace interplay
