#include "solvers/coordinate_latent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "model/response.h"
#include "objective/normal.h"
#include "objective/ordinal.h"

namespace interplay {

LatentTargets::LatentTargets(const Problem& problem, CoordinateTables& tables, float* cuts, float* bias)
    : problem_(problem), tables_(tables), levels_(Response::levels(problem.plan.objective())), bias_(bias) {
  cuts_ = cuts ? std::span(cuts, levels_.size() - 1) : std::span(fixed_cuts_);
  const CoordinateTable& table = tables_.tables.front();
  score_.resize(table.target.size());
  latent_.resize(table.target.size());
  level_.reserve(table.target.size());
  for (const float value : table.target) {
    // Values of rows without weight need not be levels.
    const auto above = std::ranges::lower_bound(levels_, value);
    level_.push_back(static_cast<std::uint8_t>(
        std::min<std::ptrdiff_t>(above - levels_.begin(), std::ssize(levels_) - 1)));
  }
  if (std::ranges::is_sorted(cuts_, std::less_equal())) return;
  const std::vector<double> start = marginal_cuts(rows(), levels_.size());
  const double origin = bias_ ? start.front() : 0;
  for (std::size_t k = 0; k < start.size(); ++k) cuts_[k] = static_cast<float>(start[k] - origin);
  if (bias_) *bias_ = static_cast<float>(-origin);
}

LevelFit LatentTargets::draw(const CoordinateSweep& sweep, std::uint64_t step) {
  sweep.scores(bias_ ? *bias_ : 0.0f, score_);
  if (cuts_.data() != fixed_cuts_.data()) {
    RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step,
                        (std::uint64_t{1} << 40) + 1);
    draw_cuts(rows(), bias_ == nullptr, step, random, problem_.pool, cuts_);
  }
  const LevelFit fit = draw_targets(step);
  hand_out();
  return fit;
}

LevelFit LatentTargets::draw_targets(std::uint64_t step) {
  const CoordinateTable& table = tables_.tables.front();
  constexpr std::uint32_t grain = 16;
  std::vector<LevelFit> parts((table.rows + grain - 1) / grain);
  problem_.pool.run(parts.size(), [&](std::size_t task) {
    const auto first = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row)
      draw_row(row, step, parts[task]);
  });
  LevelFit fit;
  for (const LevelFit& part : parts) {
    fit.weight += part.weight;
    fit.loss += part.loss;
    fit.squares += part.squares;
  }
  return fit;
}

// Random numbers belong to (seed, step, row of the first table), one word for each of its ratings.
void LatentTargets::draw_row(std::uint32_t row, std::uint64_t step, LevelFit& fit) {
  const CoordinateTable& table = tables_.tables.front();
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::latent, step, row);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  // Phi(c - score) of all cut points, from c_0 = -infinity to c_K = infinity.
  std::array<double, most_levels + 1> cdf;
  const std::size_t levels = levels_.size();
  cdf[0] = 0;
  cdf[levels] = 1;
  LogProduct chances;
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at) {
    const double u = (static_cast<double>(random.bits()) + 0.5) * 0x1p-32;
    const auto score = static_cast<double>(score_[at]),
               o = table.weight.empty() ? 1.0 : static_cast<double>(table.weight[at]);
    float& z = latent_[table.order[at]];
    z = score_[at];
    if (!(o > 0)) continue;
    for (std::size_t k = 1; k < levels; ++k) cdf[k] = normal_cdf(static_cast<double>(cuts_[k - 1]) - score);
    const std::size_t level = level_[at];
    const double low = level == 0 ? -infinity : static_cast<double>(cuts_[level - 1]) - score;
    const double high = level + 1 == levels ? infinity : static_cast<double>(cuts_[level]) - score;
    if (o == 1) {
      z = static_cast<float>(score + truncated_normal({low, high, cdf[level], cdf[level + 1]}, u));
    } else {
      const double root = std::sqrt(o);
      z = static_cast<float>(score + truncated_normal(root * low, root * high, u) / root);
    }
    // The mean of the level, summed by parts.
    double distance = static_cast<double>(levels_.back()) - static_cast<double>(levels_[level]);
    for (std::size_t k = 1; k < levels; ++k)
      distance -= cdf[k] * (static_cast<double>(levels_[k]) - static_cast<double>(levels_[k - 1]));
    const double chance = std::max(cdf[level + 1] - cdf[level], 1e-100);
    if (o == 1) {
      chances.multiply(chance);
    } else {
      fit.loss -= o * std::log(chance);
    }
    fit.weight += o;
    fit.squares += o * distance * distance;
  }
  fit.loss -= chances.value();
}

void LatentTargets::hand_out() {
  constexpr std::size_t piece = 16384;
  for (CoordinateTable& table : tables_.tables) {
    problem_.pool.run((table.target.size() + piece - 1) / piece, [&](std::size_t task) {
      const std::size_t end = std::min(table.target.size(), (task + 1) * piece);
      for (std::size_t at = task * piece; at < end; ++at) table.target[at] = latent_[table.order[at]];
    });
  }
}

}  // namespace interplay
