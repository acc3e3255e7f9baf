#include "solvers/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <limits>

#include "base/files.h"
#include "interplay/error.h"
#include "models/table.h"
#include "solvers/monitor.h"
#include "solvers/schedule.h"

namespace interplay {
namespace {

using ::testing::HasSubstr;

// Every pass adds the learning rate to the first parameter; the state counts passes.
class FakeSolver : public Solver {
 public:
  FakeSolver(Parameters& parameters, std::size_t rows) : parameters_(parameters), rows_(rows) {}
  std::string_view name() const override { return "fake"; }
  bool has_rate() const override { return rated; }
  PassResult pass(std::int64_t epoch, double rate, const std::function<bool(double)>& keep_going) override {
    ++passes;
    rates.push_back(rate);
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!keep_going(static_cast<double>(row) / static_cast<double>(rows_))) return {0, 0, true};
      state_[0] += 1;
      ++steps_;
      parameters_.block()[0] += static_cast<float>(rate);
    }
    const bool bad = diverges && diverges(epoch, rate);
    if (bad) parameters_.block()[0] = std::numeric_limits<float>::quiet_NaN();
    const double loss = loss_of ? loss_of(epoch, rate) : 1.0 / static_cast<double>(epoch);
    return {loss, 2 * loss, false};
  }
  std::vector<SolverState> state() override { return {{"count", state_}}; }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

  std::function<bool(std::int64_t epoch, double rate)> diverges;
  std::function<double(std::int64_t epoch, double rate)> loss_of;
  bool rated = true;
  std::vector<double> rates;
  int passes = 0;

 private:
  Parameters& parameters_;
  std::size_t rows_;
  std::vector<float> state_ = {0};
  std::int64_t steps_ = 0;
};

