// Metrics of rows, user by user.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/row_groups.h"
#include "interplay/error.h"
#include "interplay/measure.h"
#include "workflow/ranking/user_draws.h"

namespace interplay {
namespace {

std::vector<NamedMetric> metrics_of_rows(std::span<const std::string> names) {
  std::vector<NamedMetric> chosen;
  for (const std::string& name : names) {
    chosen.push_back(named_metric(name));
    if (chosen.back().rows == nullptr)
      throw Error(Code::usage, fmt::format("metric '{}' is of lists, and here rows are measured", name),
                  "measure lists of items by measure_users");
  }
  return chosen;
}

// The metric of a draw. `rows` outlives it.
Statistic over_rows(const Metric& metric, const UserRows& rows) {
  return [&metric, &rows](std::span<const std::uint32_t> times) {
    std::vector<float> weight(rows.user.size(), 0.0f);
    for (std::size_t row = 0; row < weight.size(); ++row)
      if (const std::uint32_t user = rows.user[row]; user < times.size())
        weight[row] = static_cast<float>(times[user]) * (rows.weight.empty() ? 1.0f : rows.weight[row]);
    return metric.compute(rows.prediction, rows.target, weight);
  };
}

// None where there are no values.
std::vector<float> some_of(std::span<const float> values, std::span<const std::uint32_t> rows) {
  std::vector<float> some;
  for (const std::uint32_t row : rows)
    if (row < values.size()) some.push_back(values[row]);
  return some;
}

}  // namespace

UserRows user_rows(const Model& model, const Dataset& data, const Dataset& as_read, int threads) {
  const RowCodes codes = codes_of(as_read, Role::user);
  if (codes.empty())
    throw Error(Code::usage, "the data has no users to measure one by one", "name their column with --user");
  if (!data.has_target())
    throw Error(Code::usage, "the data has no targets to compare predictions with", "name their column with --target");
  const Field& field = as_read.schema.fields[*as_read.schema.find(Role::user)];
  const Vocabulary& ids = field.table > 0 ? as_read.entities[field.table - 1].keys : field.vocabulary;
  UserRows rows;
  std::vector<std::uint32_t> place(codes.count, 0);
  for (const std::uint32_t code : codes.codes) place[code] = 1;
  place[0] = 0;
  for (std::uint32_t code = 1; code < codes.count; ++code) {
    if (place[code] == 0) continue;
    place[code] = static_cast<std::uint32_t>(rows.users.size());
    rows.users.push_back(ids.id(code));
  }
  place[0] = static_cast<std::uint32_t>(rows.users.size());
  for (const std::uint32_t code : codes.codes) rows.user.push_back(place[code]);
  std::vector<std::uint32_t> all(data.rows);
  std::iota(all.begin(), all.end(), 0u);
  rows.prediction = model.predict(data, all, threads);
  rows.target.assign(data.target().begin(), data.target().end());
  rows.weight.assign(data.weight().begin(), data.weight().end());
  return rows;
}

UserValues values_of_users(const UserRows& rows, std::span<const std::string> names) {
  const std::vector<NamedMetric> metrics = metrics_of_rows(names);
  const RowGroups groups = group_rows({rows.user, static_cast<std::uint32_t>(rows.users.size() + 1)});
  UserValues values{.users = rows.users, .rows = {}, .columns = {}};
  for (const NamedMetric& metric : metrics) values.columns.push_back({metric.name, {}, true});
  for (std::size_t user = 0; user < rows.users.size(); ++user) {
    const auto own = groups.group(user);
    const std::vector<float> prediction = some_of(rows.prediction, own), target = some_of(rows.target, own),
                             weight = some_of(rows.weight, own);
    values.rows.push_back(static_cast<double>(own.size()));
    for (std::size_t m = 0; m < metrics.size(); ++m)
      values.columns[m].values.push_back(metrics[m].rows->compute(prediction, target, weight));
  }
  return values;
}

std::vector<std::pair<std::string, Interval>> row_intervals(const UserRows& rows, std::span<const std::string> names,
                                                            std::int64_t samples, std::uint64_t seed, int threads) {
  check_samples(samples);
  std::vector<Statistic> statistics;
  for (const NamedMetric& metric : metrics_of_rows(names)) statistics.push_back(over_rows(*metric.rows, rows));
  const auto draws = over_draws(rows.users.size(), statistics, static_cast<std::size_t>(samples), seed, threads);
  std::vector<std::pair<std::string, Interval>> intervals;
  for (std::size_t m = 0; m < names.size(); ++m) intervals.emplace_back(names[m], interval_of(draws[m]));
  return intervals;
}

std::vector<MeanDifference> row_differences(const UserRows& one, const UserRows& other,
                                            std::span<const std::string> names, std::int64_t samples,
                                            std::uint64_t seed, int threads) {
  check_samples(samples);
  if (one.users != other.users || one.user != other.user || one.target != other.target)
    throw Error(Code::bad_data, "the two models are measured on different rows", "measure both on the same file");
  const std::vector<std::uint32_t> once(one.users.size(), 1);
  std::vector<MeanDifference> differences;
  std::vector<Statistic> statistics;
  for (const NamedMetric& metric : metrics_of_rows(names)) {
    const Statistic mine = over_rows(*metric.rows, one), theirs = over_rows(*metric.rows, other);
    MeanDifference result{.metric = metric.name, .one = mine(once), .other = theirs(once)};
    result.difference = result.one - result.other;
    differences.push_back(result);
    statistics.emplace_back(
        [mine, theirs](std::span<const std::uint32_t> times) { return mine(times) - theirs(times); });
  }
  const auto draws = over_draws(one.users.size(), statistics, static_cast<std::size_t>(samples), seed, threads);
  for (std::size_t m = 0; m < differences.size(); ++m) {
    differences[m].p = two_sided(draws[m]);
    differences[m].interval = interval_of(draws[m]);
  }
  return differences;
}

}  // namespace interplay
