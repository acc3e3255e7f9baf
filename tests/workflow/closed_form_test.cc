// popularity, item_knn, rp3beta, gf_cf and ease beside their definitions on dense matrices, and through everything that
// models do.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "interplay/build.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/explain.h"
#include "interplay/item_index.h"
#include "interplay/metrics.h"
#include "interplay/recommend.h"
#include "score/catalogue.h"
#include "workflow/plan_for.h"
#include "workflow/toy.h"
#include "workflow/training_memory.h"

namespace interplay::testing {
namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr std::size_t users = 40, items = 23;

// What happened: X by users and items from 0 up, some of it more than once. Item i has the id 100 + i, users are u00 to
// u39. User 39 and item 22 are in no training row.
struct World {
  Dataset data;  // encoded
  Split split;
  Matrix x = Matrix(users, std::vector<double>(items, 0.0));
};

World make_world(bool weights, std::optional<float> target = {}) {
  std::vector<std::string> user;
  std::vector<std::int64_t> item;
  std::vector<float> weight, targets;
  World world;
  RandomStream random(11, Purpose::synthesize);
  const auto add = [&](std::size_t u, std::size_t i, bool train) {
    const float w = weights ? static_cast<float>(1 + random.below(4)) / 2 : 1.0f;
    (train ? world.split.train : world.split.test).push_back(static_cast<std::uint32_t>(user.size()));
    user.push_back((u < 10 ? "u0" : "u") + std::to_string(u));
    item.push_back(100 + static_cast<std::int64_t>(i));
    weight.push_back(w);
    targets.push_back(target.value_or(0));
    if (train) world.x[u][i] += static_cast<double>(w);
  };
  for (std::size_t u = 0; u + 1 < users; ++u)
    for (std::size_t i = 0; i + 1 < items; ++i)
      if (random.below(20) < (u % 3 == i % 3 ? 9u : 2u) + (i < 4 ? 3u : 0u)) add(u, i, true);
  add(0, 3, true);
  add(0, 3, true);
  add(users - 1, 2, false);
  add(1, items - 1, false);
  DatasetBuilder builder;
  builder.add("user", Ids{std::move(user)}, Role::user).add("item", Ids{std::move(item)}, Role::item);
  if (weights) builder.add("weight", Numbers{std::move(weight)}, Role::weight);
  if (target) builder.add("rating", Numbers{std::move(targets)}, Role::target);
  world.data = encode(builder.build(), world.split.train, {});
  return world;
}

TrainOptions options_of(std::string_view model, const std::map<std::string, std::string>& settings = {}) {
  TrainOptions options = default_options(model);
  options.threads = 1;
  for (const auto& [name, value] : settings) set_option(options, name, value);
  return options;
}

Model trained(const World& world, const TrainOptions& options) {
  Observer observer;
  return train(world.data, world.split, options, {}, observer);
}

// Gauss and Jordan, with the largest pivot of the column.
Matrix inverse(Matrix a) {
  const std::size_t n = a.size();
  Matrix result(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) result[i][i] = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    std::swap(a[k], a[pivot]);
    std::swap(result[k], result[pivot]);
    const double divisor = a[k][k];
    for (std::size_t j = 0; j < n; ++j) a[k][j] /= divisor, result[k][j] /= divisor;
    for (std::size_t i = 0; i < n; ++i) {
      const double factor = a[i][k];
      if (i == k) continue;
      for (std::size_t j = 0; j < n; ++j) a[i][j] -= factor * a[k][j], result[i][j] -= factor * result[k][j];
    }
  }
  return result;
}

double column_product(const Matrix& z, std::size_t i, std::size_t j) {
  double sum = 0;
  for (const auto& row : z) sum += row[i] * row[j];
  return sum;
}

// b[i][j]: what item j says of item i. The last item is unknown to models.
Matrix ease_weights(const Matrix& x, double l2) {
  constexpr std::size_t n = items - 1;
  Matrix a(n, std::vector<double>(n)), b(items, std::vector<double>(items, 0.0));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a[i][j] = column_product(x, i, j) + (i == j ? l2 : 0);
  const Matrix p = inverse(a);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (i != j) b[i][j] = -p[j][i] / p[i][i];
  return b;
}

