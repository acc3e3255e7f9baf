// Lists against what their definitions give, by plain loops over all items of models of random parameters.
#include "interplay/recommend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "interplay/error.h"
#include "interplay/explain.h"
#include "score/random_model.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> ids_of(const std::vector<Scored>& items) {
  std::vector<std::string> ids;
  for (const Scored& item : items) ids.push_back(item.item);
  return ids;
}

std::vector<std::string> first(std::vector<std::string> ids, std::size_t count) {
  ids.resize(std::min(count, ids.size()));
  return ids;
}

// User 1 with items 1 to 30, of which the even ones have the target 5 and the others 1; user 2 with item 7.
Dataset history(const Model& model) {
  Dataset data;
  std::vector<std::uint32_t> users(30, 1), items(30);
  std::iota(items.begin(), items.end(), 1u);
  users.push_back(2), items.push_back(7);
  std::vector<float> targets;
  for (const std::uint32_t item : items) targets.push_back(item % 2 == 0 ? 5.0f : 1.0f);
  data.schema = model.schema();
  data.columns = model.star().columns;
  data.entities = model.star().entities;
  data.entities[0].row_of = users;
  data.entities[1].row_of = items;
  data.schema.fields.push_back(random_field("rating", Kind::numeric, Role::target, 0, 0));
  data.columns.push_back(NumericColumn{targets});
  data.rows = users.size();
  return data;
}

// By the same doubles as the definition, member by member.
std::map<std::string, double> similarities(const Model& model, const std::string& field, const std::string& self,
                                           Similarity similarity) {
  std::map<std::string, std::vector<std::vector<double>>> vectors;
  const ModelImplementation& of = implementation_of(model);
  for (std::size_t m = 0; m < model.members(); ++m) {
    const auto parameters = of.members.at(m);
    for (TensorId id = 0; id < parameters->size(); ++id) {
      const Tensor& tensor = (*parameters)[id];
      if (tensor.name != "embedding/" + field) continue;
      for (std::uint32_t row = 1; row < tensor.rows; ++row)
        vectors[std::to_string(row)].emplace_back(tensor.row(row), tensor.row(row) + tensor.columns);
    }
  }
  const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  std::map<std::string, double> result;
  for (const auto& [id, of_item] : vectors) {
    double sum = 0;
    for (std::size_t m = 0; m < of_item.size(); ++m) {
      const auto &a = of_item[m], &b = vectors[self][m];
      if (similarity == Similarity::cosine) sum += product(a, b) / std::sqrt(product(a, a) * product(b, b));
      if (similarity == Similarity::dot) sum += product(a, b);
      if (similarity == Similarity::euclid) sum += product(a, a) + product(b, b) - 2 * product(a, b);
    }
    sum /= static_cast<double>(of_item.size());
    if (id != self) result[id] = similarity == Similarity::euclid ? std::sqrt(sum) : sum;
  }
  return result;
}

TEST(Lists, FiltersComeBeforeTheBestAreChosen) {
  const Model model = make_random_model({.items = 500});
  const Recommender recommender(model);
  const std::vector<std::string> users = {"1", "2", "3"};
  const ItemSet items = recommender.items({.only = {"tags=3", "item>100"}});
  const Histories seen(recommender, history(model));
  EXPECT_EQ(seen.size("1"), 30u);
  EXPECT_EQ(seen.size("3"), 0u);
  const auto filtered = recommender.lists(users, {.count = 12, .items = &items});
  const auto unseen = recommender.lists(users, {.count = 12, .seen = &seen});
  for (std::size_t u = 0; u < users.size(); ++u) {
    std::vector<std::string> tagged, rest;
    for (const Scored& item : recommender.recommend(users[u], 500)) {
      const auto row = static_cast<std::uint32_t>(std::stoul(item.item));
      const auto& bags = std::get<MultiColumn>(model.star().columns[3]);
      bool has = false;
      for (auto e = bags.offsets[row]; e < bags.offsets[row + 1]; ++e) has = has || bags.codes[e] == 3;
      if (has && row > 100) tagged.push_back(item.item);
      if (!(u == 0 && row <= 30) && !(u == 1 && row == 7)) rest.push_back(item.item);
    }
    EXPECT_EQ(items.count, tagged.size());
    EXPECT_EQ(ids_of(filtered[u].items), first(tagged, 12));
    EXPECT_EQ(ids_of(unseen[u].items), first(rest, 12));
  }
}

