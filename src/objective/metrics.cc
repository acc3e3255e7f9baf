#include "interplay/metrics.h"

#include <charconv>
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

std::string_view without_cut(std::string_view name) { return name.substr(0, name.find('@')); }

// The suffix of the name: nothing, or @ and a whole number from 1 up.
std::size_t cut_of(const ListMetric& metric, std::string_view wanted) {
  const std::string_view tail = wanted.substr(without_cut(wanted).size());
  if (tail.empty() && metric.cut != ListMetric::Cut::required) return whole_list;
  std::size_t k = 0;
  const char* end = tail.data() + tail.size();
  const bool read = tail.starts_with('@') && std::from_chars(tail.data() + 1, end, k).ptr == end && tail.size() > 1;
  if (metric.cut != ListMetric::Cut::none && read && k >= 1) return k;
  throw Error(Code::usage, "metric '" + std::string(wanted) + "' is written " + spelling(metric),
              metric.cut == ListMetric::Cut::none
                  ? "leave out what follows the name"
                  : "give the number of rows to look at, such as " + std::string(metric.name) + "@10");
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

std::string spelling(const ListMetric& metric) {
  const std::string name(metric.name);
  if (metric.cut == ListMetric::Cut::none) return name;
  return metric.cut == ListMetric::Cut::required ? name + "@k" : name + "[@k]";
}

namespace {

// Sets `lists` and `k` if there is such a metric of lists.
bool find_list_metric(std::string_view name, NamedMetric& result) {
  result.lists = find(list_metrics(), without_cut(name));
  if (result.lists != nullptr) result.k = cut_of(*result.lists, name);
  return result.lists != nullptr;
}

}  // namespace

NamedMetric named_metric(std::string_view name) {
  NamedMetric result{.name = std::string(name)};
  if ((result.rows = find(metrics(), name)) != nullptr || find_list_metric(name, result)) return result;
  std::vector<std::string_view> names;
  for (const Metric& metric : metrics()) names.push_back(metric.name);
  for (const ListMetric& metric : list_metrics())
    if (find(metrics(), metric.name) == nullptr) names.push_back(metric.name);
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
  if (find(metrics(), name) != nullptr)
    throw Error(
        Code::usage,
        "metric '" + std::string(name) + "' compares predictions with targets, and here lists of items are measured",
        "choose one of " + all);
  unknown_name("metric", name, names, without_cut(name));
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