Matrix knn_weights(const Matrix& x, const std::string& weighting, double shrinkage) {
  constexpr double k = 1.2, c = 0.75;
  Matrix z = x;
  double mean = 0;
  std::vector<double> lengths(items, 0.0);
  for (std::size_t i = 0; i < items; ++i) {
    for (const auto& row : x) lengths[i] += row[i];
    mean += lengths[i] / (items - 1);
  }
  for (auto& row : z) {
    const auto taken = static_cast<double>(std::ranges::count_if(row, [](double value) { return value > 0; }));
    const double idf = std::max(0.0, std::log((items - 1) / (1 + taken)));
    for (std::size_t i = 0; i < items; ++i) {
      if (row[i] == 0) continue;
      if (weighting == "tfidf") row[i] = std::sqrt(row[i]) * idf;
      if (weighting == "bm25") row[i] = idf * row[i] * (k + 1) / (row[i] + k * (1 - c + c * lengths[i] / mean));
    }
  }
  Matrix b(items, std::vector<double>(items, 0.0));
  for (std::size_t i = 0; i < items; ++i)
    for (std::size_t j = 0; j < items; ++j)
      if (const double product = column_product(z, i, j); i != j && product > 0)
        b[i][j] = product / (std::sqrt(column_product(z, i, i)) * std::sqrt(column_product(z, j, j)) + shrinkage);
  return b;
}

Matrix walk_weights(const Matrix& x, double a = 0.6, double b = 0.25) {
  std::vector<double> of_item(items, 0.0), of_user(users, 0.0);
  for (std::size_t u = 0; u < users; ++u)
    for (std::size_t i = 0; i < items; ++i) of_item[i] += x[u][i], of_user[u] += x[u][i];
  Matrix weights(items, std::vector<double>(items, 0.0));
  for (std::size_t i = 0; i < items; ++i)
    for (std::size_t j = 0; j < items; ++j)
      for (std::size_t u = 0; u < users && i != j; ++u)
        if (x[u][i] > 0 && x[u][j] > 0)
          weights[i][j] +=
              std::pow(x[u][j] / of_item[j], a) * std::pow(x[u][i] / of_user[u], a) / std::pow(of_item[i], b);
  return weights;
}

// Of every row the largest in size, and of those that are equal in single precision the first.
Matrix largest(Matrix b, std::size_t count) {
  for (auto& row : b) {
    std::vector<std::size_t> order(row.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::size_t j) { return static_cast<float>(std::abs(row[j])); });
    for (std::size_t place = count; place < order.size(); ++place) row[order[place]] = 0;
  }
  return b;
}

// The filters of GF-CF; of Z'Z the `kept` largest weights of an item, V by ten steps of orthogonal iteration from the
// same numbers.
Matrix filter_weights(const Matrix& x, std::size_t rank, double low_pass, std::size_t kept) {
  std::vector<double> of_item(items, 0.0), of_user(users, 0.0);
  for (std::size_t u = 0; u < users; ++u)
    for (std::size_t i = 0; i < items; ++i) of_item[i] += x[u][i], of_user[u] += x[u][i];
  Matrix z = x, walk(items, std::vector<double>(items, 0.0)), v;
  for (std::size_t u = 0; u < users; ++u)
    for (std::size_t i = 0; i < items; ++i)
      if (x[u][i] > 0) z[u][i] /= std::sqrt(of_user[u] * of_item[i]);
  for (std::size_t i = 0; i < items; ++i)
    for (std::size_t j = 0; j < items; ++j) walk[i][j] = column_product(z, i, j);
  v.assign(rank, std::vector<double>(items, 0.0));
  for (std::size_t i = 0; i + 1 < items; ++i) {
    RandomStream random(1, Purpose::initialize, 0, i + 1);
    for (std::size_t k = 0; k < rank; ++k) v[k][i] = random.normal();
  }
  for (int step = 0; step <= 10; ++step)
    for (std::size_t k = 0; k < rank; ++k) {
      if (step > 0) {
        const std::vector<double> before = std::exchange(v[k], std::vector<double>(items, 0.0));
        for (std::size_t i = 0; i < items; ++i)
          v[k][i] = std::inner_product(before.begin(), before.end(), walk[i].begin(), 0.0);
      }
      for (std::size_t other = 0; other < k; ++other) {
        const double along = std::inner_product(v[k].begin(), v[k].end(), v[other].begin(), 0.0);
        for (std::size_t i = 0; i < items; ++i) v[k][i] -= along * v[other][i];
      }
      const double length = std::sqrt(std::inner_product(v[k].begin(), v[k].end(), v[k].begin(), 0.0));
      for (double& number : v[k]) number /= length;
    }
  for (std::size_t i = 0; i < items; ++i) walk[i][i] = 0;
  Matrix b = largest(std::move(walk), kept);
  for (std::size_t i = 0; i < items; ++i)
    for (std::size_t j = 0; j < items; ++j)
      for (std::size_t k = 0; k < rank && i != j && of_item[i] > 0 && of_item[j] > 0; ++k)
        b[i][j] += low_pass * v[k][i] * v[k][j] * std::sqrt(of_item[i] / of_item[j]);
  return b;
}

