// Intervals of targets: that they hold as many as they say.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "interplay/synthetic.h"
#include "interplay/train.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::small_options;
using testing::TemporaryFolder;
using testing::write_bytes;

// 3,000 rows of 40 users and 30 items: effects of both and normal noise, seen through `target`.
struct Effects {
  template <class Target>
  explicit Effects(const Target& target) {
    const TemporaryFolder folder;
    std::string text = "user,item,rating\n";
    for (std::size_t r = 0; r < 3'000; ++r) {
      RandomStream random(11, Purpose::synthesize, 2, r);
      const auto u = random.below(40), i = random.below(30);
      const double mean = 3 + 0.05 * static_cast<double>(u % 7) - 0.1 * static_cast<double>(i % 5);
      text += std::to_string(u) + "," + std::to_string(i) + "," + std::to_string(target(mean + 0.4 * random.normal())) +
              "\n";
    }
    write_bytes(folder / "r.csv", text);
    const std::vector<std::string> paths = {(folder / "r.csv").string()};
    Dataset raw = read(paths, data_options, 1);
    SplitOptions parts;
    parts.test = 0.3;
    split = interplay::split(raw, parts, 3);
    data = encode(std::move(raw), split.train, data_options);
  }

  Model train(TrainOptions options) const {
    Observer silent;
    return interplay::train(data, split, options, data_options, silent);
  }
  double held(const Model::Interval& interval) const {
    double inside = 0;
    for (std::size_t i = 0; i < split.test.size(); ++i) {
      const float target = data.target()[split.test[i]];
      inside += interval.low[i] <= target && target <= interval.high[i];
    }
    return inside / static_cast<double>(split.test.size());
  }

  DataOptions data_options;
  Dataset data;
  Split split;
};

TrainOptions chain() {
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 2;
  options.epochs = 60;
  options.threads = 1;
  return options;
}

TEST(Interval, HoldsTheShareOfTheTargetsThatItSays) {
  const Effects effects([](double value) { return value; });
  const Model model = effects.train(chain());
  for (const double share : {0.5, 0.9}) {
    const Model::Interval interval = model.predict_interval(effects.data, share, effects.split.test, 1);
    EXPECT_NEAR(effects.held(interval), share, 0.04);
  }
}

TEST(Interval, IsThatOfTheTargetWhenItWasTransformed) {
  const Effects effects([](double value) { return std::floor(std::exp(2 * value)); });
  TrainOptions options = chain();
  options.target_transform = "log1p";
  const Model model = effects.train(options);
  const Model::Interval interval = model.predict_interval(effects.data, 0.9, effects.split.test, 1);
  EXPECT_NEAR(effects.held(interval), 0.9, 0.04);
  const std::vector<float> mean = model.predict(effects.data, effects.split.test, 1);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    EXPECT_LT(interval.low[i], mean[i]);
    EXPECT_GT(interval.high[i] - mean[i], mean[i] - interval.low[i]);  // the tail is on the upper side
  }
}

TEST(Interval, EndsAtLevelsOfAnOrdinalTarget) {
  const Effects effects([](double value) { return std::clamp(std::round(value), 1.0, 5.0); });
  TrainOptions options = chain();
  options.target_kind = "ordinal";
  const Model model = effects.train(options);
  const Model::Interval interval = model.predict_interval(effects.data, 0.8, effects.split.test, 1);
  EXPECT_GE(effects.held(interval), 0.78);
  const std::vector<float> levels = model.levels();
  for (const float end : interval.low) EXPECT_EQ(std::ranges::count(levels, end), 1);
}

TEST(Interval, IsRefusedWhereNothingIsKnownOfIt) {
  const testing::Toy numbers = testing::make_toy(), binary = testing::make_toy(true);
  Observer silent;
  const Model descended = train(numbers.data, numbers.split, small_options("fm"), numbers.options, silent);
  EXPECT_THROW(descended.predict_interval(numbers.data, 0.9), Error);
  const Model sampled = train(binary.data, binary.split, chain(), binary.options, silent);
  EXPECT_THROW(sampled.predict_interval(binary.data, 0.9), Error);
  const Model model = train(numbers.data, numbers.split, chain(), numbers.options, silent);
  for (const double share : {0.0, 1.0, -1.0, std::nan("")})
    EXPECT_THROW(model.predict_interval(numbers.data, share), Error);
}

}  // namespace
}  // namespace interplay
