// Training on interactions without a target, by every loss over lists and every model.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "interplay/build.h"
#include "interplay/error.h"
#include "model/implementation.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

// Users of four kinds take items of their own kind, nine times in ten. Every fifth row is for testing, every sixth
// watches.
struct Clicks {
  explicit Clicks(bool target = false) {
    std::vector<std::int64_t> user, item, hour;
    std::vector<float> ones;
    RandomStream random(4, Purpose::synthesize);
    std::set<std::pair<std::uint32_t, std::uint32_t>> met;
    while (user.size() < 500) {
      const std::uint32_t u = random.below(40);
      std::uint32_t i = random.below(80);
      if (random.below(10) > 0) i = i / 4 * 4 + u % 4;
      if (!met.emplace(u, i).second) continue;
      user.push_back(u + 1);
      item.push_back(i + 1);
      hour.push_back(static_cast<std::int64_t>(user.size()) % 5);
      ones.push_back(1);
    }
    std::vector<std::int64_t> items(80), genre;
    std::iota(items.begin(), items.end(), 1);
    for (const std::int64_t i : items) genre.push_back(i % 3);
    DatasetBuilder builder;
    builder.add("user", Ids{user}, Role::user).add("item", Ids{item}, Role::item).add("hour", Ids{hour});
    if (target) builder.add("rating", Numbers{ones}, Role::target);
    builder.join("item", Ids{items}, {{"genre", Ids{genre}}});
    for (std::uint32_t r = 0; r < user.size(); ++r)
      (r % 5 == 0 ? split.test : r % 6 == 0 ? split.valid : split.train).push_back(r);
    data = encode(builder.build(), split.train, {});
  }

  Dataset data;
  Split split;
};

constexpr std::array losses = {"bpr", "warp", "warp-kos", "sampled-softmax", "logistic"};

TrainOptions options_for(std::string_view model, const std::string& loss) {
  TrainOptions options = default_options(model, "gradient", loss);
  options.epochs = 2;
  if (model_reads(model, "rank")) options.rank = 6;
  options.negatives = 3;
  options.batch = std::min<std::int64_t>(options.batch, 64);
  options.threads = 1;
  return options;
}

Model trained(const Clicks& clicks, const TrainOptions& options) {
  Observer quiet;
  return train(clicks.data, clicks.split, options, {}, quiet);
}