double score_of(const World& world, const Matrix& b, std::size_t u, std::size_t i) {
  double sum = 0;
  for (std::size_t j = 0; j < items; ++j) sum += world.x[u][j] * b[i][j];
  return sum;
}

Dataset all_pairs(const Model& model) {
  std::vector<std::string> user;
  std::vector<std::int64_t> item;
  for (std::size_t u = 0; u < users; ++u)
    for (std::size_t i = 0; i < items; ++i) {
      user.push_back((u < 10 ? "u0" : "u") + std::to_string(u));
      item.push_back(100 + static_cast<std::int64_t>(i));
    }
  DatasetBuilder builder;
  builder.add("user", Ids{std::move(user)}, Role::user).add("item", Ids{std::move(item)}, Role::item);
  return encode_as(builder.build(), model.star());
}

void expect_scores(const World& world, const Model& model, const Matrix& b) {
  const std::vector<float> found = model.predict(all_pairs(model));
  for (std::size_t u = 0; u < users; ++u)
    for (std::size_t i = 0; i < items; ++i)
      EXPECT_NEAR(static_cast<double>(found[u * items + i]), score_of(world, b, u, i), 2e-5) << u << ' ' << i;
}

TEST(ClosedForm, PopularityCounts) {
  for (const bool weights : {false, true}) {
    const World world = make_world(weights);
    const Model model = trained(world, options_of("popularity"));
    const std::vector<float> found = model.predict(all_pairs(model));
    for (std::size_t u = 0; u < users; ++u)
      for (std::size_t i = 0; i < items; ++i) {
        double expected = 0;
        for (const auto& row : world.x) expected += row[i];
        EXPECT_EQ(found[u * items + i], static_cast<float>(expected));
      }
  }
}

TEST(ClosedForm, EaseIsRidgeRegressionWithoutADiagonal) {
  for (const bool weights : {false, true}) {
    const World world = make_world(weights);
    const Matrix b = ease_weights(world.x, 3);
    expect_scores(world, trained(world, options_of("ease", {{"l2", "3"}, {"neighbors", "0"}})), b);
    expect_scores(world, trained(world, options_of("ease", {{"l2", "3"}, {"neighbors", "7"}})), largest(b, 7));
  }
}

TEST(ClosedForm, ItemKnnSumsCosines) {
  for (const bool weights : {false, true})
    for (const char* weighting : {"none", "tfidf", "bm25"}) {
      const World world = make_world(weights);
      const Matrix b = knn_weights(world.x, weighting, 2);
      const std::map<std::string, std::string> settings = {{"shrinkage", "2"}, {"interaction_weighting", weighting}};
      auto with = [&](const char* neighbors) {
        auto more = settings;
        more["neighbors"] = neighbors;
        return trained(world, options_of("item_knn", more));
      };
      expect_scores(world, with("0"), b);
      expect_scores(world, with("5"), largest(b, 5));
    }
}