TEST(Lists, AreTheSameForAnyNumberOfThreads) {
  const Model model = make_random_model({.users = 700, .items = 300, .equal = 3});
  const Recommender recommender(model);
  const std::vector<std::string> users = recommender.users();
  const auto alone = recommender.lists(users, {.count = 20, .diverse = 0.3, .threads = 1});
  for (const int threads : {2, 3, 8}) {
    const auto together = recommender.lists(users, {.count = 20, .diverse = 0.3, .threads = threads});
    for (std::size_t u = 0; u < users.size(); ++u) {
      ASSERT_EQ(ids_of(together[u].items), ids_of(alone[u].items)) << users[u];
      ASSERT_EQ(together[u].mean_score_lost, alone[u].mean_score_lost);
    }
  }
}

double mean_score(const std::vector<Scored>& items) {
  double sum = 0;
  for (const Scored& item : items) sum += static_cast<double>(item.score);
  return sum / static_cast<double>(items.size());
}

TEST(Lists, DiversityCostsWhatIsTold) {
  const Model model = make_random_model({.name = "mf", .items = 400});
  const Recommender recommender(model);
  const std::vector<std::string> users = {"5"};
  const auto best = recommender.lists(users, {.count = 10}).front();
  EXPECT_EQ(best.mean_score_lost, 0);
  const auto near = [&](const std::vector<Scored>& items) {  // mean cosine of two items
    double sum = 0;
    for (const Scored& item : items) {
      const auto all = similarities(model, "item", item.item, Similarity::cosine);
      for (const Scored& other : items)
        if (other.item != item.item) sum += all.at(other.item);
    }
    return sum / static_cast<double>(items.size() * (items.size() - 1));
  };
  double lost = 0, similarity = near(best.items);
  for (const double weight : {0.5, 0.9}) {
    const auto list = recommender.lists(users, {.count = 10, .diverse = weight}).front();
    EXPECT_EQ(list.items.front().item, best.items.front().item);
    EXPECT_GT(list.mean_score_lost, lost);
    EXPECT_LT(near(list.items), similarity);
    EXPECT_NEAR(list.mean_score_lost, mean_score(best.items) - mean_score(list.items), 1e-6);
    lost = list.mean_score_lost, similarity = near(list.items);
  }
  EXPECT_THROW(recommender.lists(users, {.count = 10, .diverse = 1.5}), Error);
  EXPECT_THROW(Recommender(make_random_model({.name = "linear"})).lists(users, {.count = 10, .diverse = 0.3}), Error);
}

TEST(Lists, MoreThanThereAreIsAll) {
  const Recommender recommender(make_random_model({.items = 40}));
  const std::vector<std::string> users = {"1"};
  for (const double weight : {0.0, 0.5})
    EXPECT_EQ(recommender.lists(users, {.count = 5000, .diverse = weight}).front().items.size(), 40u);
  EXPECT_EQ(recommender.similar("1", 5000).size(), 39u);
  EXPECT_EQ(recommender.similar_users("1", 5000).size(), 39u);
}

