#include "solvers/coordinate_levels.h"

#include <cmath>
#include <numeric>

#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

constexpr std::size_t rows_per_block = 4096;

}  // namespace

double log_likelihood(const LevelRows& rows, std::span<const float> cuts, double scale, const TaskPool& pool) {
  const std::size_t blocks = (rows.level.size() + rows_per_block - 1) / rows_per_block;
  std::vector<double> parts(blocks);
  pool.run(blocks, [&](std::size_t block) {
    const std::size_t end = std::min(rows.level.size(), (block + 1) * rows_per_block);
    LogProduct product;
    for (std::size_t n = block * rows_per_block; n < end; ++n) {
      const double weight = rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[n]);
      if (!(weight > 0)) continue;
      const double factor = weight == 1 ? scale : scale * std::sqrt(weight);
      const LevelEnds ends = rows.ends(cuts, n);
      product.multiply(std::max(normal_between(factor * ends.low, factor * ends.high), 1e-100));
    }
    parts[block] = product.value();
  });
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

LevelHistogram::LevelHistogram(const LevelRows& rows, std::span<const float> cuts)
    : weight_((cuts.size() + 1) * bins, 0.0) {
  const double middle = static_cast<double>(cuts[cuts.size() / 2]);
  std::vector<double> score(rows.level.size());
  for (std::size_t n = 0; n < score.size(); ++n)
    score[n] = middle + (static_cast<double>(rows.score[n]) - middle) / rows.stretch_of(n);
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
