#include "terms/item_item.h"

#include <gtest/gtest.h>

#include "terms/gradient_check.h"
#include "terms/star.h"

namespace interplay::testing {
namespace {

// Histories of 4 users over 6 items; the third is not in order, the fourth is empty. Interactions are of users and
// items of their own.
struct Histories {
  Schema schema;
  std::vector<Column> columns;
  std::vector<std::uint32_t> user_of{0, 0, 1, 2, 3, 2, 1};
  std::vector<FieldView> views;
  std::vector<std::uint32_t> rows{0, 1, 2, 3, 4, 5, 6};

  explicit Histories(bool weights) {
    schema.fields = {field_of("item", Kind::categorical, 6), field_of("user_item_history", Kind::multi, 6)};
    columns.push_back(CategoricalColumn{{3, 1, 6, 5, 2, 0, 2}});
    MultiColumn history;
    history.offsets = {0, 3, 4, 8, 8};
    history.codes = {1, 3, 5, 2, 6, 1, 5, 2};
    if (weights) history.weights = {0.5f, 2, 1, 3, 0.25f, 1, 1.5f, 2};
    columns.push_back(history);
    views = {{&schema.fields[0], &columns[0], nullptr}, {&schema.fields[1], &columns[1], user_of.data()}};
  }
  StepContext context() const { return {.rows = {views, rows}}; }
};

ItemItem term_of(std::size_t kept, std::size_t rank = 0) {
  return ItemItem({.items = 6, .kept = kept, .rank = rank, .history = 1, .item = 0});
}

// Item codes that a solver would write: ascending, and fewer than there is room for.
void set_items(const ItemItem& term, Parameters& parameters) {
  for (std::size_t i = 0; i < 7; ++i) {
    float* row = parameters.writable(term.items()).row(i);
    std::fill_n(row, 3, 0.0f);
    std::size_t place = 0;
    for (std::size_t j = 1; i > 0 && j <= 6 && place < 3; ++j)
      if (j != i && (i + j) % 3 != 0) row[place++] = static_cast<float>(j);
  }
}

double weight_of(const ItemItem& term, const Parameters& parameters, std::uint32_t i, std::uint32_t j) {
  double found = 0;
  term.each_weight(parameters, i, [&](std::uint32_t item, float weight) {
    if (item == j) found = static_cast<double>(weight);
  });
  for (std::size_t c = 0; c < term.options().rank; ++c)
    found +=
        static_cast<double>(parameters[term.to()].row(i)[c]) * static_cast<double>(parameters[term.from()].row(j)[c]);
  return found;
}

void expect_definition(const ItemItem& term, const Histories& data, const Parameters& parameters,
                       std::span<const float> found) {
  const auto& items = std::get<CategoricalColumn>(data.columns[0]).codes;
  const auto& history = std::get<MultiColumn>(data.columns[1]);
  for (std::size_t r = 0; r < data.rows.size(); ++r) {
    double expected = 0;
    const std::uint32_t user = data.user_of[r];
    for (std::uint64_t e = history.offsets[user]; e < history.offsets[user + 1] && items[r] > 0; ++e) {
      const double x = history.weights.empty() ? 1.0 : static_cast<double>(history.weights[e]);
      if (history.codes[e] != items[r]) expected += x * weight_of(term, parameters, items[r], history.codes[e]);
    }
    EXPECT_NEAR(static_cast<double>(found[r]), expected, 1e-6) << r;
  }
}

class ItemItemTest : public ::testing::TestWithParam<bool> {};

TEST_P(ItemItemTest, SumsWhatAHistorySays) {
  const Histories data(GetParam());
  ItemItem all = term_of(0);
  TermCheck check(all, data.rows.size(), 0, 0, data.context());
  expect_definition(all, data, check.parameters(), check.forward());
  check.check();
}

TEST_P(ItemItemTest, DoesSoWithSomeWeights) {
  const Histories data(GetParam());
  ItemItem some = term_of(3);
  TermCheck check(some, data.rows.size(), 0, 0, data.context());
  set_items(some, check.writable());
  const std::vector<float> found = check.forward();
  expect_definition(some, data, check.parameters(), found);
  EXPECT_NE(found[1], 0.0f);
  EXPECT_EQ(found[4], 0.0f) << "an empty history";
  EXPECT_EQ(found[5], 0.0f) << "an unseen item";
  check.check();
}

TEST_P(ItemItemTest, AddsProductsOfVectors) {
  const Histories data(GetParam());
  for (const std::size_t kept : {0u, 3u}) {
    ItemItem term = term_of(kept, 5);
    TermCheck check(term, data.rows.size(), 0, 0, data.context());
    if (kept > 0) set_items(term, check.writable());
    const std::vector<float> found = check.forward();
    expect_definition(term, data, check.parameters(), found);
    EXPECT_EQ(found[4], 0.0f) << "an empty history";
    EXPECT_EQ(found[5], 0.0f) << "an unseen item";
    check.check();
    const std::vector<float> weights = term.weights_of(check.parameters(), 4);
    for (std::uint32_t j = 1; j <= 6; ++j)
      EXPECT_NEAR(static_cast<double>(weights[j]), j == 4 ? 0 : weight_of(term, check.parameters(), 4, j), 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(, ItemItemTest, ::testing::Bool());

class NamesWhatPushed : public ::testing::TestWithParam<std::array<std::size_t, 2>> {};

TEST_P(NamesWhatPushed, EntryByEntry) {
  const Histories data(true);
  const auto [kept, rank] = GetParam();
  ItemItem term = term_of(kept, rank);
  TermCheck check(term, data.rows.size(), 0, 0, data.context());
  if (kept > 0) set_items(term, check.writable());
  const float score = check.forward()[3];
  StepContext one = check.context();
  one.rows = one.rows.part(3, 1);
  const std::vector<Feature> features = term.features(one);
  ASSERT_EQ(features.size(), 3u);  // item 5 is in the history of user 2, and says nothing of itself
  double sum = 0;
  for (const Addend& addend : term.addends(features)) sum += addend.value;
  EXPECT_NEAR(sum, static_cast<double>(score), 1e-6);
  EXPECT_EQ(features[0].code, 6u);
  EXPECT_EQ(features[0].position, 1u);
}

using KeptAndRank = std::array<std::size_t, 2>;
INSTANTIATE_TEST_SUITE_P(ItemItem, NamesWhatPushed,
                         ::testing::Values(KeptAndRank{0, 0}, KeptAndRank{0, 3}, KeptAndRank{3, 3}));

TEST(ItemItem, WithoutAHistorySaysNothing) {
  const Histories data(false);
  ItemItem term({.items = 6, .item = 0});
  TermCheck check(term, data.rows.size(), 0, 0, data.context());
  for (const float score : check.forward()) EXPECT_EQ(score, 0.0f);
  EXPECT_EQ(term.inputs().size(), 1u);
}

}  // namespace
}  // namespace interplay::testing
