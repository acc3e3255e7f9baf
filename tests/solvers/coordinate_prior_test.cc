#include "solvers/coordinate/prior.h"

#include <gtest/gtest.h>

#include <cmath>

namespace interplay {
namespace {

// A row's pairs are as many as there are two of its fields, each the sum of `rank` products of variance 1 / l^2.
TEST(HyperPrior, OfManyFieldsExpectsScoresOfTheOrderOfOne) {
  for (const std::size_t fields : {20u, 39u, 400u}) {
    for (const std::size_t rank : {2u, 20u}) {
      const HyperPrior hyper = hyper_prior(fields, rank);
      const double precision = hyper.shape / hyper.factor_rate, linear = hyper.shape / hyper.linear_rate,
                   count = static_cast<double>(fields);
      EXPECT_NEAR(count * (count - 1) / 2 * static_cast<double>(rank) / (precision * precision), 1, 1e-6);
      EXPECT_NEAR(count / linear, 1, 1e-6);
    }
  }
}

TEST(HyperPrior, OfUsersAndItemsIsThatOfLibFm) {
  const HyperPrior hyper = hyper_prior(2, 20);
  EXPECT_EQ(hyper.shape, 1);
  EXPECT_EQ(hyper.weight, 1);
  EXPECT_EQ(hyper.linear_rate, 1);
  EXPECT_EQ(hyper.factor_rate, 1);
}

}  // namespace
}  // namespace interplay
