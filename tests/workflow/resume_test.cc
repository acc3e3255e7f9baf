// A training that is killed, at whatever moment, and resumed gives the model of one that was not.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

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

class Resume : public ::testing::TestWithParam<std::tuple<std::int64_t, std::string>> {};

TEST_P(Resume, IsExactAfterAKill) {
  const auto& [batch, optimizer] = GetParam();
  const Toy toy = make_toy(false, 2000);
  const TemporaryFolder folder;
  Observer observer;
  TrainOptions plain = options_for(batch, optimizer, folder);
  plain.checkpoint.clear();
  plain.resume = false;
  train(toy.data, toy.split, plain, toy.options, observer).save(folder / "whole");

  const TrainOptions options = options_for(batch, optimizer, folder);
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

INSTANTIATE_TEST_SUITE_P(Solvers, Resume,
                         ::testing::Values(std::tuple(1, "sgd"), std::tuple(1, "adagrad"), std::tuple(64, "adam"),
                                           std::tuple(16, "adagrad"), std::tuple(1, "sgda")),
                         [](const auto& test) {
                           return std::get<1>(test.param) + std::to_string(std::get<0>(test.param));
                         });

TEST(ResumeOfOtherData, IsRefused) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  Observer observer;
  TrainOptions options = options_for(1, "sgd", folder);
  options.epochs = 2;
  train(toy.data, toy.split, options, toy.options, observer);
  Toy other = make_toy();
  std::get<NumericColumn>(other.data.columns[*other.data.schema.find(Role::target)]).values[0] += 1;
  EXPECT_THROW(train(other.data, other.split, options, other.options, observer), Error);
  std::swap(other.split.valid, other.split.test);
  EXPECT_THROW(train(toy.data, other.split, options, toy.options, observer), Error);
}

}  // namespace
}  // namespace interplay::testing