std::string refusal(const Clicks& clicks, const TrainOptions& options) {
  try {
    trained(clicks, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    return error.what();
  }
  return "";
}

TEST(ListLosses, TrainEveryModel) {
  const Clicks clicks;
  const TemporaryFolder folder;
  for (const ModelInfo& info : model_names()) {
    if (info.solver == "closed_form") continue;  // nothing to descend
    for (const std::string loss : losses) {
      SCOPED_TRACE(std::string(info.name) + " by " + loss);
      const Model model = trained(clicks, options_for(info.name, loss));
      const std::vector<float> predictions = model.predict(clicks.data, clicks.split.test);
      double spread = 0;
      for (const float value : predictions) {
        ASSERT_TRUE(std::isfinite(value));
        ASSERT_TRUE(loss != "logistic" || (value >= 0 && value <= 1));
        spread = std::max(spread, std::abs(static_cast<double>(value - predictions.front())));
      }
      EXPECT_GT(spread, 0);
      ASSERT_EQ(model.history().epochs.size(), 2u);
      EXPECT_EQ(model.history().monitor, "valid ndcg@10");
      model.save(folder / "model");
      EXPECT_EQ(Model::load(folder / "model").predict(clicks.data, clicks.split.test), predictions);
    }
  }
}

TEST(ListLosses, GiveTheSameBitsForEveryNumberOfThreads) {
  const Clicks clicks;
  const TemporaryFolder folder;
  for (const std::string model : {"fm", "deepfm", "bpr"})
    for (const std::string loss : losses) {
      TrainOptions options = options_for(model, loss);
      options.negative_sampling = loss.starts_with("warp") ? "popularity" : "hard";
      trained(clicks, options).save(folder / "one");
      for (const std::int64_t threads : {2, 3, 8}) {
        options.threads = threads;
        trained(clicks, options).save(folder / "more");
        EXPECT_EQ(read_bytes(folder / "one"), read_bytes(folder / "more")) << model << loss << threads;
      }
    }
}

// Batches of so many rows that the last group of some of them ends where a run of rows would be cut.
TEST(ListLosses, EndWhateverTheNumberOfRows) {
  const Clicks clicks;
  for (const std::int64_t batch : {256, 272, 288, 544, 4096})
    for (const std::int64_t negatives : {3, 6, 16, 31}) {
      TrainOptions options = options_for("fm", "sampled-softmax");
      options.negatives = negatives;
      options.batch = batch;
      options.optimizer = "adam";
      EXPECT_EQ(trained(clicks, options).history().epochs.size(), 2u) << batch << " rows, " << negatives;
    }
}

TEST(ListLosses, RankTheOwnKindFirst) {
  const Clicks clicks;
  for (const std::string model : {"fm", "bpr", "warp", "biased_mf"})
    for (const std::string loss : losses) {
      TrainOptions options = default_options(model, "gradient", loss);
      options.rank = 8;
      options.epochs = 60;
      const History history = trained(clicks, options).history();
      double best = 0;
      for (const EpochRecord& epoch : history.epochs) best = std::max(best, epoch.valid.front().second);
      // By chance an item is among the first 10 of about 70 one time in seven, with a gain of 0.45: in the mean 0.065.
      EXPECT_GT(best, 0.25) << model << " by " << loss;
    }
}

TEST(ListLosses, GoOnFromACheckpoint) {
  const Clicks clicks;
  for (const std::string optimizer : {"sgd", "adagrad", "adam"}) {
    const TemporaryFolder folder;
    TrainOptions options = options_for("fm", "bpr");
    options.optimizer = optimizer;
    options.schedule = "constant";
    options.epochs = 4;
    trained(clicks, options).save(folder / "whole");
    options.checkpoint = (folder / "checkpoint").string();
    options.epochs = 2;
    trained(clicks, options);
    options.epochs = 4;
    options.resume = true;
    trained(clicks, options).save(folder / "resumed");
    EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "resumed")) << optimizer;
  }
}

TEST(ListLosses, StopEarlyAndInEnsembles) {
  const Clicks clicks;
  TrainOptions options = options_for("fm", "sampled-softmax");
  options.learning_rate = 0.3;
  options.epochs = 200;
  options.patience = 3;
  options.ensemble = 2;
  const Model model = trained(clicks, options);
  const std::vector<History>& histories = implementation_of(model).histories;
  ASSERT_EQ(histories.size(), 2u);
  for (const History& history : histories) {
    EXPECT_LT(history.epochs.size(), 200u);
    EXPECT_EQ(history.best_epoch + 3, static_cast<std::int64_t>(history.epochs.size()));
  }
}

TEST(ListLosses, RefuseWhatCannotBe) {
  const auto contains = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos ? ::testing::AssertionSuccess()
                                                : ::testing::AssertionFailure() << text << "\nlacks " << part;
  };
  const Clicks clicks, rated(true);
  EXPECT_TRUE(contains(refusal(rated, options_for("fm", "bpr")), "--implicit"));
  for (const std::string solver : {"als", "mcmc"}) {
    TrainOptions options = default_options("fm", solver);
    options.loss = "bpr";
    EXPECT_TRUE(contains(refusal(clicks, options), "the loss is bpr"));
  }
  TrainOptions hard = options_for("fm", "warp");
  hard.negative_sampling = "hard";
  EXPECT_TRUE(contains(refusal(clicks, hard), "looks for hard negatives by itself"));
  TrainOptions watched = options_for("fm", "bpr");
  watched.monitor = "rmse";
  EXPECT_TRUE(contains(refusal(clicks, watched), "lists of items are measured"));
}

}  // namespace
}  // namespace interplay::testing
