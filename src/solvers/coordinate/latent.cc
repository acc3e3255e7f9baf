#include "solvers/coordinate/latent.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kernels/level_probabilities.h"
#include "model/response.h"
#include "objective/normal.h"
#include "objective/ordinal.h"
#include "solvers/coordinate/scale.h"

namespace interplay {

LatentTargets::LatentTargets(const Problem& problem, const Parameters& parameters, const CoordinateTables& tables,
                             float* thresholds, float* bias)
    : problem_(problem),
      tables_(tables),
      levels_(Response::levels(problem.plan.objective())),
      bias_(bias),
      threshold_scales_(problem, parameters, tables) {
  for (std::size_t k = 1; k < levels_.size(); ++k) level_steps_.push_back(levels_[k] - levels_[k - 1]);
  thresholds_ = thresholds ? std::span(thresholds, levels_.size() - 1) : std::span(fixed_thresholds_);
  const CoordinateTable& table = tables_.tables.front();
  const std::size_t count = table.target.size();
  score_ = RowValues<float>(tables.spool, count);
  latent_ = RowValues<float>(tables.spool, count);
  level_ = RowValues<std::uint8_t>(tables.spool, count);
  if (threshold_scales_.active()) threshold_scale_ = RowValues<float>(tables.spool, count);
  std::ranges::fill(threshold_scale_, 1.0f);
  std::ranges::transform(table.target, level_.begin(), [&](float value) {
    // Values of rows without weight need not be levels.
    const auto above = std::ranges::lower_bound(levels_, value);
    return static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(above - levels_.begin(), std::ssize(levels_) - 1));
  });
  if (std::ranges::is_sorted(thresholds_, std::less_equal())) return;
  const std::vector<double> start = marginal_thresholds(rows(), levels_.size());
  const double origin = bias_ ? start.front() : 0;
  for (std::size_t k = 0; k < start.size(); ++k) thresholds_[k] = static_cast<float>(start[k] - origin);
  if (bias_) *bias_ = static_cast<float>(-origin);
}

// Thresholds and the scale take turns from pass to pass. This suffices, because the scores, and so the posterior of
// both, change little between two passes.
LevelFit LatentTargets::draw(std::span<const float> scores, const Scaling& scaling, std::uint64_t step) {
  const float bias = bias_ ? *bias_ : 0.0f;
  std::ranges::transform(scores, score_.begin(), [bias](float score) { return score + bias; });
  if (threshold_scales_.active()) threshold_scales_.spread(threshold_scale_);
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step,
                      (std::uint64_t{1} << 40) + 1);
  if (step % 2 == 1) {
    draw_scale(scaling, random);
  } else if (thresholds_.data() != fixed_thresholds_.data()) {
    draw_thresholds(rows(), bias_ == nullptr, step / 2, random, problem_.pool, thresholds_, problem_.cluster);
  }
  if (threshold_scales_.active()) threshold_scales_.draw(rows(), thresholds_, step, threshold_scale_);
  return draw_targets(step);
}

void LatentTargets::draw_scale(const Scaling& scaling, RandomStream& random) {
  // With flat priors, every free number contributes its own Jacobian.
  const std::size_t thresholds =
      thresholds_.data() == fixed_thresholds_.data() ? 0 : thresholds_.size() - (bias_ ? 1 : 0);
  const auto flat = static_cast<double>(thresholds + (bias_ ? 1 : 0));
  const double change = draw_log_scale(
      rows(), thresholds_, [&](double c) { return flat * c + scaling.log_prior(c); }, random, problem_.pool,
      problem_.cluster);
  if (change == 0) return;
  scaling.apply(change);
  const auto scale = static_cast<float>(std::exp(change));
  for (float& cut : thresholds_) cut *= scale;
  for (float& score : score_) score *= scale;
}

LevelFit LatentTargets::draw_targets(std::uint64_t step) {
  const CoordinateTable& table = tables_.tables.front();
  constexpr std::uint32_t grain = 16;
  std::vector<LevelFit> parts((table.rows + grain - 1) / grain);
  const Shares shares = equal_shares(problem_.cluster, parts.size());
  problem_.pool.run(shares.count(), [&](std::size_t task) {
    const std::size_t part = shares.first + task;
    const auto first = static_cast<std::uint32_t>(part) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row) draw_row(row, step, parts[part]);
  });
  const Phase phase(problem_.cluster, "levels");
  problem_.cluster.allgatherv(std::span(parts), shares.cuts);
  problem_.cluster.allgatherv(
      std::span(latent_),
      shares.of_grains(grain, table.rows).of_elements(std::span<const std::uint64_t>(table.offsets.values())).cuts);
  LevelFit fit;
  for (const LevelFit& part : parts) {
    fit.weight += part.weight;
    fit.loss += part.loss;
    fit.squares += part.squares;
  }
  return fit;
}

// The level means of ratings [first, last).
std::vector<float> LatentTargets::level_means(std::uint64_t first, std::uint64_t last) const {
  std::vector<float> means(last - first);
  kernels::level_means({thresholds_.data(), level_steps_.data(), thresholds_.size(), levels_.front(),
                        thresholds_[thresholds_.size() / 2]},
                       score_.data() + first, threshold_scale_.empty() ? nullptr : threshold_scale_.data() + first,
                       last - first, means.data());
  return means;
}

// Random numbers are keyed by (seed, step, row of the first table), with one word for each rating of the row.
void LatentTargets::draw_row(std::uint32_t row, std::uint64_t step, LevelFit& fit) {
  const CoordinateTable& table = tables_.tables.front();
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::latent, step, row);
  LogProduct probabilities;
  const std::vector<float> means = level_means(table.offsets[row], table.offsets[row + 1]);
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at) {
    const double u = (static_cast<double>(random.bits()) + 0.5) * 0x1p-32;
    const auto score = static_cast<double>(score_[at]),
               o = table.weight.empty() ? 1.0 : static_cast<double>(table.weight[at]);
    float& z = latent_[at];
    z = score_[at];
    if (!(o > 0)) continue;
    const std::size_t level = level_[at];
    const auto [low, high] = rows().ends(thresholds_, at);
    const NormalInterval interval{low, high, normal_cdf(low), normal_cdf(high)};
    const double probability = std::max(interval.cdf_high - interval.cdf_low, 1e-100);
    if (o == 1) {
      z = static_cast<float>(score + truncated_normal(interval, u));
      probabilities.multiply(probability);
    } else {
      const double root = std::sqrt(o);
      z = static_cast<float>(score + truncated_normal(root * low, root * high, u) / root);
      fit.loss -= o * std::log(probability);
    }
    const auto distance = static_cast<double>(means[at - table.offsets[row]] - levels_[level]);
    fit.weight += o;
    fit.squares += o * distance * distance;
  }
  fit.loss -= probabilities.value();
}

}  // namespace interplay