struct Recorder : Observer {
  void on(const Event& event) override { events.push_back(event); }
  bool stop_requested() override { return stop && stop(); }

  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const Event& event : events) {
      if (const auto* one = std::get_if<Kind>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<Event> events;
  std::function<bool()> stop;
};

class LoopTest : public ::testing::Test {
 protected:
  LoopTest() : pool_(1), rows_{0, 1, 2, 3}, target_{1, 2, 3, 4} {
    for (const auto& [name, role] : {std::pair("user", Role::user), {"item", Role::item}}) {
      Field field;
      field.name = name;
      field.role = role;
      field.vocabulary = Vocabulary::of_integers({1, 2, 3});
      schema_.fields.push_back(field);
    }
    options_.model = "mf";
    options_.rank = 3;
    options_.epochs = 6;
    options_.learning_rate = 1;
    options_.schedule = "constant";
    path_ = (std::filesystem::temp_directory_path() / ("interplay-loop-" + std::to_string(::getpid()))).string();
  }
  ~LoopTest() override { std::filesystem::remove(path_); }

  // One training from scratch. `values`: the validation rmse after each epoch.
  History run(const std::vector<double>& values = {}, const CheckpointPlan& checkpoint = {}) {
    plan_ = std::make_unique<ModelPlan>(models::definition("mf").plan(schema_, options_, {}));
    parameters_ = Parameters({plan_->specs().begin(), plan_->specs().end()});
    const std::vector<FieldView> fields = {{&schema_.fields[0], &ids_, nullptr}, {&schema_.fields[1], &ids_, nullptr}};
    const Problem problem{*plan_, options_, fields, rows_, target_, {}, pool_};
    solver_ = std::make_unique<FakeSolver>(parameters_, rows_.size());
    solver_->diverges = diverges_;
    solver_->loss_of = loss_of_;
    solver_->rated = rated_;
    Validate validate;
    if (!values.empty()) {
      // By the parameter and not by a counter, so that resumed runs see what uninterrupted ones do.
      validate = [&](const Parameters& parameters) {
        const auto epoch = static_cast<std::size_t>(std::lround(parameters.block()[0] / 4));
        return MetricValues{{"rmse", values.at(epoch - 1)}};
      };
    }
    return run_loop(problem, *solver_, parameters_, validate, recorder_, checkpoint);
  }

  // In passes.
  float parameter() const { return parameters_.block()[0] / 4; }

  TaskPool pool_;
  std::vector<std::uint32_t> rows_;
  std::vector<float> target_;
  Column ids_ = CategoricalColumn{{1, 2, 3, 1}};
  Schema schema_;
  TrainOptions options_;
  std::unique_ptr<ModelPlan> plan_;
  Parameters parameters_;
  std::unique_ptr<FakeSolver> solver_;
  std::function<bool(std::int64_t, double)> diverges_;
  std::function<double(std::int64_t, double)> loss_of_;
  bool rated_ = true;
  Recorder recorder_;
  std::string path_;
};

TEST_F(LoopTest, RunsAllEpochsWithoutValidation) {
  options_.patience = 1;
  const History history = run();
  EXPECT_EQ(history.epochs.size(), 6u);
  EXPECT_EQ(history.stopped, "all epochs");
  EXPECT_EQ(history.best_epoch, 0);
  EXPECT_EQ(history.monitor, "");
  EXPECT_EQ(history.epochs[1].loss, 0.5);
  EXPECT_EQ(history.epochs[1].penalized, 1);
  EXPECT_EQ(history.epochs[3].train, (MetricValues{{"rmse", 0.5}}));
  EXPECT_EQ(parameter(), 6);
  EXPECT_EQ(recorder_.all<EpochEvent>().size(), 6u);
  ASSERT_EQ(recorder_.all<StoppedEvent>().size(), 1u);
  EXPECT_EQ(recorder_.all<StoppedEvent>()[0].epoch, 6);
}

TEST_F(LoopTest, KeepsTheBestEpoch) {
  const History history = run({5, 3, 4, 3, 6, 7});
  EXPECT_EQ(history.best_epoch, 2) << "an equal value is no improvement";
  EXPECT_EQ(history.monitor, "valid rmse");
  EXPECT_EQ(parameter(), 2);
  EXPECT_EQ(history.epochs.size(), 6u);
  const auto epochs = recorder_.all<EpochEvent>();
  EXPECT_TRUE(epochs[0].best && epochs[1].best && !epochs[3].best);
}

TEST_F(LoopTest, KeepsTheLastEpochWhenAsked) {
  options_.restore_best = false;
  const History history = run({5, 3, 4, 3, 6, 7});
  EXPECT_EQ(history.best_epoch, 2);
  EXPECT_EQ(parameter(), 6);
}

TEST_F(LoopTest, StopsWhenPatienceEnds) {
  options_.patience = 2;
  const History history = run({5, 3, 4, 3, 2, 1});
  EXPECT_EQ(history.stopped, "no improvement for 2 epochs");
  EXPECT_EQ(history.epochs.size(), 4u);
  EXPECT_EQ(parameter(), 2);
}

TEST_F(LoopTest, PatienceIsNotSpentOnUndefinedMetrics) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  options_.patience = 2;
  EXPECT_EQ(run({5, nan, nan, nan, 4, nan}).stopped, "all epochs");
  EXPECT_EQ(parameter(), 5);
  EXPECT_EQ(run({nan, nan, nan, nan, nan, nan}).epochs.size(), 6u);
  const History history = run({5, 6, nan, 6, 1, 1});
  EXPECT_EQ(history.stopped, "no improvement for 2 epochs");
  EXPECT_EQ(history.epochs.size(), 4u);
}

TEST_F(LoopTest, NotANumberIsNeverBest) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(run({nan, 3, nan, 2, nan, nan}).best_epoch, 4);
  EXPECT_EQ(run({nan, nan, nan, nan, nan, nan}).best_epoch, 0);
  EXPECT_EQ(parameter(), 6);
}

TEST_F(LoopTest, MonitorsTraining) {
  options_.monitor = "train loss";
  const History history = run();
  EXPECT_EQ(history.monitor, "train loss");
  EXPECT_EQ(history.best_epoch, 6);
}

TEST_F(LoopTest, StartsOverWhenAPassDiverges) {
  diverges_ = [](std::int64_t epoch, double rate) { return epoch == 3 && rate > 0.3; };
  const History history = run();
  EXPECT_THAT(solver_->rates, ::testing::ElementsAre(1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25));
  EXPECT_EQ(history.epochs.size(), 6u);
  EXPECT_EQ(history.epochs[0].learning_rate, 0.25);
  EXPECT_EQ(parameter(), 1.5) << "nothing is left of the passes before";
  EXPECT_EQ(solver_->state()[0].values[0], 24);
  EXPECT_EQ(solver_->steps(), 24);
  const auto messages = recorder_.all<MessageEvent>();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_THAT(messages[0].text, HasSubstr("epoch 3 met a NaN"));
  EXPECT_THAT(messages[0].text, HasSubstr("halved to 0.5"));
}

