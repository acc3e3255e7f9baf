// A training that is killed, at whatever moment, and resumed gives the model of one that was not.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "interplay/chains.h"
#include "interplay/error.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

TrainOptions options_for(std::int64_t batch, const std::string& optimizer, const TemporaryFolder& folder) {
  TrainOptions options = optimizer == "sgda" ? default_options("fm", "sgda") : small_options("fm");
  options.epochs = 30;
  options.batch = batch;
  if (optimizer != "sgda") options.optimizer = optimizer;
  options.patience = 25;
  options.checkpoint = (folder / "checkpoint").string();
  options.resume = true;
  return options;
}

// Trains as `options` say, killed again and again, and compares the file with that of an undisturbed training.
void expect_exact_after_kills(const Toy& toy, const TrainOptions& options, const TemporaryFolder& folder) {
  Observer observer;
  TrainOptions plain = options;
  plain.checkpoint.clear();
  plain.resume = false;
  train(toy.data, toy.split, plain, toy.options, observer).save(folder / "whole");

  int kills = 0;
  for (int attempt = 0; attempt < 25; ++attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
      Observer quiet;
      train(toy.data, toy.split, options, toy.options, quiet);
      std::_Exit(0);
    }
    ::usleep(static_cast<useconds_t>(2000 + 1700 * attempt));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) break;  // it was done before the kill
    ++kills;
  }
  EXPECT_GT(kills, 0);
  train(toy.data, toy.split, options, toy.options, observer).save(folder / "resumed");
  EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "resumed")) << kills << " kills";
}

class Resume : public ::testing::TestWithParam<std::tuple<std::int64_t, std::string>> {};

TEST_P(Resume, IsExactAfterAKill) {
  const auto& [batch, optimizer] = GetParam();
  const TemporaryFolder folder;
  expect_exact_after_kills(make_toy(false, 2000), options_for(batch, optimizer, folder), folder);
}

INSTANTIATE_TEST_SUITE_P(Solvers, Resume,
                         ::testing::Values(std::tuple(1, "sgd"), std::tuple(1, "adagrad"), std::tuple(64, "adam"),
                                           std::tuple(16, "adagrad"), std::tuple(1, "sgda")),
                         [](const auto& test) {
                           return std::get<1>(test.param) + std::to_string(std::get<0>(test.param));
                         });

TrainOptions chain_options(std::int64_t chains, const std::string& target_kind, const TemporaryFolder& folder) {
  TrainOptions options = default_options("fm", "mcmc");
  options.rank = 5;
  options.epochs = 30;
  options.draws = 16;
  options.chains = chains;
  options.target_kind = target_kind;
  options.threads = 1;
  options.checkpoint = (folder / "checkpoint").string();
  options.checkpoint_every = 2;
  options.resume = true;
  return options;
}

class ResumeOfChains : public ::testing::TestWithParam<std::tuple<std::int64_t, std::string>> {};

TEST_P(ResumeOfChains, IsExactAfterAKill) {
  const auto& [chains, target_kind] = GetParam();
  const TemporaryFolder folder;
  expect_exact_after_kills(make_toy(target_kind == "binary", 2000), chain_options(chains, target_kind, folder), folder);
}

INSTANTIATE_TEST_SUITE_P(Targets, ResumeOfChains,
                         ::testing::Combine(::testing::Values(1, 2),
                                            ::testing::Values("regression", "ordinal", "binary")),
                         [](const auto& test) {
                           return std::get<1>(test.param) + std::to_string(std::get<0>(test.param));
                         });

TEST(ResumeOfChainsSideBySide, IsExactAfterAKill) {
  const TemporaryFolder folder;
  TrainOptions options = chain_options(3, "ordinal", folder);
  options.threads = 2;
  expect_exact_after_kills(make_toy(false, 2000), options, folder);
}

