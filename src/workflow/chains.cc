#include "interplay/chains.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "objective/normal.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

struct Spread {
  double mean = 0, variance = 0;
};

Spread spread_of(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  Spread spread;
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  for (const double value : values) spread.variance += (value - spread.mean) * (value - spread.mean) / (count - 1);
  return spread;
}

double rhat_of(std::span<const std::vector<double>> halves) {
  const auto length = static_cast<double>(halves.front().size());
  std::vector<double> means;
  double within = 0;
  for (const std::vector<double>& half : halves) {
    const Spread spread = spread_of(half);
    means.push_back(spread.mean);
    within += spread.variance / static_cast<double>(halves.size());
  }
  if (!(within > 0)) return undefined;
  return std::sqrt((length - 1) / length + spread_of(means).variance / within);
}

// Phi^-1((rank - 3/8) / (count + 1/4)), rank from 1; equal values share the mean of their ranks.
std::vector<std::vector<double>> normal_scores(const std::vector<std::vector<double>>& halves) {
  std::vector<double> sorted;
  for (const std::vector<double>& half : halves) sorted.insert(sorted.end(), half.begin(), half.end());
  std::ranges::sort(sorted);
  const auto count = static_cast<double>(sorted.size());
  std::vector<std::vector<double>> scores = halves;
  for (std::vector<double>& half : scores) {
    for (double& value : half) {
      const auto [first, last] = std::ranges::equal_range(sorted, value);
      const double rank = 0.5 * static_cast<double>((first - sorted.begin()) + (last - sorted.begin()) + 1);
      value = normal_quantile((rank - 0.375) / (count + 0.25));
    }
  }
  return scores;
}

// Distances from the median of all.
std::vector<std::vector<double>> folded(std::vector<std::vector<double>> halves) {
  std::vector<double> sorted;
  for (const std::vector<double>& half : halves) sorted.insert(sorted.end(), half.begin(), half.end());
  std::ranges::sort(sorted);
  const double median = 0.5 * (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]);
  for (std::vector<double>& half : halves)
    for (double& value : half) value = std::abs(value - median);
  return halves;
}

// Of an odd number of values the one in the middle is left out.
std::vector<std::vector<double>> halves_of(std::span<const std::vector<double>> chains) {
  std::vector<std::vector<double>> halves;
  for (const std::vector<double>& chain : chains) {
    const auto half = static_cast<std::ptrdiff_t>(chain.size() / 2);
    halves.emplace_back(chain.begin(), chain.begin() + half);
    halves.emplace_back(chain.end() - half, chain.end());
  }
  return halves;
}

// The numbers of a record: those of the draw, and the first training metric.
MetricValues numbers_of(const EpochRecord& record) {
  MetricValues values = record.draw;
  if (!record.train.empty()) values.emplace_back("train " + record.train.front().first, record.train.front().second);
  return values;
}

void summarize(ChainNumber& number, std::size_t burn_in) {
  std::size_t shortest = std::numeric_limits<std::size_t>::max();
  for (const auto& chain : number.chains) shortest = std::min(shortest, chain.size());
  const std::size_t skipped = std::min(burn_in, shortest);
  std::vector<std::vector<double>> usable;
  std::vector<double> all;
  for (const auto& chain : number.chains) {
    const auto first = chain.begin() + static_cast<std::ptrdiff_t>(skipped);
    usable.emplace_back(first, first + static_cast<std::ptrdiff_t>(shortest - skipped));
    all.insert(all.end(), usable.back().begin(), usable.back().end());
  }
  number.mean = number.deviation = undefined;
  if (!all.empty()) number.mean = spread_of(all).mean;
  if (all.size() > 1) number.deviation = std::sqrt(spread_of(all).variance);
  number.rhat = split_rhat(usable);
}

}  // namespace

double split_rhat(std::span<const std::vector<double>> chains) {
  if (chains.empty() || chains.front().size() < 4) return undefined;
  const std::vector<std::vector<double>> halves = halves_of(chains);
  for (const std::vector<double>& half : halves)
    if (!std::ranges::all_of(half, [](double value) { return std::isfinite(value); })) return undefined;
  const double bulk = rhat_of(normal_scores(halves)), tail = rhat_of(normal_scores(folded(halves)));
  return std::isnan(tail) ? bulk : std::max(bulk, tail);
}

std::vector<ChainNumber> chain_numbers(const Model& model) {
  std::vector<ChainNumber> numbers;
  if (!solver_properties(model.options()).samples || model.history().epochs.empty()) return numbers;
  for (const auto& [name, value] : numbers_of(model.history().epochs.front()))
    numbers.push_back({name, std::vector<std::vector<double>>(model.runs())});
  for (std::size_t run = 0; run < model.runs(); ++run) {
    for (const EpochRecord& record : model.history(run).epochs) {
      const MetricValues values = numbers_of(record);
      for (std::size_t i = 0; i < std::min(values.size(), numbers.size()); ++i)
        numbers[i].chains[run].push_back(values[i].second);
    }
  }
  for (ChainNumber& number : numbers) summarize(number, static_cast<std::size_t>(burn_in_of(model.options())));
  return numbers;
}

}  // namespace interplay
