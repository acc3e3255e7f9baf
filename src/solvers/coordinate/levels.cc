#include "solvers/coordinate/levels.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/level_probabilities.h"

namespace interplay {
namespace {

constexpr std::size_t rows_per_block = 4096;

}  // namespace

void LevelIntervals::reserve(std::size_t count) {
  for (std::vector<float>* numbers : {&low_, &high_, &offset_}) numbers->reserve(count + kernels::probability_tile);
}

void LevelIntervals::add(double low, double high, double offset, double root) {
  low_.push_back(static_cast<float>(root * low));
  high_.push_back(static_cast<float>(root * high));
  offset_.push_back(static_cast<float>(root * offset));
}

double LevelIntervals::log_probability(double factor) {
  // Fills up the last tile with intervals of probability 1.
  constexpr float infinity = std::numeric_limits<float>::infinity();
  while (low_.size() % kernels::probability_tile != 0) add(-infinity, infinity, 0, 1);
  return kernels::sum_log_probabilities({low_.data(), high_.data(), offset_.data(), low_.size()},
                                        static_cast<float>(factor));
}

double log_likelihood(const LevelRows& rows, std::span<const float> thresholds, double scale, const TaskPool& pool,
                      Cluster& cluster) {
  const std::size_t blocks = (rows.level.size() + rows_per_block - 1) / rows_per_block;
  std::vector<double> parts(blocks);
  const Shares shares = equal_shares(cluster, blocks);
  pool.run(shares.count(), [&](std::size_t task) {
    const std::size_t block = shares.first + task;
    const std::size_t end = std::min(rows.level.size(), (block + 1) * rows_per_block);
    LevelIntervals intervals;
    intervals.reserve(rows_per_block);
    for (std::size_t n = block * rows_per_block; n < end; ++n) {
      const double weight = rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[n]);
      if (!(weight > 0)) continue;
      const LevelEnds ends = rows.ends(thresholds, n);
      intervals.add(ends.low, ends.high, 0, std::sqrt(weight));
    }
    parts[block] = intervals.log_probability(scale);
  });
  const Phase phase(cluster, "levels");
  cluster.allgatherv(std::span(parts), shares.cuts);
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

LevelHistogram::LevelHistogram(const LevelRows& rows, std::span<const float> thresholds)
    : weight_((thresholds.size() + 1) * bins, 0.0) {
  const double middle = static_cast<double>(thresholds[thresholds.size() / 2]);
  std::vector<double> score(rows.level.size());
  for (std::size_t n = 0; n < score.size(); ++n)
    score[n] = middle + (static_cast<double>(rows.score[n]) - middle) / rows.threshold_scale_of(n);
  const auto [low, high] = std::ranges::minmax_element(score);
  low_ = *low;
  width_ = std::max((*high - low_) / bins, 1e-6);
  for (std::size_t n = 0; n < score.size(); ++n) {
    const auto bin = static_cast<std::size_t>((score[n] - low_) / width_);
    weight_[rows.level[n] * bins + std::min(bin, bins - 1)] +=
        rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[n]);
  }
}

}  // namespace interplay