// Stops after an epoch.
class StopsAfter : public Observer {
 public:
  explicit StopsAfter(std::int64_t epoch) : epoch_(epoch) {}
  void on(const Event& event) override {
    if (const auto* message = std::get_if<MessageEvent>(&event)) messages.push_back(message->text);
    if (const auto* epoch = std::get_if<EpochEvent>(&event)) {
      stop_ = epoch->record.epoch == epoch_;
      valid.push_back(epoch->record.valid);
    }
  }
  bool stop_requested() override { return stop_; }

  std::vector<std::string> messages;
  std::vector<MetricValues> valid;

 private:
  std::int64_t epoch_;
  bool stop_ = false;
};

TEST(ResumeOfAChain, AtEveryPassKeepsDrawsAndHeldOutMeans) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  StopsAfter whole(0);
  TrainOptions options = chain_options(1, "ordinal", folder);
  options.epochs = 12;
  options.burn_in = 3;
  options.draws = 4;
  options.checkpoint_every = 100;
  train(toy.data, toy.split, options, toy.options, whole).save(folder / "whole");
  for (std::int64_t pass = 1; pass < options.epochs; ++pass) {
    std::filesystem::remove(options.checkpoint);
    StopsAfter first(pass), second(0);
    train(toy.data, toy.split, options, toy.options, first);
    options.threads = 2;
    train(toy.data, toy.split, options, toy.options, second).save(folder / "resumed");
    options.threads = 1;
    EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "resumed")) << pass;
    EXPECT_EQ(second.valid.front(), whole.valid[static_cast<std::size_t>(pass)]) << pass;
    EXPECT_EQ(second.messages.back(), whole.messages.back()) << "the mean over all draws of the test rows";
  }
}

TEST(ResumeOfAChain, MayHaveMorePassesWhereEveryDrawIsKept) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  Observer observer;
  TrainOptions options = chain_options(1, "regression", folder);
  options.burn_in = 4;
  options.draws = 100;
  options.epochs = 20;
  train(toy.data, toy.split, options, toy.options, observer).save(folder / "whole");
  std::filesystem::remove(options.checkpoint);
  options.epochs = 10;
  train(toy.data, toy.split, options, toy.options, observer);
  options.epochs = 20;
  train(toy.data, toy.split, options, toy.options, observer).save(folder / "resumed");
  EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "resumed"));
  options.epochs = 200;
  EXPECT_THROW(train(toy.data, toy.split, options, toy.options, observer), Error) << "now some draws are left out";
  std::filesystem::remove(options.checkpoint);
  options.epochs = 6;
  train(toy.data, toy.split, options, toy.options, observer);
  options.epochs = 10;
  EXPECT_THROW(train(toy.data, toy.split, options, toy.options, observer), Error) << "the burn-in was 3, is 4";
}

TEST(ResumeOfAChain, ThatGoesOnFromAnotherModelIsRefused) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  Observer observer;
  TrainOptions options = chain_options(1, "regression", folder), plain = options;
  plain.checkpoint.clear();
  plain.resume = false;
  const Model one = train(toy.data, toy.split, plain, toy.options, observer);
  plain.seed = 9;
  const Model other = train(toy.data, toy.split, plain, toy.options, observer);
  train_from(one, toy.data, toy.split, options, toy.options, observer).save(folder / "whole");
  train_from(one, toy.data, toy.split, options, toy.options, observer).save(folder / "resumed");
  EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "resumed"));
  EXPECT_THROW(train_from(other, toy.data, toy.split, options, toy.options, observer), Error);
  EXPECT_THROW(train(toy.data, toy.split, options, toy.options, observer), Error);
}

TEST(ResumeOfOtherData, IsRefused) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  Observer observer;
  TrainOptions options = options_for(1, "sgd", folder);
  options.epochs = 2;
  train(toy.data, toy.split, options, toy.options, observer);
  Toy other = make_toy();
  (*std::get<NumericColumn>(other.data.columns[*other.data.schema.find(Role::target)]).values.edit())[0] += 1;
  EXPECT_THROW(train(other.data, other.split, options, other.options, observer), Error);
  std::swap(other.split.valid, other.split.test);
  EXPECT_THROW(train(toy.data, other.split, options, toy.options, observer), Error);
}

}  // namespace
}  // namespace interplay::testing
