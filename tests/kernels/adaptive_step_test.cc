#include "kernels/adaptive_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::on_every_target;

using Features = std::vector<FusedFeature>;

// The header's steps in double; the slope of a validation loss over a coefficient is a finite difference.
struct AdaptiveOracle {
  const AdaptiveStep& step;
  const std::vector<std::size_t>& group;  // of every row
  std::vector<double> rows, gradients, coefficients;
  double bias = 0;

  std::size_t factors() const { return step.theta.factors; }
  std::size_t stride() const { return step.theta.stride(); }
  double rate_of(std::size_t k) const { return k < factors() ? step.theta.rate : step.theta.linear_rate; }
  double bounded(std::size_t k, double v) const {
    return step.theta.nonnegative && k < factors() ? std::max(v, 0.0) : v;
  }

  double score(const Features& features, const std::vector<double>& theta) const {
    double s = bias;
    for (const FusedFeature& f : features) s += f.value * theta[f.row * stride() + factors()];
    for (std::size_t i = 0; i < features.size(); ++i)
      for (std::size_t j = i + 1; j < features.size(); ++j)
        for (std::size_t k = 0; k < factors(); ++k)
          s += features[i].value * theta[features[i].row * stride() + k] * features[j].value *
               theta[features[j].row * stride() + k];
    return s;
  }

  double loss(double s, double y) const {
    const FusedStep& t = step.theta;
    if (t.loss == FusedLoss::squared) return (s - y) * (s - y);
    const double p = 1 / (1 + std::exp(-s));
    if (t.loss == FusedLoss::logistic) return -y * std::log(p) - (1 - y) * std::log(1 - p);
    return std::pow(t.low + (t.high - t.low) * p - y, 2);
  }

  double slope(double s, double y) const { return (loss(s + 1e-5, y) - loss(s - 1e-5, y)) / 2e-5; }

  double train(const Features& features, double y, double weight) {
    const double s = score(features, rows), e = weight * slope(s, y);
    std::vector<double> sum(factors(), 0.0);
    for (const FusedFeature& f : features)
      for (std::size_t k = 0; k < factors(); ++k) sum[k] += f.value * rows[f.row * stride() + k];
    for (const FusedFeature& f : features) {
      for (std::size_t k = 0; k <= factors(); ++k) {
        double& theta = rows[f.row * stride() + k];
        const double others = k < factors() ? sum[k] - f.value * theta : 1;
        gradients[f.row * stride() + k] = e * f.value * others;
        const double c = coefficients[group[f.row] * stride() + k];
        theta = bounded(k, theta - rate_of(k) * (e * f.value * others + 2 * c * theta));
      }
    }
    bias -= step.theta.bias_rate * e;
    return weight * loss(s, y);
  }

  // The loss of a validation row under the parameters after the next step.
  double next_loss(const Features& features, double y, const std::vector<double>& c) const {
    std::vector<double> next = rows;
    for (const FusedFeature& f : features)
      for (std::size_t k = 0; k <= factors(); ++k) {
        const std::size_t at = f.row * stride() + k;
        next[at] = bounded(k, rows[at] - rate_of(k) * (gradients[at] + 2 * c[group[f.row] * stride() + k] * rows[at]));
      }
    return loss(score(features, next), y);
  }

  void adapt(const Features& features, double y, double weight) {
    constexpr double h = 1e-4;
    std::vector<double> after = coefficients;
    for (std::size_t at = 0; at < coefficients.size(); ++at) {
      const std::size_t k = at % stride();
      if (k > factors()) continue;
      std::vector<double> above = coefficients, below = coefficients;
      above[at] += h;
      below[at] -= h;
      const double change = (next_loss(features, y, above) - next_loss(features, y, below)) / (2 * h);
      after[at] = coefficients[at] - step.coefficient_rate * weight * change;
      after[at] = std::clamp(after[at], 0.0, 1 / (2 * rate_of(k)));
    }
    coefficients = after;
  }
};

constexpr std::uint32_t user_rows = 7, tag_rows = 9, groups = 3;

// A user, a number (the last row), and up to three tags with values.
Features random_features(RandomStream& random) {
  Features features{{random.below(user_rows), 1}, {user_rows + tag_rows, static_cast<float>(random.normal())}};
  const std::uint32_t count = random.below(4), first = random.below(tag_rows);
  for (std::uint32_t t = 0; t < count; ++t)
    features.push_back({user_rows + (first + t) % tag_rows, 1 / static_cast<float>(count)});
  return features;
}

AlignedArray<float> random_rows(const FusedStep& step, std::size_t count, double size, bool positive) {
  AlignedArray<float> rows(count * step.stride());
  RandomStream random(3, Purpose::initialize, count);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const double value = at % step.stride() <= step.factors ? size * random.normal() : 0;
    rows[at] = static_cast<float>(positive ? std::abs(value) : value);
  }
  return rows;
}