TEST(ClosedForm, Rp3betaSumsTheChancesOfWalks) {
  for (const bool weights : {false, true}) {
    const World world = make_world(weights);
    const Matrix b = walk_weights(world.x);
    expect_scores(world, trained(world, options_of("rp3beta", {{"neighbors", "0"}})), b);
    expect_scores(world, trained(world, options_of("rp3beta", {{"neighbors", "5"}})), largest(b, 5));
  }
}

TEST(ClosedForm, ThePowersOfRp3betaAreOptions) {
  const World world = make_world(true);
  const auto with = [](const char* alpha, const char* beta) {
    return options_of("rp3beta", {{"neighbors", "0"}, {"walk_alpha", alpha}, {"walk_beta", beta}});
  };
  expect_scores(world, trained(world, with("1", "0")), walk_weights(world.x, 1, 0));
  expect_scores(world, trained(world, with("0.8", "0.5")), walk_weights(world.x, 0.8, 0.5));
}

TEST(ClosedForm, GfCfFiltersTheHistoryTwice) {
  for (const bool weights : {false, true}) {
    const World world = make_world(weights);
    const auto with = [](const char* rank, const char* low_pass, const char* neighbors) {
      return options_of("gf_cf", {{"rank", rank}, {"low_pass", low_pass}, {"neighbors", neighbors}});
    };
    expect_scores(world, trained(world, with("3", "0.3", "0")), filter_weights(world.x, 3, 0.3, items));
    expect_scores(world, trained(world, with("3", "2", "5")), filter_weights(world.x, 3, 2, 5));
    expect_scores(world, trained(world, with("3", "0", "0")), filter_weights(world.x, 0, 0, items));
    // More vectors than there are items.
    for (const float score : trained(world, with("30", "1", "0")).predict(world.data))
      EXPECT_TRUE(std::isfinite(score));
  }
}

struct Case {
  std::string name, model;
  std::map<std::string, std::string> settings;
  friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }
};

class EveryClosedForm : public ::testing::TestWithParam<Case> {
 protected:
  TrainOptions options() const { return options_of(GetParam().model, GetParam().settings); }
};

TEST_P(EveryClosedForm, HasTheSameBitsForAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const World world = make_world(true);
  std::string first;
  for (const std::int64_t threads : {1, 2, 3, 8}) {
    TrainOptions threaded = options();
    threaded.threads = threads;
    const auto path = folder / std::to_string(threads);
    trained(world, threaded).save(path);
    if (first.empty()) first = read_bytes(path);
    EXPECT_EQ(read_bytes(path), first) << threads;
  }
}

TEST_P(EveryClosedForm, IsTheSameFromAFileAndOnTheDataOfTraining) {
  const TemporaryFolder folder;
  const World world = make_world(true);
  const Model model = trained(world, options());
  model.save(folder / "model");
  const Model loaded = Model::load(folder / "model", true);
  const std::vector<float> expected = model.predict(all_pairs(model));
  EXPECT_EQ(loaded.predict(all_pairs(loaded)), expected);
  loaded.save(folder / "again");
  EXPECT_EQ(read_bytes(folder / "model"), read_bytes(folder / "again"));
  // The data that was given lacks the histories that the model made of it.
  EXPECT_EQ(model.predict(world.data), model.predict(encode_as(world.data, model.star())));
}

TEST_P(EveryClosedForm, ListsTheItemsThatItScoresBest) {
  const World world = make_world(true);
  const Model model = trained(world, options());
  const std::vector<float> scores = model.predict(all_pairs(model));
  const ItemIndex index(model);
  ASSERT_EQ(index.size(), items - 1);
  std::vector<std::uint64_t> allowed = {~std::uint64_t{0} & ~(std::uint64_t{1} << 2)};
  for (std::size_t u = 0; u < users; ++u) {
    std::vector<ItemIndex::Ranked> expected;
    for (std::uint32_t i = 0; i + 1 < items; ++i)
      if (i != 2) expected.push_back({i, scores[u * items + i]});
    std::ranges::stable_sort(expected, std::greater(), &ItemIndex::Ranked::score);
    const std::string name = (u < 10 ? "u0" : "u") + std::to_string(u);
    EXPECT_EQ(index.top(name, items, {.allowed = allowed}), expected) << name;
    ItemIndexOptions small;
    small.matrix_bytes = 0;
    if (u == 5) {
      EXPECT_EQ(ItemIndex(model, small).top(name, items, {.allowed = allowed}), expected);
    }
    const std::string_view names[] = {name};
    expected.resize(3);
    const std::vector<ItemFilter> filters = {{.allowed = allowed}};
    EXPECT_EQ(index.top(names, 3, filters).front(), expected);
    EXPECT_EQ(index.session().predict(name, "104"), scores[u * items + 4]);
  }
}

