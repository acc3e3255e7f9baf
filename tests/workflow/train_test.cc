#include "interplay/train.h"
#include "interplay/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

struct Recorder : Observer {
  void on(const Event& event) override {
    if (const auto* message = std::get_if<MessageEvent>(&event)) messages.push_back(message->text);
    if (const auto* epoch = std::get_if<EpochEvent>(&event)) epochs.push_back(*epoch);
  }
  std::vector<std::string> messages;
  std::vector<EpochEvent> epochs;
};

std::string refusal(const Toy& toy, const TrainOptions& options, Code code = Code::usage) {
  Recorder recorder;
  try {
    train(toy.data, toy.split, options, toy.options, recorder);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_TRUE(recorder.epochs.empty());
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(Train, LearnsAndRecords) {
  const Toy toy = make_toy();
  TrainOptions options = small_options("fm");
  options.epochs = 20;
  Recorder recorder;
  const Model model = train(toy.data, toy.split, options, toy.options, recorder);
  ASSERT_EQ(model.history().epochs.size(), 20u);
  EXPECT_LT(model.history().epochs.back().loss, 0.6 * model.history().epochs.front().loss);
  EXPECT_EQ(model.history().monitor, "valid rmse");
  EXPECT_EQ(model.target_range(), std::pair(2.0f, 5.0f));
  ASSERT_EQ(recorder.epochs.size(), 20u);
  EXPECT_EQ(recorder.epochs[3].record.valid[0].first, "rmse");
  EXPECT_GT(recorder.epochs[3].rows_per_second, 0);

  // The history's value of the best epoch is that of the parameters that were kept.
  const auto& best = model.history().epochs.at(static_cast<std::size_t>(model.history().best_epoch - 1));
  const std::vector<std::string> names = {"rmse"};
  EXPECT_EQ(evaluate(model, toy.data, toy.split.valid, names).metrics[0].second, best.valid[0].second);
}

TEST(Train, PredictsProbabilities) {
  const Toy toy = make_toy(true);
  const Model model = train(toy.data, toy.split, small_options("fm"));
  for (const float p : model.predict(toy.data)) EXPECT_TRUE(p > 0 && p < 1);
  EXPECT_EQ(model.history().monitor, "valid logloss");
}

TEST(Train, ClipsOnlyWhenAsked) {
  const Toy toy = make_toy();
  TrainOptions options = small_options("fm");
  options.epochs = 60;
  const auto extremes = [&] {
    const std::vector<float> values = train(toy.data, toy.split, options).predict(toy.data);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return std::pair(*low, *high);
  };
  const auto clipped = extremes();
  EXPECT_GE(clipped.first, 2);
  EXPECT_LE(clipped.second, 5);
  options.clip = false;
  EXPECT_GT(extremes().second, clipped.second);
}

TEST(Train, PredictionsDoNotDependOnThreadsOrRows) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  const std::vector<float> all = model.predict(toy.data, {}, 1);
  EXPECT_EQ(model.predict(toy.data, {}, 3), all);
  const std::vector<std::uint32_t> some = {5, 200, 5, 17};
  EXPECT_EQ(model.predict(toy.data, some), (std::vector{all[5], all[200], all[5], all[17]}));
}

TEST(Train, RefusesBeforeAnyWork) {
  const Toy toy = make_toy();
  TrainOptions options = small_options("fm");
  options.model = "deepfmm";
  EXPECT_THAT(refusal(toy, options), HasSubstr("did you mean 'deepfm'"));
  options = small_options("fm");
  options.epochs = 0;
  EXPECT_THAT(refusal(toy, options), HasSubstr("'epochs'"));
  options = small_options("fm");
  options.solver = "newton";
  EXPECT_THAT(refusal(toy, options), HasSubstr("'solver'"));
  options = small_options("biased_mf");
  options.solver = "mcmc";
  EXPECT_THAT(refusal(toy, options), HasSubstr("cannot fit model 'biased_mf'"));
  options = default_options("fm", "sgda");
  Toy unwatched = make_toy();
  unwatched.split.valid.clear();
  EXPECT_THAT(refusal(unwatched, options), HasSubstr("learns its L2 on a validation part"));
  options = small_options("fm");
  options.target_kind = "binary";
  EXPECT_THAT(refusal(toy, options), HasSubstr("targets range from 2 to 5"));
  options = small_options("fm");
  options.resume = true;
  EXPECT_THAT(refusal(toy, options), HasSubstr("checkpoint"));
  options = small_options("fm");
  options.monitor = "auc";
  EXPECT_THAT(refusal(toy, options), HasSubstr("needs a target of 0 and 1"));
}

TEST(Train, RefusesDataThatCannotTrain) {
  Toy toy = make_toy();
  const TrainOptions options = small_options("fm");
  const std::size_t target = *toy.data.schema.find(Role::target);
  auto& values = std::get<NumericColumn>(toy.data.columns[target]).values;
  const float before = values[toy.split.train[3]];
  (*values.edit())[toy.split.train[3]] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal(toy, options, Code::bad_data), HasSubstr("has no target"));
  (*values.edit())[toy.split.train[3]] = before;
  toy.data.schema.fields[target].role = Role::time;
  EXPECT_THAT(refusal(toy, options, Code::bad_data), HasSubstr("no column of numbers is known to be the target"));
  toy.options.target = "none";
  for (const char* model : {"biased_mf", "logistic", "deepfm"})
    EXPECT_THAT(refusal(toy, small_options(model), Code::bad_data), HasSubstr("name it with --target")) << model;
  toy.data.schema.fields[target].role = Role::target;
  toy.split.train.clear();
  EXPECT_THAT(refusal(toy, options), HasSubstr("no training rows"));
}

