#include "workflow/ranking/user_draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/task_pool.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Of the stream of splits, whose other steps are below 4 and near the end of all.
constexpr std::uint64_t bootstrap_step = 0x626f6f74;
constexpr double tail = 0.025;
constexpr std::int64_t fewest_samples = 100;
constexpr std::size_t samples_at_a_time = 16;

// Between the two nearest values, in proportion. Precondition: sorted, not empty.
double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

void check_samples(std::int64_t samples) {
  if (samples < fewest_samples)
    throw Error(
        Code::usage,
        fmt::format("{} draws say nothing of the ends of an interval, expected {} or more", samples, fewest_samples),
        "draw 1000");
}

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

}  // namespace interplay
