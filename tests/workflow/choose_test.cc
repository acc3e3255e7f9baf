#include "interplay/choose.h"
#include "interplay/build.h"
#include "interplay/synthetic.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <optional>

#include "base/random.h"
#include "interplay/error.h"
#include "interplay/model.h"
#include "workflow/choose/candidates.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::make_toy;
using testing::Toy;

class Watcher : public ChoiceObserver {
 public:
  void on(const Candidate&, std::int64_t passes) override {
    EXPECT_GT(passes, last);
    last = passes;
    if (++trainings == stop_after) stop = true;
  }
  bool stop_requested() override { return stop; }
  std::int64_t last = 0;
  int trainings = 0, stop_after = 0;
  std::atomic<bool> stop = false;
};

TrainOptions given(int threads = 1) {
  TrainOptions options;
  options.model = "auto";
  options.threads = threads;
  return options;
}

// Rows to decide by are those of the toy's validation part.
Choice choose(const Toy& toy, std::int64_t passes, const TrainOptions& options = given(), Watcher* watcher = nullptr) {
  Watcher own;
  return choose_model(toy.data, toy.split, options, Budget{0, passes}, toy.options, watcher ? *watcher : own);
}

void expect_equal(const Choice& one, const Choice& other) {
  EXPECT_EQ(one.passes, other.passes);
  ASSERT_EQ(one.tried.size(), other.tried.size());
  for (std::size_t i = 0; i < one.tried.size(); ++i) {
    for (const auto& option : options<TrainOptions>()) {
      if (option.name == "threads") continue;
      EXPECT_EQ(get_option(one.tried[i].options, option.name), get_option(other.tried[i].options, option.name));
    }
    EXPECT_EQ(one.tried[i].fields, other.tried[i].fields);
    EXPECT_EQ(one.tried[i].error, other.tried[i].error);
  }
}

TEST(Budget, IsTimeOrPasses) {
  EXPECT_EQ(budget_named("60s").seconds, 60);
  EXPECT_EQ(budget_named("1.5m").seconds, 90);
  EXPECT_EQ(budget_named("2h").seconds, 7200);
  EXPECT_EQ(budget_named("60s").passes, 0);
  EXPECT_EQ(budget_named("200-passes").passes, 200);
  EXPECT_EQ(budget_named("1-pass").passes, 1);
  for (const char* wrong :
       {"", "60", "s", "-5s", "0s", "nan", "nans", "inf-passes", "1.5-passes", "10 s", "5d", "1e99s"})
    EXPECT_THROW(budget_named(wrong), Error) << wrong;
}

TEST(ChooseModel, EqualPassesGiveEqualChoicesOnAnyNumberOfThreads) {
  const Toy toy = make_toy();
  const Choice one = choose(toy, 400), other = choose(toy, 400, given(3));
  EXPECT_LE(one.passes, 400);
  EXPECT_GT(one.tried.size(), 4u);
  expect_equal(one, other);
  for (const Candidate& candidate : other.tried) EXPECT_EQ(candidate.options.threads, 3);
}

TEST(ChooseModel, ThePassesThatABudgetCameToGiveTheSameChoice) {
  const Toy toy = make_toy();
  Watcher watcher;
  const Choice timed = choose_model(toy.data, toy.split, given(2), Budget{0.05, 0}, toy.options, watcher);
  ASSERT_GT(timed.passes, 0);
  expect_equal(timed, choose(toy, timed.passes));
}

TEST(ChooseModel, ASmallBudgetTrainsOneCandidateAndALargeOneAll) {
  const Toy toy = make_toy();
  const Choice least = choose(toy, 1);
  EXPECT_EQ(least.tried.size(), 1u);
  EXPECT_FALSE(least.complete);
  const Choice all = choose(toy, 1'000'000);
  EXPECT_TRUE(all.complete);
  EXPECT_EQ(all.tried.size(), candidates_for(toy.data, toy.split, TrainOptions{}).size());
  for (std::size_t i = 2; i < all.tried.size(); ++i) EXPECT_LE(all.tried[i - 1].error, all.tried[i].error);
}

TEST(ChooseModel, TargetsOfTheTestRowsAreNotRead) {
  Toy toy = make_toy();
  const Choice before = choose(toy, 300);
  auto& target = std::get<NumericColumn>(toy.data.columns[*toy.data.schema.find(Role::target)]).values;
  for (const std::uint32_t row : toy.split.test) (*target.edit())[row] = std::numeric_limits<float>::quiet_NaN();
  expect_equal(before, choose(toy, 300));
}