TEST(Similar, IsWhatTheMeasureSays) {
  for (const std::size_t members : {1, 3}) {
    RandomModel of{.name = "mf", .items = 300, .members = members};
    if (members > 1) of.solver = "mcmc";
    const Model model = make_random_model(of);
    const Recommender recommender(model);
    for (const Similarity similarity : {Similarity::cosine, Similarity::dot, Similarity::euclid}) {
      for (const std::string field : {"item", "user"}) {
        const auto expected = similarities(model, field, "9", similarity);
        const auto list =
            field == "item" ? recommender.similar("9", 15, similarity) : recommender.similar_users("9", 15, similarity);
        ASSERT_EQ(list.size(), 15u);
        std::vector<double> order;
        for (const auto& [id, value] : expected) order.push_back(value);
        std::ranges::sort(order, [&](double a, double b) { return similarity == Similarity::euclid ? a < b : a > b; });
        for (std::size_t i = 0; i < list.size(); ++i) {
          EXPECT_NEAR(static_cast<double>(list[i].score), expected.at(list[i].item), 1e-5) << name(similarity);
          EXPECT_NEAR(static_cast<double>(list[i].score), order[i], 1e-5) << name(similarity) << " " << i;
        }
      }
    }
  }
  EXPECT_EQ(similarity_named("euclid"), Similarity::euclid);
  EXPECT_THROW(similarity_named("cosin"), Error);
}

TEST(Similar, TiesAreInTheOrderOfTheVocabulary) {
  const Recommender recommender(make_random_model({.name = "mf", .items = 29, .equal = 30}));
  for (const Similarity similarity : {Similarity::cosine, Similarity::dot, Similarity::euclid}) {
    const auto list = recommender.similar("2", 4, similarity);
    // All items have equal parameters.
    EXPECT_EQ(ids_of(list), (std::vector<std::string>{"1", "3", "4", "5"})) << name(similarity);
  }
}

TEST(ReasonsOfAList, AreTermsOfTheItemAndItemsThatTheUserLiked) {
  const Model model = make_random_model({.items = 200});
  const Recommender recommender(model);
  const Histories seen(recommender, history(model));
  const std::string item = "150";
  const Reasons reasons = recommender.reasons("1", item, 4, &seen);

  const std::pair<std::string, std::string> row[] = {{"user", "1"}, {"item", item}};
  const Explanation explanation = explain(model, encode_row(model.star(), row), 0);
  std::vector<std::pair<double, std::string>> expected;
  for (const auto& entry : explanation.entries)
    if (entry.contribution > 0 &&
        (entry.name.find("item") != std::string::npos || entry.name.find("tags") != std::string::npos))
      expected.emplace_back(entry.contribution, entry.name);
  std::ranges::stable_sort(expected, std::greater<>(), [](const auto& term) { return term.first; });
  ASSERT_EQ(reasons.terms.size(), std::min<std::size_t>(4, expected.size()));
  ASSERT_FALSE(reasons.terms.empty());
  for (std::size_t i = 0; i < reasons.terms.size(); ++i) EXPECT_EQ(reasons.terms[i].name, expected[i].second);

  std::map<std::string, double> cosines;
  for (const Scored& other : recommender.similar(item, 200)) cosines[other.item] = static_cast<double>(other.score);
  std::vector<double> liked;
  for (int even = 2; even <= 30; even += 2)
    if (const double cosine = cosines.at(std::to_string(even)); cosine > 0) liked.push_back(cosine);
  std::ranges::sort(liked, std::greater<>());
  ASSERT_EQ(reasons.history.size(), std::min<std::size_t>(4, liked.size()));
  ASSERT_FALSE(reasons.history.empty());
  for (std::size_t i = 0; i < reasons.history.size(); ++i) {
    EXPECT_EQ(std::stoi(reasons.history[i].item) % 2, 0);
    EXPECT_NEAR(static_cast<double>(reasons.history[i].cosine), liked[i], 1e-5);
  }
  EXPECT_TRUE(recommender.reasons("1", item, 4).history.empty());
  EXPECT_FALSE(Recommender(make_random_model({.name = "linear", .items = 200})).reasons("1", item, 3).terms.empty());
}

TEST(HistoriesOfUsers, NeedUsersAndItems) {
  const Model model = make_random_model({.items = 20});
  EXPECT_THROW(Histories(Recommender(model), Dataset{}), Error);
}

}  // namespace
}  // namespace interplay::testing
