// The predictive deviation of solver mcmc: intervals hold as many held-out targets as they claim.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "data/small_data.h"
#include "interplay/train.h"

namespace interplay {
namespace {

TEST(Noise, IntervalsHoldTheShareOfTargetsThatTheyClaim) {
  constexpr std::uint32_t users = 80, items = 60;
  RandomStream random(9, Purpose::synthesize);
  std::vector<std::array<double, 2>> u(users + 1), v(items + 1);
  for (auto* side : {&u, &v})
    for (auto& row : *side) row = {random.normal(), random.normal()};
  const auto truth = [&](int user, int item) {
    const auto &p = u[static_cast<std::size_t>(user)], &q = v[static_cast<std::size_t>(item)];
    return p[0] + q[0] + p[1] * q[1];
  };
  std::vector<testing::Rating> rows;
  for (std::uint32_t r = 0; r < 6000; ++r) {
    const int a = 1 + static_cast<int>(random.below(users)), b = 1 + static_cast<int>(random.below(items));
    rows.push_back({a, b, static_cast<float>(10 + truth(a, b) + 0.7 * random.normal())});
  }
  const Dataset read = testing::make_data(rows);
  SplitOptions half;
  half.test = 0.5;
  const Split parts = split(read, half, 3);
  const Dataset data = encode(read, parts.train, {});
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 4;
  options.epochs = 150;
  options.clip = false;
  const Model model = train(data, parts, options);
  const Model::Prediction predicted = model.predict_with_deviation(data, parts.test);
  double wide = 0, narrow = 0, mean_alone = 0, noise = 0;
  const auto count = static_cast<double>(parts.test.size());
  for (std::size_t i = 0; i < parts.test.size(); ++i) {
    const double error =
        std::abs(static_cast<double>(predicted.mean[i]) - static_cast<double>(data.target()[parts.test[i]]));
    const auto sd = static_cast<double>(predicted.predictive[i]), of_mean = static_cast<double>(predicted.deviation[i]);
    EXPECT_GT(of_mean, 0);
    wide += (error < 1.96 * sd) / count;
    narrow += (error < 0.6745 * sd) / count;
    mean_alone += (error < 1.96 * of_mean) / count;
    noise += std::sqrt(sd * sd - of_mean * of_mean) / count;
  }
  EXPECT_NEAR(wide, 0.95, 0.02);
  EXPECT_NEAR(narrow, 0.5, 0.04);
  EXPECT_LT(mean_alone, 0.85);
  EXPECT_NEAR(noise, 0.7, 0.04);
}

}  // namespace
}  // namespace interplay
