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
      const LevelEnds ends = level_ends(cuts, rows.level[n], static_cast<double>(rows.score[n]));
      product.multiply(std::max(normal_between(factor * ends.low, factor * ends.high), 1e-100));
    }
    parts[block] = product.value();
  });
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

LevelHistogram::LevelHistogram(const LevelRows& rows, std::size_t levels) : weight_(levels * bins, 0.0) {
  const auto [low, high] = std::ranges::minmax_element(rows.score);
  low_ = static_cast<double>(*low);
  width_ = std::max((static_cast<double>(*high) - low_) / bins, 1e-6);
  for (std::size_t n = 0; n < rows.level.size(); ++n) {
    const auto bin = static_cast<std::size_t>((static_cast<double>(rows.score[n]) - low_) / width_);
    weight_[rows.level[n] * bins + std::min(bin, bins - 1)] +=
        rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[n]);
  }
}

}  // namespace interplay