TEST_F(LoopTest, StartsOverWhenALossTellsThatTheParametersAreSpoiled) {
  // Without a bias training starts from the loss of predicting 0, the mean of 1, 4, 9 and 16.
  loss_of_ = [](std::int64_t epoch, double rate) { return epoch == 2 && rate > 0.3 ? 76.0 : 74.0; };
  const History history = run();
  EXPECT_THAT(solver_->rates, ::testing::ElementsAre(1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25));
  EXPECT_EQ(history.epochs.size(), 6u);
  const auto messages = recorder_.all<MessageEvent>();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_THAT(messages[0].text, HasSubstr("epoch 2 came to a training loss of 76, where training starts from 7.5"));
}

TEST_F(LoopTest, TheBestEpochBeforeStartingOverIsForgotten) {
  options_.monitor = "train loss";
  loss_of_ = [](std::int64_t epoch, double rate) { return rate == 1 ? 0.1 : 1.0 / static_cast<double>(epoch); };
  diverges_ = [](std::int64_t epoch, double rate) { return epoch == 3 && rate == 1; };
  EXPECT_EQ(run().best_epoch, 6);
  EXPECT_EQ(parameter(), 3);
}

TEST_F(LoopTest, GivesUpAfterEightHalvings) {
  diverges_ = [](std::int64_t epoch, double) { return epoch == 3; };
  try {
    run({}, {path_, 1, false, 7});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::diverged);
    EXPECT_THAT(error.what(), HasSubstr("smaller --learning-rate"));
  }
  EXPECT_EQ(solver_->passes, 9 * 3);
  EXPECT_EQ(parameter(), 2.0f / 256) << "finite";
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(LoopTest, WithoutARateThereIsNothingToTryAgain) {
  rated_ = false;
  diverges_ = [](std::int64_t epoch, double) { return epoch == 3; };
  options_.solver = "als";
  options_.block = 0;
  try {
    run();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::diverged);
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("learning")));
    EXPECT_THAT(error.what(), HasSubstr("--block 8 or a smaller --rank or a greater --l2"));
  }
  EXPECT_EQ(solver_->passes, 3);
}

TEST_F(LoopTest, ResumesATrainingThatStartedOver) {
  diverges_ = [](std::int64_t epoch, double rate) { return epoch == 4 && rate > 0.3; };
  run();
  const auto expected = std::vector<float>(parameters_.block().begin(), parameters_.block().end());
  for (const std::int64_t every : {1, 3}) {
    for (int questions = 1; questions < 70; questions += 4) {
      std::filesystem::remove(path_);
      int asked = 0;
      recorder_.stop = [&] { return ++asked == questions; };
      run({}, {path_, every, true, 7});
      recorder_.stop = nullptr;
      const History resumed = run({}, {path_, every, true, 7});
      EXPECT_EQ(std::vector<float>(parameters_.block().begin(), parameters_.block().end()), expected) << questions;
      EXPECT_EQ(resumed.epochs.size(), 6u);
      EXPECT_EQ(resumed.epochs[0].learning_rate, 0.25);
    }
  }
}

TEST_F(LoopTest, StopsOnRequestWithTheBestParameters) {
  int asked = 0;
  recorder_.stop = [&] { return ++asked > 12; };  // five questions an epoch: within the third
  const History history = run({3, 4, 5, 6, 7, 8});
  EXPECT_EQ(history.stopped, "interrupted");
  EXPECT_EQ(history.epochs.size(), 2u);
  EXPECT_EQ(parameter(), 1);
}

TEST_F(LoopTest, StopsOnRequestWithTheLastCompletedEpoch) {
  int asked = 0;
  recorder_.stop = [&] { return ++asked > 12; };
  EXPECT_EQ(run().stopped, "interrupted");
  EXPECT_EQ(parameter(), 2);
}

TEST_F(LoopTest, ProgressIsThrottled) {
  rows_.assign(100000, 0);
  options_.epochs = 1;
  run();
  EXPECT_LT(recorder_.all<ProgressEvent>().size(), 20u);
  EXPECT_GE(recorder_.all<ProgressEvent>().size(), 1u);
}

