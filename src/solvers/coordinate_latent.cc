#include "solvers/coordinate_latent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "model/response.h"
#include "objective/normal.h"
#include "objective/ordinal.h"
#include "solvers/coordinate_scale.h"

namespace interplay {

// The mean of the level as a function of the score and of the deviation of its noise, between numbers that are looked
// up: to about 1e-4 of the levels' range.
class LatentTargets::LevelMeans {
 public:
  // For precisions from `least` to `most`.
  LevelMeans(std::span<const float> cuts, std::span<const float> levels, double least, double most)
      : low_(static_cast<double>(cuts.front()) - reach),
        steps_per_unit_((steps - 1) / (static_cast<double>(cuts.back()) + reach - low_)),
        log_low_(std::log(least)),
        lines_(std::min(most_lines, 2 + static_cast<int>((std::log(most) - log_low_) / line_width))),
        line_per_log_((lines_ - 1) / std::max(std::log(most) - log_low_, 1e-6)),
        values_(static_cast<std::size_t>(lines_ * steps)) {
    for (int line = 0; line < lines_; ++line) {
      const double deviation = std::exp(-(log_low_ + line / line_per_log_) / 2);
      for (int i = 0; i < steps; ++i)
        values_[static_cast<std::size_t>(line * steps + i)] =
            level_moments(cuts, levels, low_ + i / steps_per_unit_, deviation).mean;
    }
  }
  double at(double score, double precision) const {
    const double place = std::clamp((score - low_) * steps_per_unit_, 0.0, steps - 1.001);
    const double line = std::clamp((std::log(precision) - log_low_) * line_per_log_, 0.0, lines_ - 1.001);
    const int i = static_cast<int>(place), l = static_cast<int>(line);
    const double *below = &values_[static_cast<std::size_t>(l * steps + i)], *above = below + steps;
    const double x = place - i, y = line - l;
    return (1 - y) * (below[0] + x * (below[1] - below[0])) + y * (above[0] + x * (above[1] - above[0]));
  }

 private:
  static constexpr double reach = 6, line_width = 0.15;
  static constexpr int steps = 512, most_lines = 64;
  double low_, steps_per_unit_, log_low_;
  int lines_;
  double line_per_log_;
  std::vector<double> values_;
};

LatentTargets::LatentTargets(const Problem& problem, const CoordinateTables& tables, float* cuts, float* bias)
    : problem_(problem), tables_(tables), levels_(Response::levels(problem.plan.objective())), bias_(bias) {
  cuts_ = cuts ? std::span(cuts, levels_.size() - 1) : std::span(fixed_cuts_);
  const CoordinateTable& table = tables_.tables.front();
  score_.resize(table.target.size());
  latent_.resize(table.target.size());
  level_.reserve(table.target.size());
  for (const float value : table.target) {
    // Values of rows without weight need not be levels.
    const auto above = std::ranges::lower_bound(levels_, value);
    level_.push_back(
        static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(above - levels_.begin(), std::ssize(levels_) - 1)));
  }
  if (std::ranges::is_sorted(cuts_, std::less_equal())) return;
  const std::vector<double> start = marginal_cuts(rows(), levels_.size());
  const double origin = bias_ ? start.front() : 0;
  for (std::size_t k = 0; k < start.size(); ++k) cuts_[k] = static_cast<float>(start[k] - origin);
  if (bias_) *bias_ = static_cast<float>(-origin);
}

// Cut points and the scale take turns: between two passes the scores, and so the posterior of both, move
// little.
LevelFit LatentTargets::draw(std::span<const float> scores, const Scaling& scaling, std::uint64_t step) {
  const float bias = bias_ ? *bias_ : 0.0f;
  std::ranges::transform(scores, score_.begin(), [bias](float score) { return score + bias; });
  load_precisions();
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step,
                      (std::uint64_t{1} << 40) + 1);
  if (step % 2 == 1) {
    draw_scale(scaling, random);
  } else if (cuts_.data() != fixed_cuts_.data()) {
    draw_cuts(rows(), bias_ == nullptr, step / 2, random, problem_.pool, cuts_);
  }
  return draw_targets(step);
}

