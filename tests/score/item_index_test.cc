// One pass over a matrix finds the best of thousands of items, whatever rounding does.
#include "interplay/item_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "interplay/error.h"
#include "score/item_batch.h"
#include "score/random_model.h"

namespace interplay::testing {
namespace {

using Ranked = ItemIndex::Ranked;

std::vector<Ranked> brute_force(const Model& model, std::uint32_t user, std::size_t count, const ItemFilter& filter) {
  const ScoringTables tables(model, {});
  EncodedRow row = tables.encoder().blank();
  row.entity_rows[0] = user;
  std::vector<std::uint32_t> items(model.star().entities[1].keys.size());
  std::iota(items.begin(), items.end(), 1u);
  const ItemScores scores = score_items(tables, row, 1, items);
  const bool by_score = model.members() == 1 && tables.plan().objective().loss->target() != TargetKind::levels;
  const std::vector<float>& order = by_score ? scores.scores : scores.predictions;
  std::vector<Ranked> all;
  for (std::uint32_t i = 0; i < items.size(); ++i)
    if (filter.admits(i)) all.push_back({i, scores.predictions[i]});
  std::ranges::stable_sort(all, std::greater<>(), [&](const Ranked& ranked) { return order[ranked.item]; });
  all.resize(std::min(count, all.size()));
  return all;
}

void expect_brute_force(const Model& model, const char* what) {
  const ItemIndex index(model);
  const ItemFilter few{.accepts = [](std::uint32_t item) { return item % 97 == 5; }};
  const ItemFilter all;
  std::vector<std::string> ids;
  for (std::uint32_t user = 0; user < 30; ++user) ids.push_back(std::to_string(user));
  const std::vector<std::string_view> users(ids.begin(), ids.end());
  for (const ItemFilter* filter : {&all, &few}) {
    for (const std::size_t count : {1, 10, 200}) {
      const auto together = index.top(users, count, {filter, 1});
      for (std::uint32_t user = 0; user < users.size(); ++user) {
        const auto expected = brute_force(model, user, count, *filter);
        EXPECT_EQ(index.top(users[user], count, *filter), expected) << what << " user " << user;
        EXPECT_EQ(together[user], expected) << what << " user " << user << " in a batch";
      }
    }
  }
}

TEST(ItemIndex, FindsTheBestOfMany) {
  expect_brute_force(make_random_model({}), "fm");
  expect_brute_force(make_random_model({.name = "biased_mf"}), "biased_mf");
  expect_brute_force(make_random_model({.name = "mf"}), "mf");
  expect_brute_force(make_random_model({.name = "linear"}), "linear");
  expect_brute_force(make_random_model({.target_kind = "binary"}), "binary");
}

TEST(ItemIndex, BreaksTiesByPosition) {
  expect_brute_force(make_random_model({.equal = 7}), "sevens");
  expect_brute_force(make_random_model({.equal = 3000}), "all equal");
  expect_brute_force(make_random_model({.name = "linear", .equal = 50}), "weights alone");
}

TEST(ItemIndex, AveragesMembers) {
  expect_brute_force(make_random_model({.solver = "mcmc", .items = 700, .members = 9}), "numbers");
  expect_brute_force(make_random_model({.target_kind = "binary", .solver = "mcmc", .items = 300, .members = 5}),
                     "probit");
  for (const bool noise : {false, true}) {
    RandomModel levels{.target_kind = "ordinal", .solver = "mcmc", .items = 300, .members = 5, .equal = 3};
    levels.noise = noise;
    expect_brute_force(make_random_model(levels), "levels");
    levels.members = 1;
    expect_brute_force(make_random_model(levels), "levels of one member");
  }
}

// Where scores are large and differ by little, many are equal once they are rounded, and the first of them by position
// count: the products that find candidates, without what all items share, are in another order.
TEST(ItemIndex, KeepsTheOrderOfScoresThatRoundingDecides) {
  for (const float deviation : {1e-6f, 1e-3f, 30.0f, 1e4f})
    expect_brute_force(make_random_model({.equal = 2, .deviation = deviation}), "scaled");
  for (const std::size_t members : {1, 4})
    for (const float bias : {1e3f, 1e5f, 1e7f})
      expect_brute_force(make_random_model({.items = 500, .members = members, .bias = bias}), "shifted");
}

TEST(ItemIndex, ListsTheSameWithoutAMatrix) {
  const Model model = make_random_model({.items = 500, .members = 3});
  const ItemIndex with(model), without(model, {.matrix_bytes = 0});
  std::vector<std::string> ids;
  for (std::uint32_t user = 0; user < 300; ++user) ids.push_back(std::to_string(user % 50));
  const std::vector<std::string_view> users(ids.begin(), ids.end());
  std::vector<ItemFilter> filters(users.size());
  for (std::uint32_t user = 0; user < users.size(); ++user)
    filters[user].accepts = [user](std::uint32_t item) { return (item + user) % 3 == 0; };
  EXPECT_EQ(with.top(users, 5, filters), without.top(users, 5, filters));
  EXPECT_EQ(with.top(users[299], 5, filters[299]), with.top(users, 5, filters)[299]);
}

TEST(ItemIndex, RefusesNumbersThatAreNotFinite) {
  const Model model = make_random_model({.items = 200});
  auto damaged = std::make_shared<ModelImplementation>();
  damaged->star = model.star();
  damaged->options = model.options();
  damaged->target = implementation_of(model).target;
  damaged->plan = std::make_unique<ModelPlan>(
      models::definition("fm").plan(damaged->star.schema, damaged->options, damaged->target));
  Parameters parameters = *implementation_of(model).parameters();
  parameters.writable(parameters.find("embedding/item")).row(8)[2] = std::numeric_limits<float>::infinity();
  parameters.writable(parameters.find("embedding/user")).row(3)[0] = std::numeric_limits<float>::quiet_NaN();
  damaged->members.add(std::move(parameters));
  damaged->histories.emplace_back();
  const ItemIndex index{model_of(damaged)};
  for (const char* user : {"1", "3"}) {
    try {
      index.top(user, 5);
      FAIL() << user;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::bad_model);
    }
  }
}

}  // namespace
}  // namespace interplay::testing
