// Metrics of rows (predictions against targets), and metrics of lists (the rows of a group, such as a user, in the
// order of their scores).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

enum class Direction { minimize, maximize, none };  // none: neither end is best

struct Metric {
  std::string_view name;        // "rmse"
  std::string_view definition;  // the formula and what happens at ties and edges, for people
  Direction direction;
  bool binary;  // needs targets of 0 and 1 and predictions that are probabilities
  // `weight` may be empty (all 1). Sums run in double and in order, so that results do not depend on threads.
  // NaN where undefined (no rows; AUC of a single class).
  double (*compute)(std::span<const float> prediction, std::span<const float> target, std::span<const float> weight);
};

std::span<const Metric> metrics();
// The metric of rows with that name. Throws Error(usage) for another name, naming the nearest one.
const Metric& metric(std::string_view name);

// The rows of a group from the highest score down.
class RankedList {
 public:
  // Rows with equal scores. They share their places: a metric is the expected value over all orders of them.
  struct Tie {
    std::size_t rows = 0, relevant = 0;
    double gain = 0;  // sum
  };

  // Gains are 0 or more; a row is relevant if its gain is above 0. If a score is NaN, the list has no rows.
  RankedList(std::span<const float> scores, std::span<const float> gains);
  // The same of counts: ties from the highest score down, where rows that are not relevant need no tie of their own
  // (those between two relevant ones may be one), and the gains of the relevant rows.
  RankedList(std::vector<Tie> ties, std::vector<float> gains);
  RankedList() = default;

  std::span<const Tie> ties() const { return ties_; }
  std::span<const float> ideal() const { return ideal_; }  // gains above 0 in descending order
  std::size_t rows() const { return rows_; }
  std::size_t relevant() const { return relevant_; }

 private:
  void set_ideal(std::vector<float> gains);

  std::vector<Tie> ties_;
  std::vector<float> ideal_;
  std::size_t rows_ = 0, relevant_ = 0;
};

// As k: all rows of a list.
constexpr std::size_t whole_list = std::numeric_limits<std::size_t>::max();

// A metric of lists. For all of them 1 is best.
struct ListMetric {
  enum class Cut {
    none,
    optional,
    required
  };                      // whether the name takes @k, so that only the first k rows of a list count
  std::string_view name;  // "ndcg"
  std::string_view definition;
  Cut cut;
  bool graded;   // depends on the size of gains, not only on which are above 0
  bool by_rows;  // the mean over lists weights each list by its rows, rather than all alike
  // The value for one list, in expectation over the orders of ties. NaN if undefined (nothing is relevant).
  double (*compute)(const RankedList& list, std::size_t k);
  std::string_view alias = {};  // another name: "hr"
};

std::span<const ListMetric> list_metrics();
// How the name is written: "ndcg[@k]".
std::string spelling(const ListMetric& metric);
// The mean over the lists for which the metric is defined; NaN if there is none.
double over_lists(const ListMetric& metric, std::span<const RankedList> lists, std::size_t k = whole_list);

// What every user is listed first, whether or not it was relevant.
struct FirstItems {
  std::vector<std::vector<std::uint32_t>> lists;  // of every user, best first: numbers of items, below `items`
  std::size_t items = 0;                          // of the catalogue
  std::size_t training_users = 0;
  std::vector<std::uint32_t> holders = {};  // of every item: the training users who have it
  // Of every item, `columns` numbers: vectors whose products are the items' cosines.
  std::vector<double> vectors = {};
  std::size_t columns = 0;
};

// A metric of the first k items of lists. One of the functions is set.
struct FirstItemsMetric {
  enum class Needs { lists, training, vectors };  // beside the lists: FirstItems::holders, FirstItems::vectors
  std::string_view name;                          // "coverage"
  std::string_view definition;
  Direction direction;
  Needs needs;
  // The value of one user's list, of which the metric is the mean; NaN where it is undefined.
  double (*of_user)(const FirstItems& first, std::size_t user, std::size_t k) = nullptr;
  // The value of the lists of all these users together; NaN where nothing is listed.
  double (*of_all)(const FirstItems& first, std::span<const std::uint32_t> users, std::size_t k) = nullptr;
};

std::span<const FirstItemsMetric> first_items_metrics();
// Without @k.
constexpr std::size_t usual_first_items = 10;

// A metric by the name under which users request it: "rmse", "ndcg@10", "coverage@20". One of `rows`, `lists` and
// `first` is set.
struct NamedMetric {
  std::string name;
  const Metric* rows = nullptr;
  const ListMetric* lists = nullptr;
  const FirstItemsMetric* first = nullptr;
  std::size_t k = whole_list;
};
// Throws Error(usage) for an unknown name, naming the nearest one, and for a wrong @k.
NamedMetric named_metric(std::string_view name);
// The same where everything is measured by lists: a name that metrics of both kinds have ("auc") is that of lists, and
// for a metric of rows alone the error says so.
NamedMetric named_list_metric(std::string_view name);
// The same where metrics decide between models: those that ask for no relevant items are refused.
NamedMetric deciding_list_metric(std::string_view name);

// A metric as text for tables: four decimals (0.9412) if these are enough, otherwise significant digits (0.0005724,
// 5.72e-05, 13000000). "-" for NaN.
std::string metric_text(double value);
// The deviation of such a metric, with as many decimals as the metric if these are enough.
std::string deviation_text(double deviation, double error);

}  // namespace interplay
