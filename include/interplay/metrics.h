// Metrics: of rows (predictions against targets), and of lists (the rows of a group, such as a user, in the order of
// their scores).
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
// Of rows. Throws Error(usage) for another name, naming the nearest one.
const Metric& metric(std::string_view name);

// The rows of a group from the highest score down.
class RankedList {
 public:
  // Equal scores: their rows share the places, and metrics are expected values over all orders of them.
  struct Tie {
    std::size_t rows = 0, relevant = 0;
    double gain = 0;  // sum
  };

  // Gains from 0 up; rows are relevant where they are above 0. A score that is NaN makes a list without rows.
  RankedList(std::span<const float> scores, std::span<const float> gains);

  std::span<const Tie> ties() const { return ties_; }
  std::span<const float> ideal() const { return ideal_; }  // gains in descending order
  std::size_t rows() const { return ideal_.size(); }
  std::size_t relevant() const { return relevant_; }

 private:
  std::vector<Tie> ties_;
  std::vector<float> ideal_;
  std::size_t relevant_ = 0;
};

// Looks at all rows of a list.
constexpr std::size_t whole_list = std::numeric_limits<std::size_t>::max();

// All of them are best at 1.
struct ListMetric {
  enum class Cut { none, optional, required };  // whether its name takes @k: only the first k rows of a list count
  std::string_view name;                        // "ndcg"
  std::string_view definition;
  Cut cut;
  bool graded;   // reads how large gains are, not only which are above 0
  bool by_rows;  // lists weigh by their rows in the mean over lists; else all alike
  // Of one list, the expected value over the orders of ties. NaN where undefined (nothing is relevant).
  double (*compute)(const RankedList& list, std::size_t k);
};

std::span<const ListMetric> list_metrics();
// "ndcg[@k]": how its name is written.
std::string spelling(const ListMetric& metric);
// The mean over the lists for which the metric is defined; NaN where there is none.
double over_lists(const ListMetric& metric, std::span<const RankedList> lists, std::size_t k = whole_list);

// A metric as it is asked for: "rmse", "ndcg@10". One of `rows` and `lists` is set.
struct NamedMetric {
  std::string name;
  const Metric* rows = nullptr;
  const ListMetric* lists = nullptr;
  std::size_t k = whole_list;
};
// Throws Error(usage) for an unknown name, naming the nearest one, and for a wrong @k.
NamedMetric named_metric(std::string_view name);

// An error as people read it in tables: four decimals, 0.9412, where these tell it, else its digits: 0.0005724,
// 5.72e-05, 13000000. "-" for NaN.
std::string metric_text(double value);
// The deviation of such an error, with the decimals of the error where these tell it.
std::string deviation_text(double deviation, double error);

}  // namespace interplay
