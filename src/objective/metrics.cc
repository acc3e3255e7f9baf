#include "interplay/metrics.h"

#include <charconv>
#include <optional>
#include <vector>

#include "interplay/error.h"
#include "objective/metric_family.h"
#include "objective/named.h"

namespace interplay {
namespace {

template <class Item>
std::vector<Item> of_all_families(std::span<const Item> MetricFamily::*list) {
  std::vector<Item> all;
  for (const MetricFamily* family : metric_family_table())
    all.insert(all.end(), (family->*list).begin(), (family->*list).end());
  return all;
}

const Metric* find(std::span<const Metric> table, std::string_view name) {
  for (const Metric& candidate : table)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

const ListMetric* find(std::span<const ListMetric> table, std::string_view name) {
  for (const ListMetric& candidate : table)
    if (candidate.name == name || (!name.empty() && candidate.alias == name)) return &candidate;
  return nullptr;
}

const FirstItemsMetric* find(std::span<const FirstItemsMetric> table, std::string_view name) {
  for (const FirstItemsMetric& candidate : table)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

std::string_view without_cut(std::string_view name) { return name.substr(0, name.find('@')); }

// The number after @; none if there is no whole number from 1 up.
std::optional<std::size_t> number_after_at(std::string_view wanted) {
  const std::string_view tail = wanted.substr(without_cut(wanted).size());
  std::size_t k = 0;
  const char* end = tail.data() + tail.size();
  const bool read = tail.starts_with('@') && std::from_chars(tail.data() + 1, end, k).ptr == end && tail.size() > 1;
  return read && k >= 1 ? std::optional(k) : std::nullopt;
}

// The suffix of the name: nothing, or @ and a whole number from 1 up.
std::size_t cut_of(const ListMetric& metric, std::string_view wanted) {
  if (without_cut(wanted) == wanted && metric.cut != ListMetric::Cut::required) return whole_list;
  const auto k = number_after_at(wanted);
  if (metric.cut != ListMetric::Cut::none && k) return *k;
  throw Error(Code::usage, "metric '" + std::string(wanted) + "' is written " + spelling(metric),
              metric.cut == ListMetric::Cut::none
                  ? "leave out what follows the name"
                  : "give the number of rows to look at, such as " + std::string(metric.name) + "@10");
}

std::size_t cut_of(const FirstItemsMetric& metric, std::string_view wanted) {
  if (without_cut(wanted) == wanted) return usual_first_items;
  if (const auto k = number_after_at(wanted)) return *k;
  throw Error(Code::usage, "metric '" + std::string(wanted) + "' is written " + std::string(metric.name) + "[@k]",
              "give the number of items to look at, such as " + std::string(metric.name) + "@10");
}

}  // namespace

std::span<const Metric> metrics() {
  static const std::vector<Metric> all = of_all_families(&MetricFamily::rows);
  return all;
}

std::span<const ListMetric> list_metrics() {
  static const std::vector<ListMetric> all = of_all_families(&MetricFamily::lists);
  return all;
}

std::span<const FirstItemsMetric> first_items_metrics() {
  static const std::vector<FirstItemsMetric> all = of_all_families(&MetricFamily::first);
  return all;
}

std::string spelling(const ListMetric& metric) {
  const std::string name(metric.name);
  if (metric.cut == ListMetric::Cut::none) return name;
  return metric.cut == ListMetric::Cut::required ? name + "@k" : name + "[@k]";
}

namespace {

// Sets `lists` or `first`, and `k`, if there is such a metric of lists.
bool find_list_metric(std::string_view name, NamedMetric& result) {
  result.lists = find(list_metrics(), without_cut(name));
  result.first = find(first_items_metrics(), without_cut(name));
  if (result.lists != nullptr) result.k = cut_of(*result.lists, name);
  if (result.first != nullptr) result.k = cut_of(*result.first, name);
  return result.lists != nullptr || result.first != nullptr;
}

}  // namespace

NamedMetric named_metric(std::string_view name) {
  NamedMetric result{.name = std::string(name)};
  if ((result.rows = find(metrics(), name)) != nullptr || find_list_metric(name, result)) return result;
  std::vector<std::string_view> names;
  for (const Metric& metric : metrics()) names.push_back(metric.name);
  for (const ListMetric& metric : list_metrics())
    if (find(metrics(), metric.name) == nullptr) names.push_back(metric.name);
  for (const FirstItemsMetric& metric : first_items_metrics()) names.push_back(metric.name);
  unknown_name("metric", name, names, without_cut(name));
}

NamedMetric named_list_metric(std::string_view name) {
  NamedMetric result{.name = std::string(name)};
  if (find_list_metric(name, result)) return result;
  std::vector<std::string_view> names;
  std::string all;
  for (const ListMetric& metric : list_metrics()) {
    names.push_back(metric.name);
    all += (all.empty() ? "" : ", ") + spelling(metric);
  }
  for (const FirstItemsMetric& metric : first_items_metrics()) {
    names.push_back(metric.name);
    all += ", " + std::string(metric.name) + "[@k]";
  }
  if (find(metrics(), name) != nullptr)
    throw Error(
        Code::usage,
        "metric '" + std::string(name) + "' compares predictions with targets, and here lists of items are measured",
        "choose one of " + all);
  unknown_name("metric", name, names, without_cut(name));
}

NamedMetric deciding_list_metric(std::string_view name) {
  NamedMetric result = named_list_metric(name);
  if (result.first == nullptr) return result;
  throw Error(Code::usage,
              "metric '" + std::string(name) + "' does not ask what was relevant, so it cannot decide which is best",
              "choose ndcg@10 or recall@20");
}

const Metric& metric(std::string_view name) {
  const NamedMetric found = named_metric(name);
  if (found.rows != nullptr) return *found.rows;
  std::string rows;
  for (const Metric& metric : metrics()) rows += (rows.empty() ? "" : ", ") + std::string(metric.name);
  throw Error(Code::usage, "metric '" + std::string(name) + "' is one of lists, and here rows are measured one by one",
              "choose one of " + rows);
}

}  // namespace interplay