void LatentTargets::load_precisions() {
  const CoordinateTable& table = tables_.tables.front();
  const std::size_t others = tables_.tables.size() - 1;
  precision_ = table.weight;
  if (std::ranges::all_of(tables_.tables, [](const CoordinateTable& each) { return each.precision.empty(); })) return;
  precision_.resize(table.target.size(), 1.0f);
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at) {
      if (!table.precision.empty()) precision_[at] *= table.precision[row];
      for (std::size_t o = 0; o < others; ++o) {
        const std::vector<float>& other = tables_.tables[o + 1].precision;
        if (!other.empty()) precision_[at] *= other[table.others[at * others + o]];
      }
    }
  }
}

void LatentTargets::draw_scale(const Scaling& scaling, RandomStream& random) {
  // Flat priors: every free number adds its own Jacobian.
  const std::size_t cuts = cuts_.data() == fixed_cuts_.data() ? 0 : cuts_.size() - (bias_ ? 1 : 0);
  const auto flat = static_cast<double>(cuts + (bias_ ? 1 : 0));
  const double change = draw_log_scale(
      rows(), cuts_, [&](double c) { return flat * c + scaling.log_prior(c); }, random, problem_.pool);
  if (change == 0) return;
  scaling.apply(change);
  const auto scale = static_cast<float>(std::exp(change));
  for (float& cut : cuts_) cut *= scale;
  for (float& score : score_) score *= scale;
}

LevelFit LatentTargets::draw_targets(std::uint64_t step) {
  const CoordinateTable& table = tables_.tables.front();
  constexpr std::uint32_t grain = 16;
  double least = 1, most = 1;
  for (const float precision : precision_) {
    if (!(precision > 0)) continue;
    least = std::min(least, static_cast<double>(precision));
    most = std::max(most, static_cast<double>(precision));
  }
  const LevelMeans means(cuts_, levels_, least, most);
  std::vector<LevelFit> parts((table.rows + grain - 1) / grain);
  problem_.pool.run(parts.size(), [&](std::size_t task) {
    const auto first = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first; row < std::min(table.rows, first + grain); ++row)
      draw_row(row, step, means, parts[task]);
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
void LatentTargets::draw_row(std::uint32_t row, std::uint64_t step, const LevelMeans& means, LevelFit& fit) {
  const CoordinateTable& table = tables_.tables.front();
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::latent, step, row);
  LogProduct chances;
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at) {
    const double u = (static_cast<double>(random.bits()) + 0.5) * 0x1p-32;
    const auto score = static_cast<double>(score_[at]),
               weight = table.weight.empty() ? 1.0 : static_cast<double>(table.weight[at]),
               precision = precision_.empty() ? 1.0 : static_cast<double>(precision_[at]);
    float& z = latent_[at];
    z = score_[at];
    if (!(weight > 0)) continue;
    const std::size_t level = level_[at];
    const auto [low, high] = level_ends(cuts_, level, score);
    const double root = std::sqrt(precision);
    const NormalInterval interval{root * low, root * high, normal_cdf(root * low), normal_cdf(root * high)};
    z = static_cast<float>(score + truncated_normal(interval, u) / root);
    // The chance of the level is that of a row of weight 1.
    const double of_one = precision / weight;
    if (weight == 1) {
      chances.multiply(std::max(interval.cdf_high - interval.cdf_low, 1e-100));
    } else {
      fit.loss -= weight * std::log(std::max(normal_between(std::sqrt(of_one) * low, std::sqrt(of_one) * high), 1e-100));
    }
    const double distance = means.at(score, of_one) - static_cast<double>(levels_[level]);
    fit.weight += weight;
    fit.squares += weight * distance * distance;
  }
  fit.loss -= chances.value();
}

}  // namespace interplay