TEST_F(LoopTest, ResumesWhereItStopped) {
  options_.patience = 3;
  const std::vector<double> values = {5, 3, 4, 3, 6, 7};
  const History whole = run(values);
  const auto expected = std::vector<float>(parameters_.block().begin(), parameters_.block().end());
  for (int questions = 1; questions < 30; ++questions) {
    std::filesystem::remove(path_);
    int asked = 0;
    recorder_.stop = [&] { return ++asked == questions; };
    run(values, {path_, 1, true, 7});
    recorder_.stop = nullptr;
    const History resumed = run(values, {path_, 1, true, 7});
    EXPECT_EQ(std::vector<float>(parameters_.block().begin(), parameters_.block().end()), expected) << questions;
    EXPECT_EQ(resumed.stopped, whole.stopped);
    EXPECT_EQ(resumed.best_epoch, whole.best_epoch);
    EXPECT_EQ(resumed.epochs.size(), whole.epochs.size());
  }
}

TEST_F(LoopTest, AFinishedTrainingResumesToItself) {
  run({5, 3, 4, 3, 6, 7}, {path_, 1, true, 7});
  const History again = run({5, 3, 4, 3, 6, 7}, {path_, 1, true, 7});
  EXPECT_EQ(solver_->passes, 0);
  EXPECT_EQ(parameter(), 2);
  EXPECT_EQ(again.best_epoch, 2);
  options_.epochs = 5;  // fewer than were made: nothing is left to do
  EXPECT_EQ(run({5, 3, 4, 3, 6, 7}, {path_, 1, true, 7}).epochs.size(), 6u);
}

// Values go by the parameter: 5, 3 and 4 after the first three epochs, then 3 while small steps stay near it.
TEST_F(LoopTest, APlateauLowersTheRate) {
  options_.schedule = "plateau";
  options_.decay = 0.5;
  run({5, 3, 4, 3});
  EXPECT_EQ(solver_->rates, (std::vector<double>{1, 1, 1, 0.5, 0.25, 0.125}));
  options_.epochs = 4;
  const CheckpointPlan checkpoint{path_, 2, true, 7};
  run({5, 3, 4, 3}, checkpoint);
  options_.epochs = 6;
  run({5, 3, 4, 3}, checkpoint);
  EXPECT_EQ(solver_->rates, (std::vector<double>{0.25, 0.125}));
  EXPECT_THROW(run(), Error) << "nothing is monitored";
  options_.decay = 0;
  EXPECT_THROW(run({5, 3, 4, 3}), Error);
}

TEST_F(LoopTest, MoreEpochsContinueATraining) {
  const CheckpointPlan checkpoint{path_, 2, true, 7};
  options_.epochs = 3;
  run({}, checkpoint);
  options_.epochs = 6;
  EXPECT_EQ(run({}, checkpoint).epochs.size(), 6u);
  EXPECT_EQ(solver_->passes, 3);
  EXPECT_EQ(parameter(), 6);
}

// A file size limit makes write fail as a full disk does.
TEST_F(LoopTest, AFullDiskCostsCheckpointsAndNoTraining) {
  const auto previous_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &usual), 0);
  rlimit full = usual;
  full.rlim_cur = 64;
  recorder_.stop = [&] {
    const auto epochs = recorder_.all<EpochEvent>().size();
    ::setrlimit(RLIMIT_FSIZE, epochs >= 2 && epochs < 5 ? &full : &usual);
    return false;
  };
  const History history = run({}, {path_, 1, false, 7});
  ::setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, previous_handler);
  EXPECT_EQ(history.epochs.size(), 6u);
  EXPECT_EQ(parameter(), 6);
  std::vector<std::int64_t> written;
  for (const CheckpointEvent& event : recorder_.all<CheckpointEvent>()) written.push_back(event.epoch);
  EXPECT_EQ(written, (std::vector<std::int64_t>{1, 2, 6}));
  const auto messages = recorder_.all<MessageEvent>();
  ASSERT_EQ(messages.size(), 1u) << "said once";
  EXPECT_EQ(messages[0].level, MessageEvent::Level::warning);
  EXPECT_THAT(messages[0].text, ::testing::AllOf(::testing::HasSubstr("no checkpoint of epoch 3 (" + path_),
                                                 ::testing::HasSubstr("and that of epoch 2 stays")));
}

