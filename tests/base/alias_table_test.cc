#include "base/alias_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace interplay {
namespace {

// Within five standard deviations of a binomial share, for each index.
void expect_shares(const std::vector<double>& weights, std::uint64_t seed) {
  const AliasTable table(weights);
  constexpr double draws = 200000;
  std::vector<double> counts(weights.size());
  RandomStream random(seed, Purpose::negative);
  for (int i = 0; i < static_cast<int>(draws); ++i) ++counts[table.draw(random)];
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double p = weights[i] / sum;
    EXPECT_NEAR(counts[i] / draws, p, 5 * std::sqrt(p * (1 - p) / draws)) << i;
  }
}

TEST(AliasTable, DrawsInProportionToTheWeights) {
  expect_shares({1}, 1);
  expect_shares({0.25, 0, 3, 1, 0, 0.5}, 2);
  expect_shares({1e-3, 1e3, 1, 1, 1}, 3);
  std::vector<double> many(1000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::pow(static_cast<double>(i), 0.75);
  expect_shares(many, 4);
}

TEST(AliasTable, EqualWeightsAreUniform) { expect_shares(std::vector<double>(37, 0.1), 5); }

}  // namespace
}  // namespace interplay
