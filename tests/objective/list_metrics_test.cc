// Metrics of lists against their definitions, word by word, over all orders of rows with equal scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "interplay/error.h"
#include "interplay/metrics.h"
#include "interplay/synthetic.h"

namespace interplay {
namespace {

// Gains in the order of places.
using Order = std::vector<float>;

bool is_relevant(float gain) { return gain > 0; }

double hits(const Order& order, std::size_t k) {
  return static_cast<double>(
      std::count_if(order.begin(), order.begin() + static_cast<long>(std::min(k, order.size())), is_relevant));
}

double dcg(const Order& order, std::size_t k) {
  double sum = 0;
  for (std::size_t place = 1; place <= std::min(k, order.size()); ++place)
    sum += static_cast<double>(order[place - 1]) / std::log2(static_cast<double>(place + 1));
  return sum;
}

double average_precision(const Order& order, std::size_t k) {
  double sum = 0;
  for (std::size_t place = 1; place <= std::min(k, order.size()); ++place)
    if (is_relevant(order[place - 1])) sum += hits(order, place) / static_cast<double>(place);
  return sum / std::min(hits(order, order.size()), static_cast<double>(std::min(k, order.size())));
}

double reciprocal_rank(const Order& order, std::size_t k) {
  for (std::size_t place = 1; place <= std::min(k, order.size()); ++place)
    if (is_relevant(order[place - 1])) return 1 / static_cast<double>(place);
  return 0;
}

double pairs_in_order(const Order& order, std::size_t) {
  double good = 0, all = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      if (is_relevant(order[i]) == is_relevant(order[j])) continue;
      ++all;
      if (is_relevant(order[i])) ++good;
    }
  return good / all;
}

const std::map<std::string, std::function<double(const Order&, std::size_t)>>& definitions() {
  static const std::map<std::string, std::function<double(const Order&, std::size_t)>> all = {
      {"precision", [](const Order& order, std::size_t k) { return hits(order, k) / static_cast<double>(k); }},
      {"recall", [](const Order& order, std::size_t k) { return hits(order, k) / hits(order, order.size()); }},
      {"hit_rate", [](const Order& order, std::size_t k) { return hits(order, k) > 0 ? 1.0 : 0.0; }},
      {"ndcg",
       [](const Order& order, std::size_t k) {
         Order best = order;
         std::ranges::sort(best, std::greater<>());
         return dcg(order, k) / dcg(best, k);
       }},
      {"map", average_precision},
      {"mrr", reciprocal_rank},
      {"auc", pairs_in_order},
      {"gauc", pairs_in_order},
      {"capped_recall", [](const Order& order, std::size_t k) {
         return hits(order, k) / std::min(hits(order, order.size()), static_cast<double>(k));
       }}};
  return all;
}

// The mean over all orders of the rows in which scores fall.
double over_orders(const std::function<double(const Order&, std::size_t)>& value, std::span<const float> scores,
                   std::span<const float> gains, std::size_t k) {
  std::vector<std::size_t> rows(scores.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  double sum = 0, orders = 0;
  do {
    if (!std::ranges::is_sorted(rows, std::greater<>(), [&](std::size_t row) { return scores[row]; })) continue;
    Order order;
    for (const std::size_t row : rows) order.push_back(gains[row]);
    sum += value(order, k);
    ++orders;
  } while (std::ranges::next_permutation(rows).found);
  return sum / orders;
}

struct List {
  std::vector<float> scores, gains;
};

// Few different scores, so that there are many ties.
List random_list(RandomStream& random, std::size_t rows, std::uint32_t levels, bool graded) {
  List list;
  for (std::size_t r = 0; r < rows; ++r) {
    list.scores.push_back(static_cast<float>(random.below(levels)));
    list.gains.push_back(static_cast<float>(random.below(graded ? 4 : 2)));
  }
  return list;
}

TEST(ListMetrics, AreTheMeanOverAllOrdersOfTies) {
  RandomStream random(1, Purpose::synthesize);
  std::size_t defined = 0;
  for (int round = 0; round < 150; ++round) {
    const std::size_t rows = 1 + random.below(6);
    for (const bool graded : {false, true}) {
      const List list = random_list(random, rows, 1 + random.below(5), graded);
      const RankedList ranked(list.scores, list.gains);
      for (const ListMetric& metric : list_metrics()) {
        for (const std::size_t k : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{10}}) {
          const double found = metric.compute(ranked, k);
          const double expected = over_orders(definitions().at(std::string(metric.name)), list.scores, list.gains, k);
          const bool anything = std::ranges::any_of(list.gains, is_relevant);
          if (!anything || std::isnan(expected)) {
            EXPECT_TRUE(std::isnan(found)) << metric.name;
            continue;
          }
          ASSERT_NEAR(found, expected, 1e-12) << metric.name << "@" << k << " of " << rows << " rows";
          ++defined;
        }
      }
    }
  }
  EXPECT_GT(defined, 3000u);
}

TEST(ListMetrics, KnownValues) {
  // Relevant at places 1 and 3 of four.
  const std::vector<float> scores = {4, 3, 2, 1}, gains = {1, 0, 1, 0};
  const RankedList list(scores, gains);
  const auto value = [&](std::string_view name) {
    const NamedMetric metric = named_metric(name);
    return metric.lists->compute(list, metric.k);
  };
  EXPECT_DOUBLE_EQ(value("precision@2"), 0.5);
  EXPECT_DOUBLE_EQ(value("precision@10"), 0.2);
  EXPECT_DOUBLE_EQ(value("recall@2"), 0.5);
  EXPECT_DOUBLE_EQ(value("hit_rate@1"), 1);
  EXPECT_DOUBLE_EQ(value("mrr"), 1);
  EXPECT_DOUBLE_EQ(value("map"), (1 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(value("map@1"), 1);
  EXPECT_DOUBLE_EQ(value("gauc"), 0.75);
  EXPECT_NEAR(value("ndcg"), (1 + 0.5) / (1 + 1 / std::log2(3)), 1e-12);
}

TEST(ListMetrics, DoNotDependOnTheOrderOfRows) {
  RandomStream random(2, Purpose::synthesize);
  List list = random_list(random, 40, 6, true);
  const RankedList one(list.scores, list.gains);
  std::ranges::reverse(list.scores);
  std::ranges::reverse(list.gains);
  const RankedList other(list.scores, list.gains);
  for (const ListMetric& metric : list_metrics())
    for (const std::size_t k : {std::size_t{5}, whole_list})
      EXPECT_EQ(metric.compute(one, k), metric.compute(other, k));
}

TEST(ListMetrics, MeansLeaveOutListsThatHaveNone) {
  const std::vector<RankedList> lists = {RankedList(std::vector<float>{2, 1}, std::vector<float>{1, 0}),
                                         RankedList(std::vector<float>{2, 1}, std::vector<float>{0, 0}),
                                         RankedList(std::vector<float>{3, 2, 1}, std::vector<float>{0, 1, 0})};
  EXPECT_DOUBLE_EQ(over_lists(*named_metric("mrr").lists, lists), (1 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(over_lists(*named_metric("gauc").lists, lists), (2 * 1 + 3 * 0.5) / 5) << "weighted by rows";
  EXPECT_TRUE(std::isnan(over_lists(*named_metric("mrr").lists, std::span(lists).subspan(1, 1))));
  EXPECT_TRUE(std::isnan(over_lists(*named_metric("mrr").lists, {})));
}

TEST(ListMetrics, AreUndefinedForScoresThatAreNoNumbers) {
  const RankedList list(std::vector<float>{std::nanf(""), 1}, std::vector<float>{1, 0});
  for (const ListMetric& metric : list_metrics()) EXPECT_TRUE(std::isnan(metric.compute(list, 1))) << metric.name;
}

TEST(ListMetrics, NamesAreReadWithTheirLength) {
  EXPECT_EQ(named_metric("ndcg@10").k, 10u);
  EXPECT_EQ(named_metric("ndcg").k, whole_list);
  EXPECT_EQ(named_metric("ndcg@10").name, "ndcg@10");
  EXPECT_EQ(named_metric("rmse").lists, nullptr);
  for (const std::string_view wrong :
       {"recall", "recall@", "recall@0", "recall@x", "recall@5x", "recall@-1", "gauc@5"}) {
    try {
      named_metric(wrong);
      ADD_FAILURE() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
      EXPECT_NE(error.message().find("is written"), std::string::npos) << error.message();
    }
  }
  try {
    named_metric("ndgc@10");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.remedy().find("'ndcg'"), std::string::npos) << error.remedy();
  }
  EXPECT_THROW(metric("ndcg@10"), Error) << "not a metric of rows";
  EXPECT_THROW(named_metric("rmse@5"), Error);
}

TEST(ListMetrics, OfCountsAreThoseOfTheRows) {
  RandomStream random(3, Purpose::synthesize);
  for (int round = 0; round < 200; ++round) {
    const List list = random_list(random, 1 + random.below(30), 1 + random.below(20), true);
    const RankedList of_rows(list.scores, list.gains);
    // Rows without gain between two others are one tie.
    std::vector<RankedList::Tie> ties;
    for (const RankedList::Tie& tie : of_rows.ties()) {
      if (!ties.empty() && tie.relevant == 0 && ties.back().relevant == 0)
        ties.back().rows += tie.rows;
      else
        ties.push_back(tie);
    }
    std::vector<float> gains = list.gains;
    std::erase(gains, 0.0f);
    std::ranges::reverse(gains);
    const RankedList of_counts(ties, gains);
    EXPECT_EQ(of_counts.rows(), of_rows.rows());
    for (const ListMetric& metric : list_metrics())
      for (const std::size_t k : {std::size_t{1}, std::size_t{5}, whole_list}) {
        const double expected = metric.compute(of_rows, k), found = metric.compute(of_counts, k);
        if (std::isnan(expected))
          EXPECT_TRUE(std::isnan(found)) << metric.name;
        else
          EXPECT_EQ(found, expected) << metric.name;
      }
  }
}

TEST(ListMetrics, WhereThereAreListsAloneTheirNamesComeFirst) {
  EXPECT_NE(named_metric("auc").rows, nullptr);
  EXPECT_NE(named_list_metric("auc").lists, nullptr);
  EXPECT_EQ(named_list_metric("hr@10").lists, named_metric("hit_rate@10").lists);
  EXPECT_EQ(named_metric("hr@10").name, "hr@10");
  EXPECT_EQ(named_metric("hr@10").k, 10u);
  EXPECT_THROW(named_list_metric("rmse"), Error);
  EXPECT_THROW(named_list_metric("hr"), Error);
}

// Lists of random length of few items, and unit vectors.
FirstItems random_first_items(RandomStream& random, std::size_t users) {
  FirstItems first;
  first.items = 12;
  first.training_users = 9;
  first.columns = 2;
  for (std::size_t item = 0; item < first.items; ++item) {
    first.holders.push_back(random.below(10));
    const double angle = 6.28 * random.uniform_double();
    first.vectors.insert(first.vectors.end(), {std::cos(angle), std::sin(angle)});
  }
  for (std::size_t user = 0; user < users; ++user) {
    std::vector<std::uint32_t> items(first.items);
    std::iota(items.begin(), items.end(), 0u);
    shuffle(std::span(items), random);
    items.resize(random.below(8));
    first.lists.push_back(items);
  }
  return first;
}

std::vector<std::uint32_t> first_k(const std::vector<std::uint32_t>& list, std::size_t k) {
  return {list.begin(), list.begin() + static_cast<long>(std::min(k, list.size()))};
}

TEST(FirstItemsMetrics, OfOneUserAreThoseOfTheDefinition) {
  RandomStream random(4, Purpose::synthesize);
  const FirstItems first = random_first_items(random, 60);
  const NamedMetric novelty = named_list_metric("novelty"), diversity = named_list_metric("diversity@3");
  EXPECT_EQ(novelty.k, 10u);
  EXPECT_EQ(diversity.k, 3u);
  std::size_t measured = 0;
  for (std::size_t user = 0; user < first.lists.size(); ++user)
    for (const std::size_t k : {std::size_t{1}, std::size_t{3}, std::size_t{10}}) {
      const std::vector<std::uint32_t> list = first_k(first.lists[user], k);
      double surprise = 0, apart = 0, pairs = 0;
      for (const std::uint32_t item : list)
        surprise -= std::log2(std::max(1.0, static_cast<double>(first.holders[item])) / 9);
      for (const std::uint32_t a : list)
        for (const std::uint32_t b : list) {
          if (a == b) continue;
          ++pairs;
          apart +=
              1 - (first.vectors[2 * a] * first.vectors[2 * b] + first.vectors[2 * a + 1] * first.vectors[2 * b + 1]);
        }
      const double new_to_all = novelty.first->of_user(first, user, k),
                   unlike = diversity.first->of_user(first, user, k);
      if (list.empty())
        EXPECT_TRUE(std::isnan(new_to_all));
      else
        EXPECT_NEAR(new_to_all, surprise / static_cast<double>(list.size()), 1e-12);
      if (pairs == 0)
        EXPECT_TRUE(std::isnan(unlike));
      else
        EXPECT_NEAR(unlike, apart / pairs, 1e-12);
      measured += pairs > 0 ? 1 : 0;
    }
  EXPECT_GT(measured, 60u);
}

TEST(FirstItemsMetrics, OfAllListsAreThoseOfTheDefinition) {
  RandomStream random(5, Purpose::synthesize);
  const FirstItems first = random_first_items(random, 20);
  const std::vector<std::vector<std::uint32_t>> groups = {{0, 3, 4, 9, 17}, {2}, {}};
  for (const std::vector<std::uint32_t>& users : groups)
    for (const std::size_t k : {std::size_t{1}, std::size_t{4}, std::size_t{10}}) {
      std::vector<double> times(first.items, 0);
      for (const std::uint32_t user : users)
        for (const std::uint32_t item : first_k(first.lists[user], k)) ++times[item];
      double total = 0, apart = 0;
      for (const double a : times) {
        total += a;
        for (const double b : times) apart += std::abs(a - b);
      }
      const double coverage = named_list_metric("coverage").first->of_all(first, users, k);
      const double gini = named_list_metric("gini").first->of_all(first, users, k);
      if (total == 0) {
        EXPECT_TRUE(std::isnan(coverage) && std::isnan(gini));
        continue;
      }
      EXPECT_DOUBLE_EQ(coverage, static_cast<double>(times.size() - std::ranges::count(times, 0.0)) / 12);
      EXPECT_NEAR(gini, apart / (2 * 12 * total), 1e-12);
    }
}

TEST(FirstItemsMetrics, DecideNothing) {
  EXPECT_NE(deciding_list_metric("ndcg@5").lists, nullptr);
  EXPECT_THROW(deciding_list_metric("coverage@5"), Error);
  EXPECT_THROW(metric("gini"), Error);
  for (const std::string_view wrong : {"coverage@", "gini@0", "novelty@x", "diversity@-2"})
    EXPECT_THROW(named_metric(wrong), Error) << wrong;
  for (const FirstItemsMetric& metric : first_items_metrics()) {
    EXPECT_GT(metric.definition.size(), 20u);
    EXPECT_NE(metric.of_user == nullptr, metric.of_all == nullptr) << metric.name;
  }
}

TEST(ListMetrics, AllHaveADefinition) {
  std::set<std::string_view> names;
  for (const ListMetric& metric : list_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second);
    EXPECT_GT(metric.definition.size(), 20u) << metric.name;
    EXPECT_TRUE(definitions().contains(std::string(metric.name))) << metric.name << " has no oracle";
  }
}

}  // namespace
}  // namespace interplay
