#include "workflow/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/spool.h"
#include "interplay/error.h"
#include "models/table.h"
#include "objective/ordinal.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

// The file that a row was read from, as far as is known.
Location place_of(const Dataset& data, std::uint32_t row) {
  std::string path;
  for (const Dataset::Source& source : data.sources) {
    if (source.first <= row) path = source.path;
  }
  return at(path);
}

void check_values(const Dataset& data, std::span<const std::uint32_t> rows, std::span<const float> target,
                  std::span<const float> weight) {
  for (const std::uint32_t row : rows) {
    if (!std::isfinite(target[row])) {
      throw Error(Code::bad_data, place_of(data, row), fmt::format("row {} has no target, expected a number", row + 1),
                  "fill in the value, or leave the row out");
    }
    if (!weight.empty() && !(weight[row] >= 0 && std::isfinite(weight[row]))) {
      throw Error(Code::bad_data, place_of(data, row),
                  fmt::format("row {} has the weight {}, expected a number from 0 up", row + 1, weight[row]),
                  "mend the weight, or leave the row out");
    }
  }
}

}  // namespace

namespace {

// The distinct values of the training rows that count.
std::vector<float> levels_of(std::span<const float> target, std::span<const float> weight,
                             std::span<const std::uint32_t> rows) {
  std::vector<float> values;
  for (const std::uint32_t row : rows)
    if (weight.empty() || weight[row] > 0) values.push_back(target[row]);
  std::ranges::sort(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
  if (values.size() < 2 || values.size() > most_levels)
    throw Error(
        Code::usage,
        fmt::format(
            "option 'target_kind' is 'ordinal', and the targets of the training rows have {} level{}, expected 2 to {}",
            values.size(), values.size() == 1 ? "" : "s", most_levels),
        "pass --target-kind regression, which takes any numbers");
  return values;
}

TargetScale scale_of(std::span<const float> target, std::span<const float> weight, std::span<const std::uint32_t> rows,
                     const TrainOptions& options) {
  const SharedSpan<float> values = gathered(target, rows), weights = gathered(weight, rows);
  const TargetTransform transform = target_transform_named(options.target_transform);
  if (options.target_scale == "none") return plain_scale(values, transform);
  return standard_scale(values, weights, transform, models::definition(options.model).origin);
}

}  // namespace

TargetInfo target_info(const Dataset& data, const Split& split, const TrainOptions& options) {
  const std::span<const float> target = data.target();
  if (split.train.empty()) throw Error(Code::usage, "there are no training rows", "hold out fewer rows");
  check_values(data, split.train, target, data.weight());
  check_values(data, split.valid, target, data.weight());
  const std::span<const float> weight = data.weight();
  if (!weight.empty() &&
      std::none_of(split.train.begin(), split.train.end(), [&](std::uint32_t row) { return weight[row] > 0; })) {
    throw Error(Code::bad_data, place_of(data, split.train.front()),
                "the weights of all training rows are 0, expected some above", "name another column with --weight");
  }

  TargetInfo info;
  info.low = info.high = target[split.train.front()];
  double sum = 0, weights = 0;
  bool zero_or_one = true;
  for (const std::uint32_t row : split.train) {
    info.low = std::min(info.low, target[row]);
    info.high = std::max(info.high, target[row]);
    const double w = weight.empty() ? 1.0 : static_cast<double>(weight[row]);
    sum += w * target[row];
    weights += w;
    zero_or_one = zero_or_one && (target[row] == 0 || target[row] == 1);
  }
  info.mean = static_cast<float>(sum / weights);
  info.binary = options.target_kind == "binary" || (options.target_kind == "auto" && zero_or_one);
  if (info.binary && !zero_or_one) {
    throw Error(Code::usage,
                fmt::format("option 'target_kind' is 'binary', but targets range from {} to {}, expected 0 and 1",
                            info.low, info.high),
                "write the target as 0 and 1, or pass --target-kind regression");
  }
  if (const SolverDefinition* solver = find_solver(options.solver)) info.binary_link = solver->binary_link;
  const bool ordinal = options.target_kind == "ordinal";
  if (ordinal) info.levels = levels_of(target, weight, split.train);
  info.noise = solver_properties(options).learns_noise && !info.binary && (!ordinal || info.levels.size() > 2);
  if ((info.binary || ordinal) && options.target_transform != "none")
    throw Error(Code::usage,
                fmt::format("option 'target_transform' is '{}', and the target is {}", options.target_transform,
                            ordinal ? "one of a few levels" : "0 or 1"),
                "leave it out, or pass --target-kind regression");
  if (!info.binary && !ordinal) info.scale = scale_of(target, weight, split.train, options);
  return info;
}

SharedSpan<float> seen_targets(std::span<const float> targets, const TargetScale& scale) {
  RowValues<float> seen(spool_at(targets.data()), targets.size());
  std::ranges::copy(targets, seen.begin());
  if (scale.identity()) return std::move(seen).take();
  for (float& value : seen)
    if (std::isfinite(value)) value = static_cast<float>(scale.inner(static_cast<double>(value)));
  return std::move(seen).take();
}

SharedSpan<float> gathered(std::span<const float> values, std::span<const std::uint32_t> rows) {
  if (values.empty()) return {};
  RowValues<float> some(spool_at(values.data()), rows.size());
  std::ranges::transform(rows, some.begin(), [&](std::uint32_t row) { return values[row]; });
  return std::move(some).take();
}

void hide_targets(Dataset& data, const Split& split) {
  const auto field = data.schema.find(Role::target);
  auto* column = field ? std::get_if<NumericColumn>(&data.columns[*field]) : nullptr;
  if (column == nullptr) return;
  std::vector<float> shown(column->values.size(), std::numeric_limits<float>::quiet_NaN());
  for (const auto* rows : {&split.train, &split.valid})
    for (const std::uint32_t row : *rows) shown[row] = column->values[row];
  column->values = std::move(shown);
}

}  // namespace interplay