// Whether all items are ranked, or a few candidates, which are scored one by one.
TEST_P(EveryClosedForm, IsMeasuredByTheScoresThatItPredicts) {
  const World world = make_world(true);
  const Model model = trained(world, options());
  const std::vector<float> scores = model.predict(all_pairs(model));
  const Catalogue catalogue(model, 2);
  ASSERT_EQ(catalogue.size(), items - 1);
  const std::uint32_t relevant[] = {4, 9}, excluded[] = {2}, candidates[] = {6};
  const float gains[] = {1, 1};
  const std::vector<float> last_two = {1, 1, 0};
  for (std::uint32_t u = 0; u + 1 < users; ++u) {
    std::vector<float> all = {scores[u * items + 4], scores[u * items + 9]}, few = all, gains_of_all = {1, 1};
    for (std::size_t i = 0; i + 1 < items; ++i)
      if (i != 2 && i != 4 && i != 9) all.push_back(scores[u * items + i]);
    gains_of_all.resize(all.size(), 0.0f);
    few.push_back(scores[u * items + 6]);
    const std::string name = (u < 10 ? "u0" : "u") + std::to_string(u);
    const std::uint32_t row = model.star().entities[0].keys.code(name);
    const RankRequest requests[] = {{.user = row, .relevant = relevant, .gains = gains, .excluded = excluded},
                                    {.user = row, .relevant = relevant, .gains = gains, .candidates = candidates}};
    const std::vector<RankedList> found = catalogue.rank(requests);
    const RankedList expected[] = {{all, gains_of_all}, {few, last_two}};
    for (std::size_t k = 0; k < 2; ++k) {
      ASSERT_EQ(found[k].rows(), expected[k].rows());
      for (const char* metric : {"ndcg@3", "mrr", "auc"}) {
        const NamedMetric named = named_list_metric(metric);
        EXPECT_EQ(named.lists->compute(found[k], named.k), named.lists->compute(expected[k], named.k)) << metric;
      }
    }
  }
}

TEST_P(EveryClosedForm, RefusesTargetsAndDataWithoutItems) {
  const World rated = make_world(false, 4.0f);
  try {
    trained(rated, options());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::usage);
    EXPECT_NE(std::string(error.what()).find("--implicit"), std::string::npos) << error.what();
  }
  DatasetBuilder builder;
  builder.add("user", Ids{std::vector<std::int64_t>{1, 2, 3}}, Role::user);
  World alone;
  alone.split.train = {0, 1, 2};
  alone.data = encode(builder.build(), alone.split.train, {});
  try {
    trained(alone, options());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("needs a user and an item field"), std::string::npos) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryClosedForm,
                         ::testing::Values(Case{"popularity", "popularity", {}}, Case{"item_knn", "item_knn", {}},
                                           Case{"item_knn_some", "item_knn", {{"neighbors", "4"}}},
                                           Case{"rp3beta", "rp3beta", {}},
                                           Case{"rp3beta_some", "rp3beta", {{"neighbors", "4"}}},
                                           Case{"gf_cf", "gf_cf", {{"rank", "6"}, {"neighbors", "0"}}},
                                           Case{"gf_cf_some", "gf_cf", {{"rank", "5"}, {"neighbors", "4"}}},
                                           Case{"ease", "ease", {{"l2", "3"}, {"neighbors", "0"}}},
                                           Case{"ease_some", "ease", {{"l2", "3"}, {"neighbors", "5"}}}),
                         [](const auto& test) { return test.param.name; });

