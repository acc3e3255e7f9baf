#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "objective/loss.h"

namespace interplay {
namespace {

const Loss& bpr() { return loss_named("bpr"); }

double value_of(std::vector<float> score, std::vector<float> target, std::vector<std::uint32_t> group,
                std::vector<float> weight = {}, std::vector<float>* gradient = nullptr) {
  if (gradient) gradient->assign(score.size(), 99.0f);
  return bpr().evaluate(link_named(bpr().link()), {.score = score, .target = target, .weight = weight, .group = group},
                        gradient ? std::span<float>(*gradient) : std::span<float>());
}

TEST(Bpr, IsTheLogOfTheOddsThatThePositiveComesFirst) {
  std::vector<float> gradient;
  // Scores that are ln 3 apart: sigmoid is 3/4.
  const auto d = std::log(3.0f);
  EXPECT_NEAR(value_of({1 + d, 1}, {1, 0}, {7, 7}, {}, &gradient), std::log(4.0 / 3), 1e-6);
  EXPECT_NEAR(gradient[0], -0.25, 1e-6);
  EXPECT_NEAR(gradient[1], 0.25, 1e-6);
  // A positive after its negatives, of weight 2; the weights of negatives do not count.
  EXPECT_NEAR(value_of({0, d, 0}, {0, 0, 1}, {1, 1, 1}, {5, 7, 2}, &gradient), 2 * (std::log(2.0) + std::log(4.0)),
              1e-5);
  EXPECT_NEAR(gradient[0], 1, 1e-6);
  EXPECT_NEAR(gradient[1], 1.5, 1e-6);
  EXPECT_NEAR(gradient[2], -2.5, 1e-6);
}

TEST(Bpr, ComparesWithinGroupsAlone) {
  std::vector<float> gradient;
  EXPECT_EQ(value_of({3, 1, 2, 5}, {1, 1, 0, 0}, {1, 2, 3, 3}, {}, &gradient), 0);
  EXPECT_EQ(gradient, std::vector<float>(4, 0.0f));
  const double together = value_of({3, 1, 2, 5}, {1, 0, 1, 0}, {4, 4, 9, 9});
  EXPECT_NEAR(together, value_of({3, 1}, {1, 0}, {4, 4}) + value_of({2, 5}, {1, 0}, {9, 9}), 1e-12);
}

TEST(Bpr, WithoutTargetsKnowsNoPair) {
  std::vector<float> gradient;
  EXPECT_EQ(value_of({3, 1}, {}, {1, 1}, {}, &gradient), 0);
  EXPECT_EQ(gradient, std::vector<float>(2, 0.0f));
}

TEST(Bpr, StaysFiniteAndExactFarOut) {
  std::vector<float> gradient;
  EXPECT_EQ(value_of({-3e38f, 3e38f}, {1, 0}, {1, 1}, {}, &gradient), 2 * static_cast<double>(3e38f));
  EXPECT_EQ(gradient, (std::vector<float>{-1, 1}));
  EXPECT_EQ(value_of({3e38f, -3e38f}, {1, 0}, {1, 1}, {}, &gradient), 0);
  EXPECT_EQ(gradient, (std::vector<float>{0, 0}));
  // log(1 + exp(-50)) is exp(-50) to 16 digits; computed as log(sigmoid) it would be 0.
  EXPECT_NEAR(value_of({50, 0}, {1, 0}, {1, 1}, {}, &gradient) / std::exp(-50.0), 1, 1e-12);
  EXPECT_NEAR(static_cast<double>(gradient[0]) / std::exp(-50.0), -1, 1e-6);
}

// Against the definition, in the plainest words, on groups of several positives and negatives.
TEST(Bpr, IsTheSumOverAllPairs) {
  RandomStream random(3, Purpose::synthesize);
  std::vector<float> score, target, weight, gradient;
  std::vector<std::uint32_t> group;
  for (std::uint32_t r = 0; r < 200; ++r) {
    score.push_back(static_cast<float>(3 * random.normal()));
    target.push_back(static_cast<float>(random.below(3) / 2));
    weight.push_back(random.uniform());
    group.push_back(r / 9);
  }
  const double value = value_of(score, target, group, weight, &gradient);
  double expected = 0;
  std::vector<double> slopes(score.size());
  for (std::size_t i = 0; i < score.size(); ++i)
    for (std::size_t j = 0; j < score.size(); ++j) {
      if (group[i] != group[j] || !(target[i] > target[j])) continue;
      const double sigmoid = 1 / (1 + std::exp(static_cast<double>(score[j]) - static_cast<double>(score[i])));
      expected -= static_cast<double>(weight[i]) * std::log(sigmoid);
      slopes[i] -= static_cast<double>(weight[i]) * (1 - sigmoid);
      slopes[j] += static_cast<double>(weight[i]) * (1 - sigmoid);
    }
  ASSERT_GT(expected, 10);
  EXPECT_NEAR(value, expected, 1e-9 * expected);
  for (std::size_t r = 0; r < score.size(); ++r) EXPECT_NEAR(gradient[r], slopes[r], 1e-6) << r;
}

}  // namespace
}  // namespace interplay
