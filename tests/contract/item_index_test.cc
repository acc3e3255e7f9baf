// ItemIndex lists what scoring every item on its own lists, for every kind of model.
#include "interplay/item_index.h"
#include "interplay/encode.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <thread>

#include "contract/served_models.h"
#include "data/derive.h"
#include "data/encode/encode_codes.h"
#include "interplay/error.h"
#include "interplay/recommend.h"
#include "model/implementation.h"
#include "model/response.h"
#include "model/scorer.h"

namespace interplay::testing {
namespace {

using Ranked = ItemIndex::Ranked;

Column missing(Kind kind, std::size_t rows) {
  if (kind == Kind::numeric) return NumericColumn{std::vector<float>(rows, std::numeric_limits<float>::quiet_NaN())};
  if (kind == Kind::categorical) return CategoricalColumn{std::vector<std::uint32_t>(rows, 0)};
  return MultiColumn{std::vector<std::uint64_t>(rows + 1, 0), {}, {}};
}

// A row for every item of the table, of one user and, where given, one hour.
Dataset rows_of_all_items(const Star& star, std::string_view user, std::optional<float> hour) {
  Dataset data;
  const std::size_t users = star.schema.fields[star.schema.find(Role::user).value()].table - 1;
  const std::size_t items = star.schema.fields[star.schema.find(Role::item).value()].table - 1;
  data.rows = star.entities[items].keys.size();
  data.entities = star.entities;
  for (Entity& entity : data.entities) entity.row_of = std::vector<std::uint32_t>(data.rows, 0);
  data.entities[users].row_of = std::vector<std::uint32_t>(data.rows, star.entities[users].keys.code(user));
  std::vector<std::uint32_t> every(data.rows);
  std::iota(every.begin(), every.end(), 1u);
  data.entities[items].row_of = std::move(every);
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table == 0 && !is_input(field)) continue;
    data.schema.fields.push_back(field);
    data.columns.push_back(field.table > 0 ? star.columns[f] : missing(field.kind, data.rows));
    if (hour && field.name == "hour") data.columns.back() = NumericColumn{std::vector<float>(data.rows, *hour)};
  }
  make_columns(data);
  return data;
}

// Every item by the batches that predictions of data sets are made by; item i of the table at place i.
class BruteForce {
 public:
  BruteForce(const Model& model, std::string_view user, std::optional<float> hour = std::nullopt) {
    const ModelImplementation& implementation = implementation_of(model);
    const Dataset data = rows_of_all_items(model.star(), user, hour);
    const std::vector<FieldView> views = input_views(data);
    std::vector<std::uint32_t> rows(data.rows);
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    const TaskPool pool(1);
    const Batch batch{views, rows};
    const Scorer scorer(*implementation.plan, batch, pool);
    const RowNoise noise(*implementation.plan, batch);
    order_.resize(data.rows);
    predictions_.resize(data.rows);
    MemberReader reader(implementation.members);
    for (std::size_t m = 0; m < implementation.members.size(); ++m) {
      scorer.score(reader[m], order_);
      const Response response(*implementation.plan, reader[m]);
      for (std::size_t i = 0; i < rows.size(); ++i)
        predictions_[i] += response.prediction(order_[i], noise.deviation(reader[m], i)) /
                           static_cast<float>(implementation.members.size());
    }
    if (implementation.members.size() > 1 || implementation.plan->objective().loss->target() == TargetKind::levels)
      order_ = predictions_;
    const std::size_t field = model.schema().find(Role::item).value();
    const auto& codes = std::get<CategoricalColumn>(model.star().columns[field]).codes;
    codes_.assign(codes.begin(), codes.end());
  }

  std::vector<Ranked> list(std::size_t count, bool cold, const std::function<bool(std::uint32_t)>& accepts) const {
    std::vector<Ranked> all;
    std::vector<float> order;
    for (std::uint32_t i = 0; i < order_.size(); ++i) {
      if (!cold && codes_[i + 1] == 0) continue;
      all.push_back({static_cast<std::uint32_t>(all.size()), predictions_[i]});
      order.push_back(order_[i]);
    }
    std::erase_if(all, [&](const Ranked& ranked) { return accepts && !accepts(ranked.item); });
    std::ranges::stable_sort(all, std::greater<>(), [&](const Ranked& ranked) { return order[ranked.item]; });
    all.resize(std::min(count, all.size()));
    return all;
  }

