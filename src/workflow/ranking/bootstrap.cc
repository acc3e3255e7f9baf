#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "interplay/error.h"
#include "interplay/measure.h"
#include "workflow/ranking/user_draws.h"

namespace interplay {
namespace {

// A mean over users as the sums that it is made of: that of weight * value, and that of weights.
struct Summands {
  std::vector<double> weighted, weight;  // of every user; 0 where there is no value

  void add(double value, double of_user) {
    const bool known = !std::isnan(value);
    weighted.push_back(known ? of_user * value : 0);
    weight.push_back(known ? of_user : 0);
  }
};

// The mean with the users counted `times`; NaN where none of them has a value.
double mean_of(const Summands& all, std::span<const std::uint32_t> times) {
  double sum = 0, total = 0;
  for (std::size_t user = 0; user < times.size(); ++user) {
    sum += times[user] * all.weighted[user];
    total += times[user] * all.weight[user];
  }
  return total > 0 ? sum / total : std::nan("");
}

}  // namespace

std::vector<std::pair<std::string, Interval>> mean_intervals(const UserValues& values, std::int64_t samples,
                                                             std::uint64_t seed, int threads) {
  check_samples(samples);
  std::vector<Statistic> means;
  for (const UserValues::Column& column : values.columns) {
    Summands all;
    for (std::size_t user = 0; user < values.users.size(); ++user)
      all.add(column.values[user], column.by_rows ? values.rows[user] : 1);
    means.emplace_back([all = std::move(all)](std::span<const std::uint32_t> times) { return mean_of(all, times); });
  }
  const auto draws = over_draws(values.users.size(), means, static_cast<std::size_t>(samples), seed, threads);
  std::vector<std::pair<std::string, Interval>> intervals;
  for (std::size_t m = 0; m < means.size(); ++m)
    intervals.emplace_back(values.columns[m].metric, interval_of(draws[m]));
  return intervals;
}

std::vector<MeanDifference> mean_differences(const UserValues& one, const UserValues& other, std::int64_t samples,
                                             std::uint64_t seed, int threads) {
  check_samples(samples);
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < other.users.size(); ++i) places.emplace(other.users[i], i);
  std::vector<std::pair<std::size_t, std::size_t>> both;
  for (std::size_t i = 0; i < one.users.size(); ++i)
    if (const auto found = places.find(one.users[i]); found != places.end()) both.emplace_back(i, found->second);
  if (both.empty())
    throw Error(Code::bad_data, "the two models have no user in common", "measure both on the same held-out rows");

  std::vector<MeanDifference> differences;
  std::vector<Statistic> statistics;
  const std::vector<std::uint32_t> once(both.size(), 1);
  for (const UserValues::Column& column : one.columns) {
    const auto same = std::ranges::find(other.columns, column.metric, &UserValues::Column::metric);
    if (same == other.columns.end()) continue;
    Summands mine, theirs;
    for (const auto& [here, there] : both) {
      const bool known = !std::isnan(column.values[here]) && !std::isnan(same->values[there]);
      mine.add(known ? column.values[here] : std::nan(""), column.by_rows ? one.rows[here] : 1);
      theirs.add(known ? same->values[there] : std::nan(""), column.by_rows ? other.rows[there] : 1);
    }
    MeanDifference result{.metric = column.metric, .one = mean_of(mine, once), .other = mean_of(theirs, once)};
    result.difference = result.one - result.other;
    differences.push_back(result);
    statistics.emplace_back([mine = std::move(mine), theirs = std::move(theirs)](std::span<const std::uint32_t> times) {
      return mean_of(mine, times) - mean_of(theirs, times);
    });
  }
  const auto draws = over_draws(both.size(), statistics, static_cast<std::size_t>(samples), seed, threads);
  for (std::size_t m = 0; m < differences.size(); ++m) {
    differences[m].p = two_sided(draws[m]);
    differences[m].interval = interval_of(draws[m]);
  }
  return differences;
}

}  // namespace interplay
