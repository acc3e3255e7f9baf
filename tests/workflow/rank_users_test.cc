#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "data/inputs.h"
#include "interplay/build.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "workflow/ranking/candidates.h"
#include "workflow/ranking/validate_lists.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const std::vector<std::string> every_metric = {
    "hr@3", "hit_rate@1",      "ndcg@4", "ndcg", "recall@5", "precision@5", "map@6",
    "map",  "capped_recall@5", "mrr@4",  "mrr",  "auc",      "gauc"};

// Ids of users and items beside each other, with targets where there are some.
struct Pair {
  std::string user;
  std::int64_t item;
  float target = 1;
};

Dataset data_of(const std::vector<Pair>& pairs, bool with_target = false) {
  std::vector<std::string> users;
  std::vector<std::int64_t> items;
  std::vector<float> targets;
  for (const Pair& pair : pairs) {
    users.push_back(pair.user);
    items.push_back(pair.item);
    targets.push_back(pair.target);
  }
  DatasetBuilder builder;
  builder.add("user", Ids{users}, Role::user).add("item", Ids{items}, Role::item);
  if (with_target) builder.add("rating", Numbers{targets}, Role::target);
  return builder.build();
}

PairRows all_of(const Dataset& data) {
  std::vector<std::uint32_t> rows(data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  return {pair_ids(data), rows};
}

// What the model ranks by, one row after the other by the general way of scoring.
std::vector<float> scores_of(const Model& model, const std::vector<Pair>& pairs) {
  const Dataset encoded = encode_as(data_of(pairs), model.star());
  const ModelImplementation& inside = implementation_of(model);
  const std::vector<FieldView> fields = input_views(encoded);
  std::vector<std::uint32_t> rows(encoded.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  const TaskPool alone(1);
  const Predictor predictor(*inside.plan, inside.target, {fields, rows}, alone);
  std::vector<float> scores;
  if (model.members() > 1) return predictor.predict(inside.members, false);
  predictor.predict(*inside.parameters(), false, &scores);
  return scores;
}

// The items of a user that the model knows, those of `except` apart.
using Items = std::set<std::int64_t>;
using ByUser = std::map<std::string, Items>;

Items catalogue_of(const Model& model) {
  const Schema& schema = model.schema();
  const Vocabulary& items = schema.fields[*schema.find(Role::item)].vocabulary;
  return {items.sorted_integers().begin(), items.sorted_integers().end()};
}

// By definition: scores every item, sorts them, and measures the list.
std::map<std::string, double> slow_metrics(const Model& model, const std::vector<Pair>& held_out, const ByUser& seen,
                                           const std::vector<std::string>& names, const ByUser* candidates = nullptr) {
  std::map<std::string, std::map<std::int64_t, float>> relevant;
  for (const Pair& pair : held_out) {
    const auto [place, fresh] = relevant[pair.user].emplace(pair.item, pair.target);
    if (!fresh) place->second = std::max(place->second, pair.target);
  }
  const Items catalogue = catalogue_of(model);
  std::vector<RankedList> lists;
  for (const auto& [user, items] : relevant) {
    Items ranked;
    if (candidates != nullptr) {
      if (!candidates->contains(user)) continue;
      ranked = candidates->at(user);
    } else {
      ranked = catalogue;
      if (seen.contains(user))
        for (const std::int64_t item : seen.at(user)) ranked.erase(item);
    }
    for (const auto& [item, gain] : items) ranked.insert(item);
    std::vector<Pair> pairs;
    std::vector<float> gains;
    for (const std::int64_t item : ranked) {
      pairs.push_back({user, item});
      gains.push_back(items.contains(item) ? items.at(item) : 0.0f);
    }
    std::vector<float> scores = scores_of(model, pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i)
      if (!catalogue.contains(pairs[i].item)) scores[i] = -std::numeric_limits<float>::infinity();
    lists.emplace_back(scores, gains);
  }
  std::map<std::string, double> values;
  for (const std::string& name : names) {
    const NamedMetric metric = named_list_metric(name);
    values[name] = over_lists(*metric.lists, lists, metric.k);
  }
  return values;
}

struct RankedCase {
  std::optional<Model> trained = {};
  std::vector<Pair> held_out = {}, training = {};
  ByUser seen = {};
  const Model& model() const { return *trained; }
};

// Trains on ratings of 25 users and 40 items, some of them equal. Held out: rows of known users and items, of a user
// and of an item that training has not seen, one row twice.
RankedCase make_case(const std::string& name, std::int64_t members = 1, bool equal = false) {
  RankedCase made;
  std::vector<Pair> rows;
  for (std::uint64_t r = 0; r < 400; ++r) {
    RandomStream random(11, Purpose::synthesize, 2, r);
    const auto user = static_cast<int>(random.below(25)), item = static_cast<int>(random.below(40));
    const float rating = equal ? 3.0f : static_cast<float>(1 + (user * 7 + item * item) % 5);
    (r % 4 == 3 ? made.held_out : made.training).push_back({"u" + std::to_string(user), 100 + 7 * item, rating});
  }
  made.held_out.push_back({"stranger", 100, 2});
  made.held_out.push_back({"stranger", 7, 3});
  made.held_out.push_back({"u3", 5, 4});
  made.held_out.push_back({"u3", 6, 1});
  made.held_out.push_back(made.held_out.front());
  for (const Pair& pair : made.training) made.seen[pair.user].insert(pair.item);
  const Dataset data = data_of(made.training, true);
  Split split;
  split.train = all_of(data).rows;
  TrainOptions options = small_options(name);
  options.ensemble = members;
  made.trained = train(encode(data, split.train, {}), split, options);
  return made;
}

class RankUsers : public ::testing::TestWithParam<std::pair<const char*, int>> {};

// Mean, weights alone, products of vectors, perceptrons, means of several members.
INSTANTIATE_TEST_SUITE_P(Models, RankUsers,
                         ::testing::Values(std::pair{"linear", 1}, std::pair{"biased_mf", 1}, std::pair{"fm", 1},
                                           std::pair{"fm", 2}, std::pair{"deepfm", 1}, std::pair{"deepfm", 2}));

TEST_P(RankUsers, AgreesWithTheSlowOracleForEveryNumberOfThreads) {
  const RankedCase made = make_case(GetParam().first, GetParam().second);
  const PairRows held_out = all_of(data_of(made.held_out, true)), seen = all_of(data_of(made.training));
  std::vector<Pair> binary = made.held_out;
  for (Pair& pair : binary) pair.target = 1;
  const RankingOptions relevant{.relevant = 0.0};
  const auto expected = slow_metrics(made.model(), binary, made.seen, every_metric);
  const Evaluation result = rank_users(made.model(), held_out, {&seen, 1}, every_metric, relevant, 1);
  for (const std::string& name : every_metric) EXPECT_NEAR(metric_of(result, name), expected.at(name), 1e-12) << name;
  EXPECT_EQ(result.users, 26u);
  EXPECT_EQ(result.rows, made.held_out.size());
  EXPECT_EQ(result.candidates, "all items");
  for (const int threads : {2, 3, 8})
    EXPECT_EQ(rank_users(made.model(), held_out, {&seen, 1}, every_metric, relevant, threads).metrics, result.metrics);

  const std::vector<std::string> graded = {"ndcg@5", "ndcg"};
  const auto by_target = slow_metrics(made.model(), made.held_out, made.seen, graded);
  const Evaluation gains = rank_users(made.model(), held_out, {&seen, 1}, graded);
  for (const std::string& name : graded) EXPECT_NEAR(metric_of(gains, name), by_target.at(name), 1e-12) << name;
}

TEST_P(RankUsers, AgreesWithTheSlowOracleBesideCandidates) {
  const RankedCase made = make_case(GetParam().first, GetParam().second);
  const TemporaryFolder folder;
  ByUser candidates;
  std::ofstream file(folder / "candidates.tsv");
  for (int user = 0; user < 25; ++user) {
    if (user == 4) continue;
    file << 'u' << user;
    for (int i = 0; i < 12; ++i) {
      const std::int64_t item = 100 + 7 * ((user * 5 + i * 11) % 41);  // 380 is of no training row
      candidates["u" + std::to_string(user)].insert(item);
      file << '\t' << item;
    }
    file << '\n';
  }
  file << "idle\t100\n";
  file.close();
  std::vector<Pair> held_out = made.held_out;
  for (Pair& pair : held_out) pair.target = 1;
  const PairRows rows = all_of(data_of(held_out)), seen = all_of(data_of(made.training));
  const auto expected = slow_metrics(made.model(), held_out, made.seen, every_metric, &candidates);
  const Evaluation result =
      rank_users(made.model(), rows, {&seen, 1}, every_metric, {.candidates = (folder / "candidates.tsv").string()});
  for (const std::string& name : every_metric) EXPECT_NEAR(metric_of(result, name), expected.at(name), 1e-12) << name;
  EXPECT_EQ(result.users, 24u);
  EXPECT_THAT(result.notes, Contains(HasSubstr("2 users without candidates")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("items that training has not seen: they share the last place")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("training rows of the same user")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("1 user of")));
}

TEST(RankUsersByChance, AConstantModelHasTheChanceValue) {
  const RankedCase made = make_case("linear", 1, true);
  const std::vector<Pair> held_out = {{"u1", made.training[0].item}, {"u2", made.training[1].item}};
  const PairRows rows = all_of(data_of(held_out));
  const auto items = static_cast<double>(catalogue_of(made.model()).size());
  const std::vector<std::string> names = {"hr@10", "recall@10", "precision@10", "auc", "mrr", "ndcg@10"};
  const Evaluation result = rank_users(made.model(), rows, {}, names);
  EXPECT_NEAR(metric_of(result, "hr@10"), 10 / items, 1e-12);
  EXPECT_NEAR(metric_of(result, "recall@10"), 10 / items, 1e-12);
  EXPECT_NEAR(metric_of(result, "precision@10"), 1 / items, 1e-12);
  EXPECT_NEAR(metric_of(result, "auc"), 0.5, 1e-12);
  double reciprocal = 0, discounts = 0;
  for (int place = 1; place <= static_cast<int>(items); ++place) reciprocal += 1 / (place * items);
  for (int place = 1; place <= 10; ++place) discounts += 1 / (std::log2(place + 1) * items);
  EXPECT_NEAR(metric_of(result, "mrr"), reciprocal, 1e-12);
  EXPECT_NEAR(metric_of(result, "ndcg@10"), discounts, 1e-12);
}

TEST(RankUsersBySample, DrawsTheSameForEveryNumberOfThreadsAndSaysSo) {
  const RankedCase made = make_case("fm");
  std::vector<Pair> held_out = made.held_out;
  for (Pair& pair : held_out) pair.target = 1;
  const PairRows rows = all_of(data_of(held_out)), seen = all_of(data_of(made.training));
  const RankingOptions sampled{.candidates = "sampled:9", .seed = 5};
  const Evaluation result = rank_users(made.model(), rows, {&seen, 1}, every_metric, sampled, 1);
  EXPECT_THAT(result.candidates, HasSubstr("sampled"));
  for (const int threads : {2, 3, 8})
    EXPECT_EQ(rank_users(made.model(), rows, {&seen, 1}, every_metric, sampled, threads).metrics, result.metrics);
  EXPECT_NE(rank_users(made.model(), rows, {&seen, 1}, every_metric, {.candidates = "sampled:9", .seed = 6}).metrics,
            result.metrics);
  // More than there are: the whole catalogue without what the user has.
  const Evaluation all = rank_users(made.model(), rows, {&seen, 1}, every_metric, {.candidates = "sampled:1000"});
  const Evaluation whole = rank_users(made.model(), rows, {&seen, 1}, every_metric);
  for (const std::string& name : every_metric) EXPECT_NEAR(metric_of(all, name), metric_of(whole, name), 1e-12) << name;
}

TEST(DrawCandidates, AreUniformWithoutWhatIsLeftOut) {
  const std::vector<std::uint32_t> left_out = {2, 5};
  std::vector<int> drawn(20, 0);
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const std::vector<std::uint32_t> few = draw_candidates(6, 20, left_out, seed, "somebody");
    ASSERT_EQ(few.size(), 6u);
    ASSERT_TRUE(std::ranges::is_sorted(few));
    for (const std::uint32_t item : few) ++drawn[item];
  }
  EXPECT_EQ(drawn[2] + drawn[5], 0);
  // 1333.3 expected each, standard deviation 29.8: five of them.
  for (const std::uint32_t item : {0, 1, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    EXPECT_NEAR(drawn[item], 1333.3, 149) << item;
  EXPECT_EQ(draw_candidates(17, 20, left_out, 1, "x").size(), 17u);
  EXPECT_EQ(draw_candidates(40, 20, left_out, 1, "x").size(), 18u);
  EXPECT_NE(draw_candidates(6, 20, left_out, 1, "x"), draw_candidates(6, 20, left_out, 1, "y"));
}

template <class Function>
std::string message_of(Code code, const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(RankUsersRefuses, WhatCannotBeMeasured) {
  const RankedCase made = make_case("linear");
  const PairRows rated = all_of(data_of(made.held_out, true)), plain = all_of(data_of(made.held_out));
  const std::vector<std::string> rmse = {"rmse"}, recall = {"recall@5"}, misspelt = {"ndgc@5"}, long_list = {"hr@500"};
  const auto rank = [&](const PairRows& rows, const std::vector<std::string>& names, const RankingOptions& options) {
    return rank_users(made.model(), rows, {}, names, options);
  };
  EXPECT_THAT(message_of(Code::usage, [&] { rank(plain, rmse, {}); }), HasSubstr("'rmse' compares predictions"));
  EXPECT_THAT(message_of(Code::usage, [&] { rank(plain, misspelt, {}); }), HasSubstr("ndcg"));
  EXPECT_THAT(message_of(Code::usage, [&] { rank(rated, recall, {}); }), HasSubstr("asks which rows are relevant"));
  EXPECT_THAT(message_of(Code::bad_data, [&] { rank(rated, recall, {.relevant = 9.0}); }),
              HasSubstr("none of 26 users has a relevant row"));
  EXPECT_THAT(message_of(Code::usage, [&] { rank(plain, recall, {.candidates = "sampled:0"}); }),
              HasSubstr("sampled:"));
  EXPECT_THAT(message_of(Code::not_found, [&] { rank(plain, recall, {.candidates = "/nowhere/file"}); }),
              HasSubstr("/nowhere/file"));
  EXPECT_THROW(check_ranking(rated, recall, {}), Error);
  EXPECT_NO_THROW(check_ranking(plain, recall, {}));
  EXPECT_THAT(rank(plain, long_list, {}).notes, Contains(HasSubstr("hr@500: the longest list has")));

  const TemporaryFolder folder;
  const RankingOptions file{.candidates = (folder / "file").string()};
  write_bytes(folder / "file", "nobody 1 2\n");
  EXPECT_THAT(message_of(Code::bad_data, [&] { rank(plain, recall, file); }), HasSubstr("none of them has test rows"));
  write_bytes(folder / "file", "u1 107\nu2\n");
  EXPECT_THAT(message_of(Code::bad_data, [&] { rank(plain, recall, file); }), HasSubstr("file:2"));
  write_bytes(folder / "file", "\n");
  EXPECT_THAT(message_of(Code::bad_data, [&] { rank(plain, recall, file); }), HasSubstr("has no candidates"));
}

TEST(RankUsersSays, WhatTheResultLacks) {
  const RankedCase made = make_case("linear");
  const PairRows rows = all_of(data_of(made.held_out)), seen = all_of(data_of(made.held_out));
  const Evaluation result = rank_users(made.model(), rows, {&seen, 1}, {});
  EXPECT_THAT(result.notes, Contains(HasSubstr("3 rows are of items that training has not seen")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("1 user was not seen in training")));
  EXPECT_THAT(result.notes, Contains(HasSubstr("that the same user has already")));
  EXPECT_EQ(result.cold_rows, 4u);
  std::vector<std::string> names;
  for (const auto& [name, value] : result.metrics) names.push_back(name);
  EXPECT_EQ(names, usual_list_metrics());
}

TEST(ValidateLists, MeasuresTheValidationRowsByParameters) {
  const Toy toy = make_toy();
  const Model model = train(toy.data, toy.split, small_options("fm"));
  const ModelImplementation& inside = implementation_of(model);
  const MetricValues values = validate_lists(toy.data, toy.split, inside, 2)(*inside.parameters());
  PairIds ids = pair_ids(toy.data);
  ids.target = {};
  const PairRows seen{ids, toy.split.train};
  EXPECT_EQ(values, rank_users(model, {ids, toy.split.valid}, {&seen, 1}, {}).metrics);
  Split without = toy.split;
  without.valid.clear();
  EXPECT_FALSE(validate_lists(toy.data, without, inside, 1));
}

}  // namespace
}  // namespace interplay::testing
