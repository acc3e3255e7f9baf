#include "kernels/fused_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::on_every_target;

// The step as the header's formulas say it, in double, with any number of features.
struct FusedOracle {
  const FusedStep& step;
  std::vector<double> rows, sums;
  double bias = 0, bias_sum = 0;

  double score(const std::vector<FusedFeature>& features, std::vector<double>& sum) const {
    sum.assign(step.factors, 0);
    double s = bias, squares = 0;
    for (const FusedFeature& f : features) {
      const double* row = &rows[f.row * step.stride()];
      s += f.value * row[step.factors + fused_weight];
      for (std::size_t k = 0; k < step.factors; ++k) {
        sum[k] += f.value * row[k];
        squares += std::pow(f.value * row[k], 2);
      }
    }
    double square = 0;
    for (const double x : sum) square += x * x;
    return s + (square - squares) / 2;
  }

  double slope(double s, double y) const {
    if (step.loss == FusedLoss::squared) return 2 * (s - y);
    const double p = 1 / (1 + std::exp(-s));
    if (step.loss == FusedLoss::logistic) return p - y;
    const double width = step.high - step.low;
    return 2 * (step.low + width * p - y) * width * p * (1 - p);
  }

  double loss(double s, double y) const {
    if (step.loss == FusedLoss::squared) return (s - y) * (s - y);
    const double p = 1 / (1 + std::exp(-s));
    if (step.loss == FusedLoss::logistic) return -y * std::log(p) - (1 - y) * std::log(1 - p);
    return std::pow(step.low + (step.high - step.low) * p - y, 2);
  }

  void descend(double& value, double gradient, double rate, double* sum) {
    if (sum != nullptr) {
      *sum += gradient * gradient;
      rate /= std::sqrt(*sum + step.epsilon);
    }
    value -= rate * gradient;
  }

  double visit(const std::vector<FusedFeature>& features, double y, double weight) {
    std::vector<double> sum;
    const double s = score(features, sum);
    const double g = weight * slope(s, y);
    for (const FusedFeature& f : features) {
      const std::size_t at = f.row * step.stride();
      double* row = &rows[at];
      double* squares = sums.empty() ? nullptr : &sums[at];
      const double c = row[step.factors + fused_l2_factors], d = row[step.factors + fused_l2_linear];
      for (std::size_t k = 0; k < step.factors; ++k) {
        const double gradient = g * f.value * (sum[k] - f.value * row[k]) + 2 * c * row[k];
        descend(row[k], gradient, step.rate, squares ? squares + k : nullptr);
        if (step.nonnegative) row[k] = std::max(row[k], 0.0);
      }
      double& w = row[step.factors + fused_weight];
      descend(w, g * f.value + 2 * d * w, step.linear_rate, squares ? squares + step.factors : nullptr);
    }
    descend(bias, g, step.bias_rate, sums.empty() ? nullptr : &bias_sum);
    return weight * loss(s, y);
  }
};

constexpr std::uint32_t first_rows = 9, second_rows = 11, others = 5;

AlignedArray<float> random_rows(const FusedStep& step, std::uint32_t count) {
  AlignedArray<float> rows(count * step.stride());
  RandomStream random(3, Purpose::initialize);
  for (std::uint32_t r = 0; r < count; ++r) {
    float* row = rows.data() + r * step.stride();
    for (std::size_t k = 0; k <= step.factors; ++k) row[k] = 0.3f * static_cast<float>(random.normal());
    row[step.factors + fused_l2_factors] = 0.05f + 0.01f * static_cast<float>(r);
    row[step.factors + fused_l2_linear] = 0.02f;
  }
  return rows;
}

FusedStep step_of(std::size_t factors, FusedLoss loss) {
  return {.factors = factors,
          .loss = loss,
          .low = 1,
          .high = 5,
          .rate = 0.02f,
          .linear_rate = 0.03f,
          .bias_rate = 0.01f,
          .epsilon = 1e-4f};
}

float target_of(FusedLoss loss, RandomStream& random) {
  return loss == FusedLoss::logistic ? static_cast<float>(random.below(2)) : 1 + static_cast<float>(random.below(5));
}

void expect_near(const AlignedArray<float>& rows, const FusedOracle& oracle) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (at % oracle.step.stride() <= oracle.step.factors) {
      ASSERT_NEAR(rows[at], oracle.rows[at], 2e-5 * (1 + std::abs(oracle.rows[at]))) << "at " << at;
    }
  }
}

// 200 pairs in groups without a repeated row.
std::vector<FusedPair> random_pairs(FusedLoss loss) {
  RandomStream random(4, Purpose::shuffle);
  std::vector<std::uint32_t> first(first_rows), second(second_rows);
  std::iota(first.begin(), first.end(), 0u);
  std::iota(second.begin(), second.end(), first_rows);
  std::vector<FusedPair> pairs;
  for (std::size_t i = 0; i < 200; ++i) {
    if (i % fused_group == 0) {
      shuffle(std::span(first), random);
      shuffle(std::span(second), random);
    }
    pairs.push_back({first[i % fused_group], second[i % fused_group], target_of(loss, random)});
  }
  return pairs;
}