TEST_F(LoopTest, RefusesToResumeAnotherTraining) {
  options_.epochs = 2;
  run({}, {path_, 1, false, 7});
  const auto refusal = [&](std::uint64_t data) -> std::string {
    try {
      run({}, {path_, 1, true, data});
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(refusal(8), HasSubstr("the data or their split differ"));
  options_.learning_rate = 0.5;
  EXPECT_THAT(refusal(7), HasSubstr("option 'learning_rate' was '1', is '0.5'"));
  options_.learning_rate = 1;
  options_.threads = 7;
  EXPECT_EQ(refusal(7), "");
  options_.schedule = "cosine";
  EXPECT_THAT(refusal(7), HasSubstr("option 'schedule'"));
}

TEST_F(LoopTest, CorruptCheckpointsAreFound) {
  options_.epochs = 2;
  run({2, 1}, {path_, 1, false, 7});
  const std::string whole(MappedFile::open(path_)->bytes());
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    write_file(path_, whole.substr(0, size));
    EXPECT_THROW(run({2, 1}, {path_, 1, true, 7}), Error) << size;
  }
}

TEST(Schedule, FollowsItsFormulas) {
  TrainOptions options;
  options.learning_rate = 2;
  options.epochs = 4;
  const auto rates = [&](const char* schedule) {
    options.schedule = schedule;
    std::vector<double> result;
    for (std::int64_t epoch = 1; epoch <= 4; ++epoch) result.push_back(learning_rate_of(options, epoch));
    return result;
  };
  options.decay = 0.5;
  EXPECT_THAT(rates("constant"), ::testing::ElementsAre(2, 2, 2, 2));
  EXPECT_THAT(rates("inverse"), ::testing::ElementsAre(2, 2 / 1.5, 1, 2 / 2.5));
  EXPECT_THAT(rates("exponential"), ::testing::ElementsAre(2, 1, 0.5, 0.25));
  EXPECT_THAT(rates("linear"), ::testing::ElementsAre(2, 1.5, 1, 0.5));
  const auto cosine = rates("cosine");
  EXPECT_EQ(cosine[0], 2);
  EXPECT_NEAR(cosine[2], 1, 1e-12);
  EXPECT_GT(cosine[3], 0);
  options.schedule = "exponential";
  options.decay = 0;
  EXPECT_THROW(check_schedule(options), Error);
}

TEST(Monitor, UnderstandsNames) {
  TrainOptions options;
  EXPECT_FALSE(monitor_of(options, Measurable::numbers, false));
  EXPECT_EQ(monitor_of(options, Measurable::numbers, true)->name(), "valid rmse");
  EXPECT_EQ(monitor_of(options, Measurable::probabilities, true)->name(), "valid logloss");
  options.monitor = "auc";
  EXPECT_EQ(monitor_of(options, Measurable::probabilities, true)->direction, Direction::maximize);
  EXPECT_THROW(monitor_of(options, Measurable::numbers, true), Error);
  options.monitor = "valid mae";
  EXPECT_EQ(monitor_of(options, Measurable::numbers, true)->metric, "mae");
  EXPECT_THROW(monitor_of(options, Measurable::numbers, false), Error);
  options.monitor = "train mae";
  EXPECT_THROW(monitor_of(options, Measurable::numbers, true), Error);
  EXPECT_EQ(monitor_of(TrainOptions(), Measurable::lists, true)->name(), "valid ndcg@10");
  options.monitor = "valid recall@20";
  EXPECT_EQ(monitor_of(options, Measurable::lists, true)->direction, Direction::maximize);
  EXPECT_THROW(monitor_of(options, Measurable::numbers, true), Error);
  for (const char* wrong : {"rmse", "valid loss", "train ndcg@10", "ndcg@0"}) {
    options.monitor = wrong;
    EXPECT_THROW(monitor_of(options, Measurable::lists, true), Error) << wrong;
  }
  options.monitor = "train loss";
  EXPECT_EQ(monitor_of(options, Measurable::lists, true)->name(), "train loss");
  options.monitor = "valid rsme";
  EXPECT_THROW(monitor_of(options, Measurable::numbers, true), Error);
}

}  // namespace
}  // namespace interplay