TEST(ChooseModel, FewTrainingRowsDecideInTurn) {
  Toy toy = make_toy();
  toy.split.train.insert(toy.split.train.end(), toy.split.valid.begin(), toy.split.valid.end());
  std::ranges::sort(toy.split.train);
  toy.split.valid.clear();
  const Choice choice = choose(toy, 500);
  EXPECT_EQ(choice.held_out, std::to_string(toy.split.train.size()) + " training rows, each fifth in turn");
  EXPECT_EQ(choice.passes % 5, 0);
}

// 2,000 rows of 30 users and 30 items; the target is `signal` of their numbers, and noise.
template <class Signal>
Toy made(const Signal& signal) {
  Toy toy;
  std::vector<std::int64_t> users, items;
  std::vector<float> targets;
  for (std::uint32_t r = 0; r < 2'000; ++r) {
    RandomStream random(3, Purpose::synthesize, 9, r);
    const auto u = static_cast<std::uint32_t>(random.below(30)), i = static_cast<std::uint32_t>(random.below(30));
    users.push_back(u);
    items.push_back(i);
    targets.push_back(static_cast<float>(signal(u, i) + 0.5 * random.normal()));
    (r % 5 == 0 ? toy.split.valid : toy.split.train).push_back(r);
  }
  DatasetBuilder builder;
  builder.add("user", Ids{std::move(users)}, Role::user).add("item", Ids{std::move(items)}, Role::item);
  toy.data = builder.add("target", Numbers{std::move(targets)}, Role::target).build();
  return toy;
}

TEST(ChooseModel, InteractionsAreFoundWhereThereAreSome) {
  const Choice choice = choose(made([](auto u, auto i) { return u % 3 == i % 3 ? 2.0 : -1.0; }), 1'000'000);
  EXPECT_NE(choice.tried.front().options.model, "linear");
  EXPECT_LT(choice.tried.front().error, 0.55);  // the noise is 0.5
  for (const Candidate& candidate : choice.tried)
    if (candidate.options.model == "linear") {
      EXPECT_GT(candidate.error, 1.2);
    }
}

TEST(ChooseModel, NoiseIsNotWorseThanTheMean) {
  const Toy toy = made([](auto, auto) { return 3.0; });
  EXPECT_LT(choose(toy, 1'000'000).tried.front().error, 0.52);
}

TEST(ChooseModel, WhatIsChosenIsNotGiven) {
  const Toy toy = make_toy();
  TrainOptions options = given();
  options.rank = 3;
  EXPECT_THROW(choose(toy, 100, options), Error);
  options = given();
  options.seed = 4;
  options.target_kind = "ordinal";
  for (const Candidate& candidate : choose(toy, 100, options).tried) {
    EXPECT_EQ(candidate.options.seed, 4);
    EXPECT_EQ(candidate.options.target_kind, "ordinal");
  }
}

TEST(ChooseModel, EndsWhenItIsAskedTo) {
  const Toy toy = make_toy();
  Watcher watcher;
  watcher.stop_after = 2;
  const Choice choice = choose(toy, 1'000'000, given(), &watcher);
  EXPECT_TRUE(choice.interrupted);
  EXPECT_LE(choice.tried.size(), 5u);
}

TEST(Candidates, FieldsThatAreAsGoodAsASecondIdStayOut) {
  Toy toy = make_toy();
  std::vector<std::string> ids;
  std::vector<std::uint32_t> ticket;
  for (std::size_t r = 0; r < toy.data.rows; ++r) {
    ids.push_back("t" + std::to_string(r));
    ticket.push_back(static_cast<std::uint32_t>(r) + 1);
  }
  Field field;
  field.name = "ticket";
  field.vocabulary = Vocabulary::of_strings(ids);
  toy.data.schema.fields.push_back(field);
  toy.data.columns.push_back(CategoricalColumn{ticket});
  std::size_t most = 0;
  for (const CandidateSpec& spec : candidates_for(toy.data, toy.split, TrainOptions{})) {
    EXPECT_EQ(std::ranges::count(spec.fields, "ticket"), 0);
    most = std::max(most, spec.fields.size());
  }
  EXPECT_EQ(most, 6u);
  EXPECT_EQ(with_inputs(toy.data, {"user", "item"}).schema.inputs().size(), 2u);
}

}  // namespace
}  // namespace interplay