TEST(ClosedForm, SimilarItemsAreThoseThatSayMost) {
  const World world = make_world(false);
  const Matrix b = knn_weights(world.x, "none", 0);
  const Recommender recommender(
      trained(world, options_of("item_knn", {{"shrinkage", "0"}, {"interaction_weighting", "none"}})));
  EXPECT_TRUE(recommender.weighs_items());
  EXPECT_THROW(recommender.similar("103", 4, Similarity::euclid), Error);
  const std::vector<Scored> similar = recommender.similar("103", 4);
  std::vector<double> best = b[3];
  std::ranges::sort(best, std::greater());
  ASSERT_EQ(similar.size(), 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(static_cast<double>(similar[k].score), best[k], 1e-6);
    EXPECT_NEAR(b[3][std::stoul(similar[k].item) - 100], best[k], 1e-12);
  }
}

TEST(ClosedForm, ExplanationsNameTheHistory) {
  const World world = make_world(false);
  const Matrix b = ease_weights(world.x, 3);
  const Model model = trained(world, options_of("ease", {{"l2", "3"}, {"neighbors", "0"}}));
  const Dataset pairs = all_pairs(model);
  const std::size_t u = 7, i = 5;
  const Explanation explanation = explain(model, pairs, u * items + i, Detail::features);
  EXPECT_NEAR(explanation.score, score_of(world, b, u, i), 1e-5);
  std::map<std::string, double> parts;
  for (const auto& entry : explanation.entries) parts[entry.name] = entry.contribution;
  std::size_t named = 0;
  for (std::size_t j = 0; j < items; ++j)
    if (j != i && world.x[u][j] > 0) {
      const std::string name = "user_item_history " + std::to_string(100 + j);
      ASSERT_TRUE(parts.contains(name)) << name;
      EXPECT_NEAR(parts[name], b[i][j], 1e-5);
      ++named;
    }
  EXPECT_GT(named, 2u);
}

TEST(ClosedForm, AnybodyMayAskForWhatIsPopular) {
  const World world = make_world(false);
  const Recommender popular(trained(world, options_of("popularity")));
  EXPECT_EQ(popular.recommend("nobody", 3).size(), 3u);
  EXPECT_GE(popular.recommend("nobody", 3)[0].score, popular.recommend("nobody", 3)[1].score);
  EXPECT_EQ(popular.lists(std::vector<std::string>{"nobody"}, {.count = 3}).front().items.front().item,
            popular.recommend("nobody", 1).front().item);
  const Recommender ease(trained(world, options_of("ease")));
  EXPECT_THROW(ease.recommend("nobody", 3), Error);
}

// What training did not see is a history like any other.
TEST(ClosedForm, ListsForAHistoryThatIsGiven) {
  const World world = make_world(false);
  const Matrix b = ease_weights(world.x, 3);
  for (const char* neighbors : {"0", "22"}) {
    const ItemIndex index(trained(world, options_of("ease", {{"l2", "3"}, {"neighbors", neighbors}})));
    const ScoringSession::NamedValue values[] = {{"user_item_history", "103|107"}};
    const auto found = index.top(values, items);
    ASSERT_EQ(found.size(), items - 1);
    for (const auto& [item, score] : found)
      EXPECT_NEAR(static_cast<double>(score), b[item][3] + b[item][7], 1e-5) << item;
  }
}

TEST(ClosedForm, ReasonsNameTheHistory) {
  const World world = make_world(false);
  const Matrix b = ease_weights(world.x, 3);
  const Recommender recommender(trained(world, options_of("ease", {{"l2", "3"}, {"neighbors", "0"}})));
  const std::size_t i = 5;
  const Reasons why = recommender.reasons("u07", "105", 2);
  std::vector<std::pair<double, std::size_t>> best;
  for (std::size_t j = 0; j < items; ++j)
    if (world.x[7][j] > 0) best.emplace_back(b[i][j], j);
  std::ranges::sort(best, std::greater());
  ASSERT_EQ(why.terms.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(why.terms[k].name, "user_item_history " + std::to_string(100 + best[k].second));
    EXPECT_NEAR(why.terms[k].contribution, best[k].first, 1e-5);
  }
}

