#include "kernels/field_aware_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::on_every_target;

// Features of 6 fields, five of each, padded to 8 fields; the last feature stands for what is missing.
struct Case {
  explicit Case(std::size_t quads) : table((6 * 5 + 1) * quads * 32), sums(table.size()) {
    step.fields = 8;
    step.quads = quads;
    step.step.loss = FusedLoss::logistic;
    step.step.rate = 0.3f;
    step.step.linear_rate = 0.2f;
    step.step.bias_rate = 0.1f;
    step.step.epsilon = 0.5f;
    step.l2_factors = 0.01f;
    step.l2_linear = 0.02f;
    RandomStream random(3, Purpose::synthesize);
    for (std::size_t feature = 0; feature < 30; ++feature)
      for (std::size_t q = 0; q < quads; ++q)
        for (std::size_t field = 0; field < 6; ++field)
          for (std::size_t k = 0; k < 4; ++k)
            if (field != feature / 5 || (q == 0 && k == 0)) table[at(feature, q, field, k)] = random.uniform() - 0.5f;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t field = 0; field < 8; ++field) {
        const bool there = field < 6 && (r + field) % 7 != 0;
        features.push_back(there ? static_cast<std::uint32_t>(5 * field + random.below(5)) : 30);
        x[r * 8 + field] = there ? random.uniform() + 0.5f : 0;
      }
    for (std::uint32_t i = 0; i < 8; i += 4)
      for (std::uint32_t j = i; j < 8; j += 4) blocks.push_back({i, j});
  }

  std::size_t at(std::size_t feature, std::size_t quad, std::size_t field, std::size_t k) const {
    return feature * step.stride() + 4 * (quad * step.fields + field) + k;
  }
  std::vector<FieldAwareRow> all_rows() const {
    std::vector<FieldAwareRow> all;
    for (std::size_t r = 0; r < rows; ++r) all.push_back({features.data() + 8 * r, x.data() + 8 * r});
    return all;
  }

  static constexpr std::size_t rows = 9;
  FieldAwareStep step;
  AlignedArray<float> table, sums, x{rows * 8};
  std::vector<std::uint32_t> features;
  std::vector<FieldBlock> blocks;
};

double score_of(const Case& c, std::size_t row) {
  double score = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::uint32_t* feature = c.features.data() + 8 * row;
    const float* x = c.x.data() + 8 * row;
    score += static_cast<double>(x[i] * c.table[c.at(feature[i], 0, i, 0)]);
    for (std::size_t j = i + 1; j < 6; ++j)
      for (std::size_t q = 0; q < c.step.quads; ++q)
        for (std::size_t k = 0; k < 4; ++k)
          score += static_cast<double>(c.table[c.at(feature[i], q, j, k)]) *
                   static_cast<double>(c.table[c.at(feature[j], q, i, k)]) * static_cast<double>(x[i] * x[j]);
  }
  return score;
}

// The header's formulas, in double, where a row has the feature.
void step_by_formula(const Case& c, std::size_t row, double slope, std::vector<double>& v, std::vector<double>& sums) {
  const std::uint32_t* feature = c.features.data() + 8 * row;
  const float* x = c.x.data() + 8 * row;
  const std::vector<double> before = v;
  const auto descend = [&](std::size_t at, double gradient, float rate) {
    sums[at] += gradient * gradient;
    v[at] -= static_cast<double>(rate) * gradient / std::sqrt(sums[at] + static_cast<double>(c.step.step.epsilon));
  };
  for (std::size_t i = 0; i < 6; ++i) {
    if (feature[i] == 30) continue;
    const std::size_t weight = c.at(feature[i], 0, i, 0);
    descend(weight, slope * static_cast<double>(x[i]) + 2 * static_cast<double>(c.step.l2_linear) * before[weight],
            c.step.step.linear_rate);
    for (std::size_t j = 0; j < 6; ++j)
      for (std::size_t q = 0; q < c.step.quads && i != j; ++q)
        for (std::size_t k = 0; k < 4; ++k) {
          const std::size_t own = c.at(feature[i], q, j, k);
          descend(own,
                  slope * static_cast<double>(x[i] * x[j]) * before[c.at(feature[j], q, i, k)] +
                      2 * static_cast<double>(c.step.l2_factors) * before[own],
                  c.step.step.rate);
        }
  }
}

TEST(FieldAwareStep, ScoresAreSumsOverPairsAndWeights) {
  on_every_target([] {
    for (const std::size_t quads : {1u, 2u}) {
      Case c(quads);
      const std::vector<std::uint32_t> ends = {1, 3};
      std::vector<float> partial(2 * 16);
      field_aware_scores(c.step, {c.table.data(), c.sums.data()}, c.all_rows(), {c.blocks, ends}, partial.data(), 16);
      for (std::size_t r = 0; r < Case::rows; ++r)
        EXPECT_NEAR(static_cast<double>(partial[r] + partial[16 + r]), score_of(c, r), 1e-5) << r;
    }
  });
}

TEST(FieldAwareStep, UpdatesFollowTheFormula) {
  on_every_target([] {
    for (const std::size_t quads : {1u, 2u}) {
      Case c(quads);
      std::vector<double> v(c.table.begin(), c.table.end()), sums(c.sums.size(), 0);
      std::vector<float> slopes;
      for (std::size_t r = 0; r < Case::rows; ++r) slopes.push_back(0.7f - 0.2f * static_cast<float>(r));
      for (std::size_t r = 0; r < Case::rows; ++r) step_by_formula(c, r, static_cast<double>(slopes[r]), v, sums);
      // Block by block, the last one first: no order among blocks matters.
      for (std::size_t b = c.blocks.size(); b-- > 0;)
        field_aware_update(c.step, {c.table.data(), c.sums.data()}, c.all_rows(), slopes.data(), {&c.blocks[b], 1});
      for (std::size_t i = 0; i < v.size(); ++i) {
        ASSERT_NEAR(static_cast<double>(c.table[i]), v[i], 2e-5) << i;
        ASSERT_NEAR(static_cast<double>(c.sums[i]), sums[i], 2e-5) << i;
      }
    }
  });
}

TEST(FieldAwareStep, SlopesAreThoseOfTheLossAndMoveTheBias) {
  const Case c(1);
  const std::vector<float> partial = {0.3f, -0.2f, 0.1f, 0.4f}, targets = {1, 0}, weights = {1, 2};
  float bias = 0.2f, bias_sum = 0, slopes[2];
  const double loss =
      field_aware_slopes(c.step.step, partial.data(), 2, 2, targets, weights.data(), bias, bias_sum, slopes);
  double expected_bias = 0.2, sum = 0, total = 0;
  for (std::size_t r = 0; r < 2; ++r) {
    const double s = expected_bias + static_cast<double>(partial[r] + partial[2 + r]);
    const double p = 1 / (1 + std::exp(-s)), weight = static_cast<double>(weights[r]);
    total -= weight * std::log(targets[r] > 0 ? p : 1 - p);
    const double g = weight * (p - static_cast<double>(targets[r]));
    EXPECT_NEAR(static_cast<double>(slopes[r]), g, 1e-6);
    sum += g * g;
    expected_bias -= 0.1 * g / std::sqrt(sum + 0.5);
  }
  EXPECT_NEAR(loss, total, 1e-6);
  EXPECT_NEAR(static_cast<double>(bias), expected_bias, 1e-6);
}

}  // namespace
}  // namespace interplay::kernels