// `together`: all pairs in one call, in groups; else one call per pair, where the bias steps with every pair.
void check_pairs(std::size_t factors, FusedLoss loss, bool nonnegative, bool together) {
  FusedStep step = step_of(factors, loss);
  step.nonnegative = nonnegative;
  if (together) step.bias_rate = 0;
  AlignedArray<float> rows = random_rows(step, first_rows + second_rows);
  FusedOracle oracle{step, {rows.begin(), rows.end()}, {}, 0.5, 0};
  const std::vector<FusedPair> pairs = random_pairs(loss);
  double expected = 0, total = 0;
  float bias = 0.5f;
  for (const FusedPair& pair : pairs) {
    expected += oracle.visit({{pair.first, 1}, {pair.second, 1}}, pair.target, 1);
    if (!together) total += fused_pairs(step, rows.data(), std::span(&pair, 1), bias);
  }
  if (together) total = fused_pairs(step, rows.data(), pairs, bias);
  EXPECT_NEAR(total, expected, 1e-4 * expected);
  EXPECT_NEAR(bias, oracle.bias, 1e-5);
  expect_near(rows, oracle);
}

void check_features(std::size_t factors, FusedLoss loss, bool adagrad) {
  const FusedStep step = step_of(factors, loss);
  AlignedArray<float> rows = random_rows(step, first_rows + others);
  AlignedArray<float> sums(adagrad ? rows.size() : 0);
  FusedOracle oracle{step, {rows.begin(), rows.end()}, std::vector<double>(sums.size(), 0.0), 0.5, 0};
  RandomStream random(5, Purpose::shuffle);
  std::vector<std::uint64_t> offsets{0};
  std::vector<FusedFeature> features;
  std::vector<std::uint32_t> index;
  std::vector<float> targets, weights;
  double expected = 0;
  for (std::uint32_t i = 0; i < 100; ++i) {
    std::vector<FusedFeature> mine{{random.below(first_rows), 1}};
    const std::uint32_t first = random.below(others);
    for (std::uint32_t k = 0; k < i % 4; ++k)
      mine.push_back({first_rows + (first + k) % others, static_cast<float>(random.normal())});
    features.insert(features.end(), mine.begin(), mine.end());
    offsets.push_back(features.size());
    index.push_back(i);
    targets.push_back(target_of(loss, random));
    weights.push_back(0.5f + random.uniform());
    expected += oracle.visit(mine, targets.back(), weights.back());
  }
  const std::vector<FusedLists> lists{{offsets.data(), features.data()}};
  const std::size_t shared = first_rows * step.stride();
  const FusedTables tables{rows.data(), rows.data() + shared, adagrad ? sums.data() : nullptr,
                           adagrad ? sums.data() + shared : nullptr, first_rows};
  float bias = 0.5f, bias_sum = 0;
  const FusedRecords records{lists, index.data(), targets.data(), weights.data(), targets.size(), 4};
  EXPECT_NEAR(fused_features(step, tables, records, bias, bias_sum), expected, 1e-4 * expected);
  EXPECT_NEAR(bias, oracle.bias, 1e-5);
  expect_near(rows, oracle);
}

constexpr FusedLoss losses[] = {FusedLoss::squared, FusedLoss::squared_range, FusedLoss::logistic};

TEST(FusedStep, PairsFollowTheFormulas) {
  on_every_target([] {
    for (const std::size_t factors : {0, 8, 16, 24, 32, 40, 48, 64, 128})
      for (const FusedLoss loss : losses)
        for (const bool together : {true, false}) check_pairs(factors, loss, false, together);
  });
}

// The bias of a group steps once, by the sum of the group's slopes: for one pair twice in two groups of one, and for
// two distinct pairs in one group, known by hand.
TEST(FusedStep, BiasStepsOncePerGroup) {
  const FusedStep step{.factors = 0, .bias_rate = 0.1f};
  AlignedArray<float> rows(4 * step.stride());
  const std::vector<FusedPair> pairs{{0, 2, 1}, {1, 3, 3}};
  float bias = 0;
  EXPECT_FLOAT_EQ(static_cast<float>(fused_pairs(step, rows.data(), pairs, bias)), 10.0f);  // 1 + 9
  EXPECT_FLOAT_EQ(bias, 0.1f * 2 * (1 + 3));
}

TEST(FusedStep, ProjectsToNonnegativeFactors) {
  on_every_target([] { check_pairs(16, FusedLoss::squared, true, true); });
}

TEST(FusedStep, FeaturesFollowTheFormulas) {
  on_every_target([] {
    for (const std::size_t factors : {0, 8, 24, 40})
      for (const FusedLoss loss : losses)
        for (const bool adagrad : {false, true}) check_features(factors, loss, adagrad);
  });
}

}  // namespace
}  // namespace interplay::kernels
