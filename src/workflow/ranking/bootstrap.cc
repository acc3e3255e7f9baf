#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "base/random.h"
#include "base/task_pool.h"
#include "interplay/error.h"
#include "interplay/measure.h"

namespace interplay {
namespace {

// Of the stream of splits, whose other steps are below 4 and near the end of all.
constexpr std::uint64_t bootstrap_step = 0x626f6f74;
constexpr double tail = 0.025;
constexpr std::int64_t fewest_samples = 100;
constexpr std::size_t samples_at_a_time = 16;

void check_samples(std::int64_t samples) {
  if (samples < fewest_samples)
    throw Error(
        Code::usage,
        fmt::format("{} draws say nothing of the ends of an interval, expected {} or more", samples, fewest_samples),
        "draw 1000");
}

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

// statistics[s](times) for every draw of users: [statistic][draw].
using Statistic = std::function<double(std::span<const std::uint32_t> times)>;
std::vector<std::vector<double>> over_draws(std::size_t users, std::span<const Statistic> statistics,
                                            std::size_t samples, std::uint64_t seed, int threads) {
  std::vector<std::vector<double>> values(statistics.size(), std::vector<double>(samples));
  const TaskPool pool(threads);
  pool.run((samples + samples_at_a_time - 1) / samples_at_a_time, [&](std::size_t task) {
    std::vector<std::uint32_t> times(users);
    for (std::size_t s = task * samples_at_a_time; s < std::min(samples, (task + 1) * samples_at_a_time); ++s) {
      std::ranges::fill(times, 0u);
      RandomStream random(seed, Purpose::split, bootstrap_step, s);
      for (std::size_t i = 0; i < users; ++i) ++times[random.below(static_cast<std::uint32_t>(users))];
      for (std::size_t m = 0; m < statistics.size(); ++m) values[m][s] = statistics[m](times);
    }
  });
  return values;
}

// Between the two nearest values, in proportion. Precondition: sorted, not empty.
double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Draws without any value say nothing.
Interval interval_of(std::vector<double> draws) {
  std::erase_if(draws, [](double value) { return std::isnan(value); });
  if (draws.empty()) return {std::nan(""), std::nan("")};
  std::ranges::sort(draws);
  return {quantile(draws, tail), quantile(draws, 1 - tail)};
}

double two_sided(std::span<const double> draws) {
  std::size_t below = 0, above = 0, known = 0;
  for (const double difference : draws) {
    if (std::isnan(difference)) continue;
    ++known;
    below += difference <= 0 ? 1 : 0;
    above += difference >= 0 ? 1 : 0;
  }
  if (known == 0) return std::nan("");
  return std::min(1.0, 2 * static_cast<double>(std::min(below, above) + 1) / static_cast<double>(known + 1));
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