 private:
  std::vector<float> order_, predictions_;
  std::vector<std::uint32_t> codes_;
};

void expect_equal(const std::vector<Ranked>& found, const std::vector<Ranked>& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].item, expected[i].item) << what << " place " << i;
    EXPECT_EQ(found[i].score, expected[i].score) << what << " place " << i;
  }
}

class EveryServedModelLists : public ::testing::TestWithParam<ServedModel> {};

TEST_P(EveryServedModelLists, WhatBruteForceLists) {
  const auto [toy, model] = GetParam().train();
  const std::uint64_t odd_bits = 0b010101010;
  const std::vector<ItemFilter> filters = {
      {},
      {.allowed = {&odd_bits, 1}},
      {.accepts = [](std::uint32_t item) { return item % 3 != 0; }},
      {.allowed = {&odd_bits, 1}, .accepts = [](std::uint32_t item) { return item > 4; }}};
  const std::vector<std::string_view> users = {"u0", "u5", "nobody", "u11", "u5"};
  for (const bool cold : {false, true}) {
    for (const std::size_t bytes : {std::size_t{1} << 28, std::size_t{0}}) {
      const ItemIndex index(model, {.scoring = {.table_bytes = bytes, .threads = 1}, .cold_items = cold});
      for (std::size_t f = 0; f < filters.size(); ++f) {
        const auto accepts = [&](std::uint32_t item) { return filters[f].admits(item); };
        for (const std::size_t count : {0, 1, 3, 100}) {
          const auto together = index.top(users, count, {&filters[f], 1});
          for (std::size_t u = 0; u < users.size(); ++u) {
            const std::string what = std::string(users[u]) + " filter " + std::to_string(f);
            const auto expected = BruteForce(model, users[u]).list(count, cold, accepts);
            expect_equal(index.top(users[u], count, filters[f]), expected, what);
            expect_equal(together[u], expected, what + " in a batch");
          }
        }
      }
      const auto hour = model.schema().find("hour");
      if (!hour || model.schema().fields[*hour].role != Role::feature) continue;
      const std::vector<ScoringSession::NamedValue> values = {{"user", "u3"}, {"hour", "14"}, {"item", "107"}};
      expect_equal(index.top(values, 5), BruteForce(model, "u3", 14.0f).list(5, cold, nullptr), "with an hour");
    }
  }
}

TEST_P(EveryServedModelLists, ScoresThatASessionPredicts) {
  const auto [toy, model] = GetParam().train();
  const ItemIndex index(model);
  ScoringSession session = index.session();
  const auto [low, high] = model.target_range();
  for (const Ranked& ranked : index.top("u4", 9)) {
    const float score = model.clips() ? std::clamp(ranked.score, low, high) : ranked.score;
    // A list adds up members in single precision.
    EXPECT_NEAR(session.predict("u4", index.id(ranked.item)), score, 1e-5) << index.id(ranked.item);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, EveryServedModelLists, ::testing::ValuesIn(served_models()),
                         [](const auto& test) { return test.param.name; });

TEST(ItemIndex, IsAskedByManyThreads) {
  const Toy toy = make_toy();
  const ItemIndex index(train(toy.data, toy.split, small_options("fm")));
  std::vector<std::vector<std::vector<Ranked>>> found(4);
  std::vector<std::thread> threads;
  for (auto& of_thread : found)
    threads.emplace_back([&of_thread, &index] {
      for (int u = 0; u < 12; ++u) of_thread.push_back(index.top("u" + std::to_string(u), 4));
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& of_thread : found) EXPECT_EQ(of_thread, found[0]);
}

TEST(ItemIndex, KnowsItsItems) {
  const Toy toy = make_toy();
  const ItemIndex index(train(toy.data, toy.split, small_options("biased_mf")));
  ASSERT_EQ(index.size(), 9u);
  for (std::uint32_t position = 0; position < index.size(); ++position) {
    EXPECT_EQ(index.id(position), std::to_string(100 + 7 * position));
    EXPECT_EQ(index.find(index.id(position)), position);
  }
  EXPECT_EQ(index.find("101"), std::nullopt);
  const std::vector<std::string_view> users = {"u1", "u2", "u3"};
  EXPECT_THROW(index.top(users, 3, std::vector<ItemFilter>(2)), Error);
}

}  // namespace
}  // namespace interplay::testing