TEST(ClosedForm, KeepsTheLargestWeightsWhereAllDoNotFit) {
  std::vector<std::int64_t> ids(2000);
  std::iota(ids.begin(), ids.end(), 1);
  Schema schema;
  for (const Role role : {Role::user, Role::item}) {
    Field field;
    field.name = name(role);
    field.role = role;
    field.vocabulary = Vocabulary::of_integers(ids);
    schema.fields.push_back(field);
  }
  const auto kept = [&](std::string_view model, const char* neighbors, double memory) {
    return weights_to_keep(plan_for(schema, options_of(model, {{"neighbors", neighbors}}), TargetInfo{.known = false}),
                           options_of(model, {{"neighbors", neighbors}}), memory);
  };
  const double all = 2001.0 * 2001.0 * sizeof(float);  // bytes, once
  EXPECT_EQ(kept("ease", "0", 5 * all), 1000);
  EXPECT_EQ(kept("ease", "2000", 5 * all), 1000);
  EXPECT_EQ(kept("item_knn", "0", 5 * all), 1000);
  EXPECT_EQ(kept("ease", "0", 7 * all), std::nullopt);
  EXPECT_EQ(kept("ease", "50", all), std::nullopt);
}

TEST(ClosedForm, IsNoSolverOfOtherModels) {
  TrainOptions options = default_options("fm", "closed_form");
  EXPECT_THROW(check_training(options, false), Error);
  for (const char* solver : {"gradient", "als", "mcmc", "sgda"})
    EXPECT_THROW(check_training(default_options("ease", solver), true), Error) << solver;
  for (const char* solver : {"gradient", "als", "mcmc", "sgda"})
    EXPECT_THROW(check_training(default_options("popularity", solver), true), Error) << solver;
  // Nor by a loss over lists.
  options = default_options("ease", "gradient");
  options.loss = "bpr";
  EXPECT_THROW(check_training(options, true), Error);
}

// Enough items for several blocks of pivots and parts of the matrix.
TEST(ClosedForm, LargeInversesAreExactEnough) {
  constexpr std::uint32_t many = 420, people = 300;
  std::vector<std::uint32_t> user, item;
  for (std::uint32_t u = 1; u <= people; ++u)
    for (std::uint32_t i = 1; i <= many; ++i) {
      RandomStream random(5, Purpose::synthesize, u, i);
      if (random.below(100) < 6 + (u % 5 == i % 5 ? 20u : 0u)) user.push_back(u), item.push_back(i);
    }
  Matrix a(many, std::vector<double>(many, 0.0)), x(people, std::vector<double>(many, 0.0));
  for (std::size_t r = 0; r < user.size(); ++r) x[user[r] - 1][item[r] - 1] = 1;
  for (std::size_t i = 0; i < many; ++i)
    for (std::size_t j = 0; j < many; ++j) a[i][j] = column_product(x, i, j) + (i == j ? 20 : 0);
  const Matrix p = inverse(a);
  std::vector<std::int64_t> users_of(user.begin(), user.end()), items_of(item.begin(), item.end());
  DatasetBuilder builder;
  builder.add("user", Ids{users_of}, Role::user).add("item", Ids{items_of}, Role::item);
  World world;
  for (std::uint32_t r = 0; r < user.size(); ++r) world.split.train.push_back(r);
  world.data = encode(builder.build(), world.split.train, {});
  const auto weights = [&](std::int64_t threads) {
    TrainOptions options = options_of("ease", {{"l2", "20"}, {"neighbors", "0"}});
    options.threads = threads;
    return trained(world, options).parameters();
  };
  const auto one = weights(1), eight = weights(8);
  const TensorView& b = one[0];
  ASSERT_EQ(b.rows, many + 1);
  EXPECT_EQ(std::memcmp(b.data, eight[0].data, b.rows * b.stride * sizeof(float)), 0);
  for (std::size_t i = 0; i < many; ++i)
    for (std::size_t j = 0; j < many; ++j) {
      const double expected = i == j ? 0 : -p[i][j] / p[i][i];
      ASSERT_NEAR(static_cast<double>(b.data[(i + 1) * b.stride + j + 1]), expected, 2e-6) << i << ' ' << j;
    }
}

}  // namespace
}  // namespace interplay::testing