void expect_near(const AlignedArray<float>& values, const std::vector<double>& expected, const FusedStep& step,
                 double tolerance) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (at % step.stride() > step.factors) continue;
    ASSERT_NEAR(values[at], expected[at], tolerance * (1 + std::abs(expected[at]))) << "at " << at;
  }
}

void check(std::size_t factors, FusedLoss loss, bool nonnegative) {
  const AdaptiveStep step{.theta = {.factors = factors,
                                    .loss = loss,
                                    .low = 1,
                                    .high = 5,
                                    .rate = 0.02f,
                                    .linear_rate = 0.03f,
                                    .bias_rate = 0.01f,
                                    .nonnegative = nonnegative},
                          .coefficient_rate = 0.5f};
  const std::size_t count = user_rows + tag_rows + 1;
  std::vector<std::size_t> group(count, 0);
  std::fill(group.begin() + user_rows, group.end(), 1);
  group.back() = 2;
  AlignedArray<float> rows = random_rows(step.theta, count, 0.4, nonnegative), gradients(rows.size());
  AlignedArray<float> coefficients = random_rows(step.theta, groups, 0.1, true);
  std::vector<float*> coefficients_of;
  for (const std::size_t g : group) coefficients_of.push_back(coefficients.data() + g * step.theta.stride());
  AdaptiveOracle oracle{step,
                        group,
                        {rows.begin(), rows.end()},
                        std::vector<double>(rows.size(), 0.0),
                        {coefficients.begin(), coefficients.end()},
                        0.5};

  RandomStream random(5, Purpose::shuffle);
  std::vector<std::uint64_t> offsets{0};
  Features all;
  std::vector<std::uint32_t> index, train, valid;
  std::vector<float> targets, weights;
  double expected = 0;
  for (std::uint32_t i = 0; i < 80; ++i) {
    const Features mine = random_features(random);
    all.insert(all.end(), mine.begin(), mine.end());
    offsets.push_back(all.size());
    index.push_back(i);
    targets.push_back(loss == FusedLoss::logistic ? static_cast<float>(random.below(2))
                                                  : 1 + static_cast<float>(random.below(5)));
    weights.push_back(0.5f + random.uniform());
    (i % 2 == 0 ? train : valid).push_back(i);
    if (i % 2 == 0)
      expected += oracle.train(mine, targets[i], weights[i]);
    else
      oracle.adapt(mine, targets[i], weights[i]);
  }
  const std::vector<FusedLists> lists{{offsets.data(), all.data()}};
  const FusedRecords records{lists, index.data(), targets.data(), weights.data(), targets.size(), 5};
  float bias = 0.5f;
  const double total = adaptive_steps(step, {rows.data(), gradients.data(), coefficients_of.data()}, records,
                                      {train.data(), valid.data(), train.size()}, bias);
  EXPECT_NEAR(total, expected, 1e-4 * expected);
  EXPECT_NEAR(bias, oracle.bias, 1e-5);
  expect_near(rows, oracle.rows, step.theta, 5e-5);
  expect_near(gradients, oracle.gradients, step.theta, 2e-4);
  expect_near(coefficients, oracle.coefficients, step.theta, 1e-4);
}

TEST(AdaptiveStep, FollowsTheSlopeOfTheValidationLossAfterTheNextStep) {
  on_every_target([] {
    for (const std::size_t factors : {0, 8, 24})
      for (const FusedLoss loss : {FusedLoss::squared, FusedLoss::squared_range, FusedLoss::logistic})
        for (const bool nonnegative : {false, true}) check(factors, loss, nonnegative);
  });
}

// A bag that holds a value twice.
TEST(AdaptiveStep, RepeatedFeaturesAddUpTheirGradients) {
  on_every_target([] {
    const AdaptiveStep step{.theta = {.factors = 8, .rate = 1e-6f, .linear_rate = 1e-6f}, .coefficient_rate = 0};
    AlignedArray<float> rows = random_rows(step.theta, 2, 0.5, false), gradients(rows.size());
    AlignedArray<float> coefficients(step.theta.stride());
    const std::vector<float> before(rows.begin(), rows.end());
    std::vector<float*> coefficients_of(2, coefficients.data());
    const Features features{{0, 1}, {1, 0.5f}, {1, 0.5f}};
    const std::vector<std::uint64_t> offsets{0, 3};
    const std::vector<FusedLists> lists{{offsets.data(), features.data()}};
    const std::uint32_t zero = 0;
    const float target = 3;
    float bias = 0;
    const double loss = adaptive_steps(step, {rows.data(), gradients.data(), coefficients_of.data()},
                                       {lists, &zero, &target, nullptr, 1, 3}, {&zero, &zero, 1}, bias);
    const double slope = -2 * std::sqrt(loss);  // the score is below 3
    EXPECT_NEAR(gradients[step.theta.stride() + 8], slope, 1e-4);
    for (std::size_t k = 0; k < 8; ++k) {
      const double p = before[k], q = before[step.theta.stride() + k];
      EXPECT_NEAR(gradients[k], slope * q, 1e-4);
      EXPECT_NEAR(gradients[step.theta.stride() + k], slope * (p + q / 2), 1e-4);
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
