// The predictive deviation of solver mcmc: intervals hold as many held-out targets as they claim.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "data/small_data.h"
#include "interplay/encode.h"
#include "interplay/split.h"
#include "interplay/synthetic.h"
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

// Users of even number are sure of what they say, and their intervals are narrow.
TEST(Noise, DiffersByUser) {
  constexpr std::uint32_t users = 20, items = 80;
  RandomStream random(10, Purpose::synthesize);
  std::vector<double> item(items + 1);
  for (double& value : item) value = random.normal();
  std::vector<testing::Rating> rows;
  for (std::uint32_t r = 0; r < 12000; ++r) {
    const int a = 1 + static_cast<int>(random.below(users)), b = 1 + static_cast<int>(random.below(items));
    const double spread = a % 2 == 0 ? 0.3 : 1.2;
    rows.push_back({a, b, static_cast<float>(10 + item[static_cast<std::size_t>(b)] + spread * random.normal())});
  }
  const Dataset read = testing::make_data(rows);
  SplitOptions half;
  half.test = 0.5;
  const Split parts = split(read, half, 3);
  const Dataset data = encode(read, parts.train, {});
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 2;
  options.epochs = 100;
  options.clip = false;
  const Model model = train(data, parts, options);
  const Model::Prediction predicted = model.predict_with_deviation(data, parts.test);
  double deviation[2] = {0, 0}, held[2] = {0, 0}, count[2] = {0, 0};
  for (std::size_t i = 0; i < parts.test.size(); ++i) {
    const std::uint32_t row = parts.test[i];
    const std::size_t group = rows[row].user % 2 == 0 ? 0 : 1;
    const double error = std::abs(static_cast<double>(predicted.mean[i]) - static_cast<double>(data.target()[row]));
    deviation[group] += static_cast<double>(predicted.predictive[i]);
    held[group] += error < 1.96 * static_cast<double>(predicted.predictive[i]);
    ++count[group];
  }
  for (const std::size_t group : {0, 1}) EXPECT_NEAR(held[group] / count[group], 0.95, 0.03) << group;
  EXPECT_GT(deviation[1] / count[1], 2 * deviation[0] / count[0]);
}

}  // namespace
}  // namespace interplay
