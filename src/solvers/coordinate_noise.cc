#include "solvers/coordinate_noise.h"

#include <algorithm>

#include "base/random.h"

namespace interplay {
namespace {

// Chosen on divisions of ML-100k's u1.base; see docs/decisions/0008-coordinate-solvers.md.
constexpr double shape = 40;
constexpr std::uint32_t grain = 64;  // rows of one task

}  // namespace

CoordinateNoise::CoordinateNoise(const Problem& problem, CoordinateTables& tables, bool per_row)
    : problem_(problem),
      tables_(tables),
      factors_(tables.tables.size()),
      weight_(factors_.size()),
      counts_(factors_.size()) {
  count_ = static_cast<double>(problem.rows.size());
  if (!problem.weight.empty()) {
    count_ = 0;
    for (const std::uint32_t row : problem.rows) count_ += static_cast<double>(problem.weight[row]);
  }
  for (std::size_t t = 0; t < factors_.size(); ++t) {
    CoordinateTable& table = tables.tables[t];
    weight_[t] = table.weight;
    if (!per_row || !table.rated) continue;
    factors_[t].assign(table.rows, 1.0f);
    counts_[t].assign(table.rows, 0.0f);
    for (std::uint32_t row = 0; row < table.rows; ++row)
      for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at)
        counts_[t][row] += table.weight.empty() ? 1.0f : table.weight[at];
  }
}

void CoordinateNoise::weigh(std::size_t t) {
  if (std::ranges::all_of(factors_, [](const auto& each) { return each.empty(); })) return;
  CoordinateTable& table = tables_.tables[t];
  table.weight.resize(table.target.size());
  const std::size_t others = factors_.size() - 1;
  problem_.pool.run((table.rows + grain - 1) / grain, [&](std::size_t task) {
    const auto first = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row) {
      const float own = factors_[t].empty() ? 1.0f : factors_[t][row];
      for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at) {
        float weight = weight_[t].empty() ? own : own * weight_[t][at];
        const std::uint32_t* other = table.others.data() + at * others;
        for (std::size_t o = 0; o < factors_.size(); ++o) {
          if (o == t) continue;
          if (!factors_[o].empty()) weight *= factors_[o][*other];
          ++other;
        }
        table.weight[at] = weight;
      }
    }
  });
}

void CoordinateNoise::draw(std::size_t t, double precision, std::uint64_t step, std::span<Residuals> rows) {
  const auto seed = static_cast<std::uint64_t>(problem_.options.seed);
  problem_.pool.run((rows.size() + grain - 1) / grain, [&](std::size_t task) {
    for (std::size_t row = task * grain; row < std::min(rows.size(), (task + 1) * grain); ++row) {
      if (counts_[t][row] == 0) continue;
      RandomStream random(seed, Purpose::hyper, step, (std::uint64_t{1} << 41) + (std::uint64_t{t} << 32) + row);
      float& factor = factors_[t][row];
      const double squares = std::max(0.0, rows[row].squares) / static_cast<double>(factor);
      const double drawn =
          random.gamma((shape + static_cast<double>(counts_[t][row])) / 2) / ((shape + precision * squares) / 2);
      const double times = drawn / static_cast<double>(factor);
      factor = static_cast<float>(drawn);
      rows[row].scale(times);
    }
  });
  scale_to_one(t, rows);
}

double CoordinateNoise::mean_variance() {
  if (std::ranges::all_of(factors_, [](const auto& each) { return each.empty(); })) return 1;
  weigh(0);
  const std::vector<float>&all = tables_.tables[0].weight, &own = weight_[0];
  double sum = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const double weight = own.empty() ? 1.0 : static_cast<double>(own[at]);
    if (weight > 0) sum += weight * weight / static_cast<double>(all[at]);
  }
  return sum / count_;
}

void CoordinateNoise::scale_to_one(std::size_t t, std::span<Residuals> rows) {
  double sum = 0, ratings = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    sum += static_cast<double>(counts_[t][row]) * static_cast<double>(factors_[t][row]);
    ratings += static_cast<double>(counts_[t][row]);
  }
  if (sum == 0) return;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    factors_[t][row] *= static_cast<float>(ratings / sum);
    rows[row].scale(ratings / sum);
  }
}

}  // namespace interplay