TEST(Train, WarnsOfLeaks) {
  Toy toy = make_toy();
  // Training sees one user only: the others are cold.
  const auto codes = std::get<CategoricalColumn>(toy.data.columns[*toy.data.schema.find(Role::user)]).codes;
  const auto row_of = toy.data.row_of(*toy.data.schema.find(Role::user));
  std::erase_if(toy.split.train, [&](std::uint32_t row) { return codes[row_of.empty() ? row : row_of[row]] != 1; });
  Recorder recorder;
  train(toy.data, toy.split, small_options("fm"), toy.options, recorder);
  EXPECT_THAT(recorder.messages, ::testing::Contains(HasSubstr("of users without training rows")));
}

TEST(Train, DataOfOtherVocabulariesIsRefused) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  Dataset other = toy.data;
  Field& user = other.schema.fields[*other.schema.find(Role::user)];
  user.vocabulary = Vocabulary::of_strings({"a", "b"});
  EXPECT_THROW(model.predict(other), Error);
}

TEST(ReadFor, ScoresAFileByIdsAlone) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  const TemporaryFolder folder;
  write_bytes(folder / "new.csv", "user,item,hour\nu1,100,3\nu999,107,4\nu2,1,\n");
  const std::vector<std::string> paths = {(folder / "new.csv").string()};
  const Dataset data = read_for(model, paths, DataOptions{});
  EXPECT_EQ(data.rows, 3u);
  const std::vector<float> scores = model.predict(data);
  for (const float score : scores) EXPECT_TRUE(std::isfinite(score));
  const std::vector<std::uint32_t> rows = {0, 1, 2};
  EXPECT_EQ(cold_rows(data, rows), (std::vector<bool>{false, true, true}));
}

class StartsOver : public ::testing::TestWithParam<std::pair<std::int64_t, std::string>> {};

// A training that diverged leaves nothing behind: it gives the model of one that took the smaller rate at once.
TEST_P(StartsOver, AsIfItHadNeverHappened) {
  const auto& [batch, optimizer] = GetParam();
  const Toy toy = make_toy(false, 2000);
  TrainOptions options = optimizer == "sgda" ? default_options("fm", "sgda") : small_options("fm");
  if (optimizer != "sgda") options.optimizer = optimizer;
  options.batch = batch;
  options.epochs = 4;
  options.learning_rate = 512;
  options.init = 1;
  std::size_t halvings = 0;
  std::optional<Model> model;
  while (!model) {  // rates at which even eight halvings do not help are found out quickly
    Recorder recorder;
    try {
      model = train(toy.data, toy.split, options, toy.options, recorder);
      for (const std::string& text : recorder.messages) halvings += text.find("starts again") != std::string::npos;
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), Code::diverged);
      options.learning_rate /= 16;
    }
  }
  ASSERT_GT(halvings, 0u);
  options.learning_rate = std::ldexp(options.learning_rate, -static_cast<int>(halvings));
  Recorder recorder;
  const Model plain = train(toy.data, toy.split, options, toy.options, recorder);
  EXPECT_EQ(plain.history().epochs.size(), model->history().epochs.size());
  EXPECT_EQ(plain.history().epochs.back().loss, model->history().epochs.back().loss);
  EXPECT_EQ(plain.predict(toy.data), model->predict(toy.data));
}

INSTANTIATE_TEST_SUITE_P(Solvers, StartsOver,
                         ::testing::Values(std::pair(1, "sgd"), std::pair(1, "adagrad"), std::pair(64, "sgd"),
                                           std::pair(64, "adam"), std::pair(16, "adagrad"), std::pair(1, "sgda")),
                         [](const auto& test) { return test.param.second + std::to_string(test.param.first); });

}  // namespace
}  // namespace interplay::testing
