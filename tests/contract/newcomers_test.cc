// Whoever training did not see is scored alike on every way: as rows of data, one row at a time, as a row of a wider
// model, and in lists.
#include "interplay/newcomers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "contract/served_models.h"
#include "interplay/build.h"
#include "interplay/error.h"
#include "interplay/item_index.h"
#include "interplay/recommend.h"
#include "interplay/score.h"

namespace interplay::testing {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

std::vector<ScoringSession::NamedValue> views_of(const Values& values) { return {values.begin(), values.end()}; }

// One that the vocabulary of occupations holds, whatever the training rows are.
std::string an_occupation(const Model& model) {
  return model.schema().fields[model.schema().find("occupation").value()].vocabulary.id(1);
}

Dataset stranger(const Model& model) {
  DatasetBuilder builder;
  builder.add("user", Ids{std::vector<std::string>{"stranger"}}, Role::user);
  builder.add("age", Numbers{std::vector<float>{31}});
  return builder.add("occupation", Ids{std::vector<std::string>{an_occupation(model)}}).build();
}

std::vector<std::string> items_of(const Model& model) {
  std::vector<std::string> ids{"no such item"};
  const Vocabulary& keys = model.star().entities[1].keys;
  for (std::uint32_t code = 1; code <= keys.size(); ++code) ids.push_back(keys.id(code));
  return ids;
}

class EveryModelOfNewcomers : public ::testing::TestWithParam<ServedModel> {};

TEST_P(EveryModelOfNewcomers, ScoresThemAlikeOnEveryWay) {
  const auto [toy, model] = GetParam().train();
  Values context;  // a model of lists reads none
  const auto hour = model.schema().find("hour");
  if (hour && model.schema().fields[*hour].role == Role::feature) context = {{"hour", "7"}};
  Values known = {{"age", "31"}, {"occupation", an_occupation(model)}};
  known.insert(known.end(), context.begin(), context.end());
  const Model wider = with_newcomers(model, stranger(model));
  EXPECT_EQ(wider.predict(encode_row(wider.star(), Values{{"user", "u3"}, {"item", "107"}})),
            model.predict(encode_row(model.star(), Values{{"user", "u3"}, {"item", "107"}})));
  for (const std::size_t bytes : {std::size_t{1} << 28, std::size_t{0}}) {
    ScoringSession session(model, {.table_bytes = bytes}), of_wider(wider, {.table_bytes = bytes});
    for (const std::string& item : items_of(model)) {
      Values values = known, by_id = {{"user", "stranger"}, {"item", item}};
      by_id.insert(by_id.end(), context.begin(), context.end());
      values.emplace_back("item", item);
      const float expected = model.predict(encode_row(model.star(), values)).front();
      EXPECT_EQ(session.predict(views_of(values)), expected) << item;
      EXPECT_EQ(of_wider.predict(views_of(by_id)), expected) << item;
      EXPECT_EQ(wider.predict(encode_row(wider.star(), by_id)).front(), expected) << item;
      // The next row, which describes nobody, is scored as before.
      EXPECT_EQ(session.predict("u3", item), ScoringSession(model).predict("u3", item)) << item;
    }
  }
}

TEST_P(EveryModelOfNewcomers, ListsTheSameForThem) {
  const auto [toy, model] = GetParam().train();
  const Values known = {{"age", "31"}, {"occupation", an_occupation(model)}};
  const Model wider = with_newcomers(model, stranger(model));
  const Recommender recommender(model), of_wider(wider);
  const std::vector<std::string> exclude = {"107"};
  const std::vector<Scored> list = recommender.recommend(known, 5, exclude),
                            same = of_wider.recommend("stranger", 5, exclude);
  ASSERT_EQ(list.size(), 5u);
  ASSERT_EQ(same.size(), list.size());
  EXPECT_TRUE(of_wider.cold("stranger"));
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(list[i].item, same[i].item);
    EXPECT_EQ(list[i].score, same[i].score);
    EXPECT_NE(list[i].item, "107");
  }
  // No item that was left out is better than the last of the list.
  const ItemIndex index(model);
  const auto [low, high] = model.target_range();
  const float last = model.clips() ? std::clamp(list.back().score, low, high) : list.back().score;
  for (const std::string& item : items_of(model)) {
    if (item == "107" || !index.find(item) || std::ranges::find(list, item, &Scored::item) != list.end()) continue;
    Values values = known;
    values.emplace_back("item", item);
    EXPECT_LE(model.predict(encode_row(model.star(), values)).front(), last + 1e-5f) << item;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, EveryModelOfNewcomers, ::testing::ValuesIn(served_models()),
                         [](const auto& test) { return test.param.name; });

TEST(Newcomers, NewItemsAreListedIfTheyAreAskedFor) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  DatasetBuilder builder;
  builder.add("item", Ids{std::vector<std::int64_t>{9000, 9001}}, Role::item);
  builder.add("genres", Bags{{0, 1, 3}, Ids{std::vector<std::string>{"War", "Drama", "Comedy"}}});
  const Model wider = with_newcomers(model, builder.build());
  const std::size_t before = ItemIndex(model).size();
  EXPECT_EQ(Recommender(wider).recommend("u1", 1000).size(), before);
  const Recommender both(wider, {.new_items = {"9000", "9001", "107", "unheard of"}});
  const std::vector<Scored> list = both.recommend("u1", 1000);
  ASSERT_EQ(list.size(), before + 2);
  EXPECT_TRUE(std::ranges::is_sorted(list, std::greater<>(), &Scored::score));
  for (const char* id : {"9000", "9001"}) {
    const auto found = std::ranges::find(list, id, &Scored::item);
    ASSERT_NE(found, list.end());
    const Values values = {
        {"user", "u1"}, {"item", "x"}, {"genres", id == std::string("9000") ? "War" : "Drama|Comedy"}};
    const float expected = model.predict(encode_row(model.star(), values)).front();
    const auto [low, high] = model.target_range();
    EXPECT_EQ(std::clamp(found->score, low, high), expected) << id;
  }
}

TEST(Newcomers, RefusalsSayWhatIsMissing) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  EXPECT_EQ(attributes(model, Role::user), (std::vector<std::string>{"age", "occupation"}));
  const Recommender recommender(model);
  const auto refused = [&](const Values& values, Code code, const std::string& text) {
    try {
      recommender.recommend(values, 3);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
    }
  };
  refused({{"user", "nobody"}}, Code::not_found, "age, occupation");
  refused({{"hour", "3"}}, Code::usage, "neither a user nor an attribute");
  refused({{"user", "u1"}, {"age", "31"}}, Code::usage, "whose attributes the model knows");
  refused({{"ages", "31"}}, Code::usage, "did you mean 'age'?");
  refused({{"age", "young"}}, Code::bad_data, "expected a number");
  refused({{"age", "31"}, {"genres", "War"}}, Code::usage, "attributes of an item");
}

}  // namespace
}  // namespace interplay::testing
