#include "solvers/coordinate/threshold_scale.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "base/random.h"

namespace interplay {
namespace {

constexpr double prior_shape = 4, prior_variance = 0.04;  // k and v_0
constexpr int walks = 2;
constexpr std::uint32_t scale_rows_per_task = 16;  // rows of one task

}  // namespace

CoordinateThresholdScale::CoordinateThresholdScale(const Problem& problem, const Parameters& parameters,
                                                   const CoordinateTables& tables)
    : problem_(problem), tables_(tables) {
  for (std::size_t t = 0; t < tables.tables.size(); ++t) {
    const CoordinateTable& table = tables.tables[t];
    if (!table.ids) continue;
    const auto of_ids = problem.plan.id_noise();
    rows_.push_back(
        {t, threshold_scale_.size(), std::ranges::find(of_ids, *table.ids, &ModelPlan::IdNoise::input)->tensor});
    for (std::uint32_t row = 0; row < table.rows; ++row)
      threshold_scale_.push_back(*parameters[rows_.back().tensor].row(code(rows_.back(), row)));
  }
}

std::uint32_t CoordinateThresholdScale::code(const Rows& rows, std::uint32_t row) const {
  const FieldView& view = problem_.fields[*tables_.tables[rows.table].ids];
  // In a table made of a category of the interactions, the rows are the codes.
  return view.row_of ? std::get<CategoricalColumn>(*view.column).codes[row] : row;
}

template <class Visit>
void CoordinateThresholdScale::each_rating(const Rows& rows, std::uint32_t row, const Visit& visit) const {
  const CoordinateTable& table = tables_.tables[rows.table];
  for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; ++at)
    visit(table.order.empty() ? at : std::uint64_t{table.order[at]});
}

void CoordinateThresholdScale::spread(std::span<float> ratings) const {
  std::ranges::fill(ratings, 1.0f);
  for (const Rows& rows : rows_)
    for (std::uint32_t row = 0; row < tables_.tables[rows.table].rows; ++row)
      each_rating(rows, row, [&](std::uint64_t at) { ratings[at] *= threshold_scale_[rows.first + row]; });
}

void CoordinateThresholdScale::store(Parameters& parameters) const {
  for (const Rows& rows : rows_) {
    const WritableTensor tensor = parameters.writable(rows.tensor);
    for (std::size_t id = 0; id < tensor.rows; ++id) *tensor.row(id) = 1;
    const CoordinateTable& table = tables_.tables[rows.table];
    for (std::uint32_t row = 0; row < table.rows; ++row)
      if (table.offsets[row] < table.offsets[row + 1])
        *tensor.row(code(rows, row)) = threshold_scale_[rows.first + row];
  }
}

// v given all log t: 1 / v ~ Gamma((k + n) / 2, rate (k v_0 + sum (log t)^2) / 2).
double CoordinateThresholdScale::draw_variance(const Rows& rows, std::uint64_t step) const {
  const CoordinateTable& table = tables_.tables[rows.table];
  double count = 0, squares = 0;
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    if (table.offsets[row] == table.offsets[row + 1]) continue;
    const double log_threshold_scale = std::log(static_cast<double>(threshold_scale_[rows.first + row]));
    count += 1;
    squares += log_threshold_scale * log_threshold_scale;
  }
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step,
                      (std::uint64_t{1} << 40) + 2 + rows.table);
  return (prior_shape * prior_variance + squares) / 2 / random.gamma((prior_shape + count) / 2);
}

void CoordinateThresholdScale::draw(const LevelRows& rows, std::span<const float> thresholds, std::uint64_t step,
                                    std::span<float> ratings) {
  for (const Rows& of : rows_) {
    const double variance = draw_variance(of, step);
    const std::uint32_t count = tables_.tables[of.table].rows;
    const Shares tasks = equal_shares(problem_.cluster, (count + scale_rows_per_task - 1) / scale_rows_per_task);
    const Shares own = tasks.of_grains(scale_rows_per_task, count);
    std::vector<float> factors(count, 1.0f);  // by which the scales change
    const auto apply = [&](std::uint32_t row) {
      if (factors[row] != 1) each_rating(of, row, [&](std::uint64_t at) { ratings[at] *= factors[row]; });
    };
    problem_.pool.run(tasks.count(), [&](std::size_t task) {
      const auto first = static_cast<std::uint32_t>(tasks.first + task) * scale_rows_per_task;
      for (std::uint32_t row = first; row < std::min(count, first + scale_rows_per_task); ++row) {
        factors[row] = draw_row(of, row, variance, rows, thresholds, step, ratings);
        apply(row);
      }
    });
    if (!problem_.cluster.several()) continue;
    const Phase phase(problem_.cluster, "levels");
    problem_.cluster.allgatherv(std::span(threshold_scale_).subspan(of.first, count), own.cuts);
    problem_.cluster.allgatherv(std::span(factors), own.cuts);
    for (std::uint32_t row = 0; row < count; ++row)
      if (!own.owns(row)) apply(row);
  }
}

// The likelihood of n ratings has a precision of about n in log t.
float CoordinateThresholdScale::draw_row(const Rows& of, std::uint32_t row, double variance, const LevelRows& rows,
                                         std::span<const float> thresholds, std::uint64_t step,
                                         std::span<const float> ratings) {
  const CoordinateTable& table = tables_.tables[of.table];
  const std::uint64_t count = table.offsets[row + 1] - table.offsets[row];
  if (count == 0) return 1;
  float& threshold_scale = threshold_scale_[of.first + row];
  // Relative to the middle threshold m, the ends of level k are at t (c - m), and the score is at score - m.
  const auto middle = static_cast<double>(thresholds[thresholds.size() / 2]);
  LevelIntervals intervals;
  intervals.reserve(count);
  each_rating(of, row, [&](std::uint64_t at) {
    const double weight = rows.weight.empty() ? 1.0 : static_cast<double>(rows.weight[at]);
    const LevelEnds ends = level_ends(thresholds, rows.level[at], middle, static_cast<double>(ratings[at]));
    if (weight > 0) intervals.add(ends.low, ends.high, static_cast<double>(rows.score[at]) - middle, std::sqrt(weight));
  });
  const auto log_probability = [&](double log_threshold_scale, double factor) {
    return intervals.log_probability(factor) - log_threshold_scale * log_threshold_scale / (2 * variance);
  };
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step,
                      (std::uint64_t{1} << 42) + (std::uint64_t{of.table} << 32) + row);
  const double start = std::log(static_cast<double>(threshold_scale)),
               width = 2 / std::sqrt(1 / variance + static_cast<double>(count));
  double here = start, probability = log_probability(here, 1);
  for (int walk = 0; walk < walks; ++walk) {
    const double there = std::clamp(here + width * random.normal(), -3.0, 3.0);
    const double proposed = log_probability(there, std::exp(there - start));
    if (!(std::log(random.uniform_double()) < proposed - probability)) continue;
    here = there;
    probability = proposed;
  }
  if (here == start) return 1;
  threshold_scale = static_cast<float>(std::exp(here));
  return static_cast<float>(std::exp(here - start));
}

}  // namespace interplay
