#include "interplay/tune.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <set>

#include "interplay/error.h"
#include "workflow/toy.h"
#include "workflow/tune/tune_space.h"

namespace interplay {
namespace {

using testing::make_toy;
using testing::read_bytes;
using testing::small_options;
using testing::TemporaryFolder;
using testing::Toy;

TuneOptions small_search(std::int64_t trials = 6) {
  TuneOptions search;
  search.search = "rank=2..6,learning_rate=0.005..0.05:log,schedule=linear|constant";
  search.trials = trials;
  return search;
}

class CountingObserver : public TuneObserver {
 public:
  void on(const Trial&, std::size_t done, std::size_t planned) override {
    ++trainings;
    EXPECT_LE(done, planned);
    if (trainings == stop_after) stop = true;
  }
  bool stop_requested() override { return stop; }
  std::size_t trainings = 0, stop_after = 0;
  std::atomic<bool> stop = false;
};

TuneResult run(const Toy& toy, const TuneOptions& search, int threads, const std::filesystem::path& results = {},
               CountingObserver* observer = nullptr) {
  TrainOptions options = small_options("fm");
  options.threads = threads;
  options.epochs = 9;
  CountingObserver own;
  return tune(toy.data, toy.split, options, search, toy.options, results, observer ? *observer : own);
}

TEST(SearchSpace, DrawsStayWithinTheRanges) {
  const SearchSpace space("rank=8..64,learning_rate=0.001..0.1:log,l2=0..1,optimizer=sgd|adam,epochs=1..100:log");
  std::set<std::string> ranks, choices;
  int small = 0;
  for (std::int64_t trial = 1; trial <= 2000; ++trial) {
    const OptionValues values = space.draw(1, trial);
    ASSERT_EQ(values.size(), 5u);
    const double rank = std::stod(values[0].second), rate = std::stod(values[1].second);
    EXPECT_TRUE(rank >= 8 && rank <= 64 && rank == std::round(rank));
    EXPECT_TRUE(rate >= 0.001 && rate <= 0.1);
    ranks.insert(values[0].second);
    choices.insert(values[3].second);
    small += rate < 0.01;
  }
  EXPECT_EQ(ranks.size(), 57u);
  EXPECT_EQ(choices, (std::set<std::string>{"sgd", "adam"}));
  EXPECT_NEAR(small, 1000, 100);  // half of the draws lie in each decade
}

TEST(SearchSpace, DrawsDependOnSeedAndTrialAlone) {
  const SearchSpace space("rank=8..64,l2=0.01..1:log");
  EXPECT_EQ(space.draw(1, 7), space.draw(1, 7));
  EXPECT_NE(space.draw(1, 7), space.draw(2, 7));
  EXPECT_NE(space.draw(1, 7), space.draw(1, 8));
}

TEST(SearchSpace, ListsMayBeChoices) {
  const SearchSpace space("hidden=64,64|128,rank=3..3");
  EXPECT_EQ(space.text(), "hidden=64,64|128,rank=3..3");
  std::set<std::string> drawn;
  for (std::int64_t trial = 1; trial < 50; ++trial) drawn.insert(space.draw(1, trial)[0].second);
  EXPECT_EQ(drawn, (std::set<std::string>{"64,64", "128"}));
}

TEST(SearchSpace, RefusesWhatCannotBe) {
  for (const char* text : {"", "rank", "rank=", "=3", "rank=64..8", "rank=0..8", "rank=8..x", "rnak=8..64",
                           "l2=0..1:log", "optimizer=sgd|adm", "optimizer=sgd..adam", "model=fm|mf",
                           "rank=1..2,rank=3..4", "schedule=a||b", "threads=1..2", "rank=1.5..3"})
    EXPECT_THROW(SearchSpace{text}, Error) << text;
}

TEST(Tune, IsTheSameForEveryNumberOfThreads) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  const TuneResult one = run(toy, small_search(), 1, folder / "1");
  const TuneResult three = run(toy, small_search(), 3, folder / "3");
  EXPECT_EQ(read_bytes(folder / "1"), read_bytes(folder / "3"));
  ASSERT_EQ(one.trials.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(one.trials[i].number, three.trials[i].number);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_LE(one.trials[i - 1].error, one.trials[i].error);
  EXPECT_EQ(get_option(one.best, "rank"), one.trials[0].values[0].second);
}

TEST(Tune, ErrorsAreThoseOfTrainingWithTheseOptions) {
  const Toy toy = make_toy();
  const TuneResult result = run(toy, small_search(3), 2);
  TrainOptions options = result.best;
  options.threads = 1;
  const Model model = train(toy.data, toy.split, options);
  const auto& record = model.history().epochs[static_cast<std::size_t>(model.history().best_epoch) - 1];
  EXPECT_EQ(record.valid.front().first, "rmse");
  EXPECT_EQ(record.valid.front().second, result.trials.front().error);
}

TEST(Tune, TargetsOfTheTestPartHaveNoInfluence) {
  Toy toy = make_toy();
  const TemporaryFolder folder;
  run(toy, small_search(), 1, folder / "before");
  auto& target = std::get<NumericColumn>(toy.data.columns[*toy.data.schema.find(Role::target)]);
  for (const std::uint32_t row : toy.split.test) (*target.values.edit())[row] = row % 2 == 0 ? -1e6f : NAN;
  run(toy, small_search(), 1, folder / "after");
  EXPECT_EQ(read_bytes(folder / "before"), read_bytes(folder / "after"));
}

TEST(Tune, GoesOnWhereItWasInterrupted) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  run(toy, small_search(), 1, folder / "whole");
  CountingObserver first, second;
  first.stop_after = 2;
  const TuneResult part = run(toy, small_search(), 1, folder / "parts", &first);
  EXPECT_TRUE(part.interrupted);
  EXPECT_EQ(part.trials.size(), 2u);
  const TuneResult rest = run(toy, small_search(), 1, folder / "parts", &second);
  EXPECT_EQ(second.trainings, 4u);
  EXPECT_EQ(rest.resumed, 2u);
  EXPECT_EQ(read_bytes(folder / "whole"), read_bytes(folder / "parts"));
  CountingObserver more;
  EXPECT_EQ(run(toy, small_search(8), 1, folder / "parts", &more).trials.size(), 8u);
  EXPECT_EQ(more.trainings, 2u);
}

TEST(Tune, HalvingGivesTheBestMoreEpochs) {
  const Toy toy = make_toy();
  TuneOptions search = small_search(9);
  search.halving = true;
  CountingObserver observer;
  const TuneResult result = run(toy, search, 2, {}, &observer);
  EXPECT_EQ(observer.trainings, 9u + 3u + 1u);  // of 1, 3 and 9 epochs
  ASSERT_EQ(result.trials.size(), 9u);
  EXPECT_EQ(result.trials[0].epochs, 9);
  EXPECT_EQ(result.trials[1].epochs, 3);
  EXPECT_EQ(result.trials[2].epochs, 3);
  EXPECT_EQ(result.trials[3].epochs, 1);
  std::set<std::int64_t> numbers;
  for (const Trial& trial : result.trials) numbers.insert(trial.number);
  EXPECT_EQ(numbers.size(), 9u);
  EXPECT_EQ(result.best.epochs, 9);
}

TEST(Tune, AnotherSearchsResultsAreLeftAlone) {
  const Toy toy = make_toy();
  const TemporaryFolder folder;
  run(toy, small_search(2), 1, folder / "r");
  const std::string before = read_bytes(folder / "r");
  TuneOptions other = small_search(2);
  other.search_seed = 2;
  EXPECT_THROW(run(toy, other, 1, folder / "r"), Error);
  EXPECT_EQ(read_bytes(folder / "r"), before);
  testing::write_bytes(folder / "r", "{\"format\": 3}");
  EXPECT_THROW(run(toy, small_search(2), 1, folder / "r"), Error);
}

TEST(Tune, RefusesBeforeAnyTraining) {
  Toy toy = make_toy();
  TuneOptions search = small_search();
  search.metric = "auc";
  EXPECT_THROW(run(toy, search, 1), Error);
  search = small_search();
  search.halving = true;
  search.search = "epochs=1..9";
  EXPECT_THROW(run(toy, search, 1), Error);
  toy.split.valid.clear();
  EXPECT_THROW(run(toy, small_search(), 1), Error);
}

// But popularity, of which nothing can be chosen.
TEST(Tune, EveryModelHasADefaultSpaceOfOptionsThatItsSolverReads) {
  for (const ModelInfo& model : model_names()) {
    const std::string space = default_search(default_options(model.name));
    if (space.empty()) {
      EXPECT_EQ(model.name, "popularity");
      continue;
    }
    const SearchSpace searched(space);
    EXPECT_EQ(searched.has("learning_rate"), solver_info(model.solver)->properties.has_rate) << model.name;
  }
  EXPECT_FALSE(SearchSpace(default_search(default_options("fm", "als"))).has("learning_rate"));
  EXPECT_TRUE(SearchSpace(default_search(default_options("ials"))).has("l2"));
}

}  // namespace
}  // namespace interplay
