#include "score/level_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/level_probabilities.h"

namespace interplay {
namespace {

constexpr double steepest = 0.3989422804014327;  // of the normal distribution function
constexpr double kernel_error = 5e-6;            // of kernels::level_means, for each unit of range

}  // namespace

std::optional<LevelCurve> LevelCurve::of(const ScoringTables& tables, std::size_t item,
                                         std::span<const std::uint32_t> item_rows) {
  const Objective& objective = tables.plan().objective();
  const bool levels = objective.loss->target() == TargetKind::levels && objective.levels.size() > 1;
  const bool probit = objective.binary() && objective.loss->conditional() == Conditional::latent_normal;
  if (!levels && !probit) return std::nullopt;
  LevelCurve curve;
  curve.item_table_ = static_cast<std::uint32_t>(item) + 1;
  if (levels) {
    curve.lowest_ = objective.levels.front();
    for (std::size_t k = 1; k < objective.levels.size(); ++k)
      curve.steps_.push_back(objective.levels[k] - objective.levels[k - 1]);
  } else {
    curve.steps_ = {1};
  }
  for (const float step : curve.steps_) curve.range_ += static_cast<double>(step);
  for (std::size_t m = 0; m < tables.members(); ++m) {
    const std::span<const float> thresholds = tables.response(m).thresholds();
    curve.members_.push_back({levels ? std::vector<float>(thresholds.begin(), thresholds.end()) : std::vector<float>{0},
                              levels ? thresholds[thresholds.size() / 2] : 0.0f});
    for (const float cut : curve.members_.back().thresholds)
      curve.largest_threshold_ = std::max(curve.largest_threshold_, std::abs(static_cast<double>(cut)));
  }
  for (const ScoringTables::IdDeviations& ids : tables.deviations()) curve.add_threshold_scales(tables, ids, item_rows);
  if (!std::isfinite(curve.largest_scale_) || !std::isfinite(curve.largest_threshold_)) return std::nullopt;
  return curve;
}

void LevelCurve::add_threshold_scales(const ScoringTables& tables, const ScoringTables::IdDeviations& ids,
                                      std::span<const std::uint32_t> item_rows) {
  double largest = 0;
  for (const float value : ids.values) largest = std::max(largest, std::abs(static_cast<double>(value)));
  largest_scale_ *= largest;
  const std::size_t f = tables.star().schema.inputs()[ids.input], members = tables.members();
  if (tables.star().schema.fields[f].table != item_table_) return;
  const bool first = threshold_scales_.items() == 0;
  if (first) threshold_scales_ = PanelMatrix(item_rows.size(), members);
  const auto& codes = std::get<CategoricalColumn>(tables.star().columns[f]).codes;
  for (std::size_t i = 0; i < item_rows.size(); ++i) {
    for (std::size_t m = 0; m < members; ++m) {
      const float threshold_scale = ids.values[codes[item_rows[i]] * members + m];
      threshold_scales_.at(i, m) = first ? threshold_scale : threshold_scale * threshold_scales_.at(i, m);
    }
  }
}

void LevelCurve::add(const RowScorer& row, std::size_t member, std::size_t p, std::span<float> scores,
                     std::span<float> sums) const {
  std::array<float, PanelMatrix::width> threshold_scales;
  const float of_row = row.deviation(member, item_table_);
  for (std::size_t i = 0; i < scores.size(); ++i)
    threshold_scales[i] =
        of_row * (threshold_scales_.items() > 0 ? threshold_scales_.at(p * PanelMatrix::width + i, member) : 1.0f);
  const auto& [thresholds, middle] = members_[member];
  kernels::level_means({thresholds.data(), steps_.data(), steps_.size(), lowest_, middle}, scores.data(),
                       threshold_scales.data(), scores.size(), scores.data());
  const float share = 1 / static_cast<float>(members_.size());
  for (std::size_t i = 0; i < scores.size(); ++i) sums[i] += share * scores[i];
}

double LevelCurve::error(double size, double error) const {
  const double members = static_cast<double>(members_.size());
  const double argument = error + 8 * float_rounding * (size + 2 * (largest_scale_ + 1) * largest_threshold_);
  return range_ * (steepest * argument + kernel_error) +
         float_rounding * (2 * members + 8) * (std::abs(static_cast<double>(lowest_)) + range_);
}

}  // namespace interplay
