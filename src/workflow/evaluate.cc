#include "interplay/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"
#include "model/implementation.h"
#include "workflow/fitting_metric.h"
#include "workflow/predict.h"
#include "workflow/target.h"
#include "workflow/worth.h"

namespace interplay {
namespace {

// The named metrics, or all that fit the target.
std::vector<const Metric*> choose(std::span<const std::string> names, bool binary) {
  std::vector<const Metric*> chosen;
  for (const std::string& name : names) {
    chosen.push_back(&metric(name));
    require_fit(*chosen.back(), binary);
  }
  if (!names.empty()) return chosen;
  for (const Metric& candidate : metrics()) {
    if (candidate.binary == binary) chosen.push_back(&candidate);
  }
  return chosen;
}

void check_targets(std::span<const float> target, std::span<const std::uint32_t> rows, bool binary) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    const bool right = binary ? target[i] == 0 || target[i] == 1 : std::isfinite(target[i]);
    if (right) continue;
    throw Error(
        Code::bad_data,
        fmt::format("row {} has the target {}, expected {}", rows[i] + 1, target[i], binary ? "0 or 1" : "a number"),
        "mend the value, or leave the row out");
  }
}

}  // namespace

void check_metrics(const Dataset& data, const Split& split, const TrainOptions& options,
                   std::span<const std::string> names) {
  if (!names.empty()) choose(names, target_info(data, split, options).binary);
}

std::vector<bool> cold_rows(const Dataset& encoded, std::span<const std::uint32_t> rows) {
  std::vector<bool> cold(rows.size(), false);
  for (const Role role : {Role::user, Role::item}) {
    const auto field = encoded.schema.find(role);
    const auto* column = field ? std::get_if<CategoricalColumn>(&encoded.columns[*field]) : nullptr;
    if (column == nullptr) continue;
    const auto row_of = encoded.row_of(*field);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t row = row_of.empty() ? rows[i] : row_of[rows[i]];
      if (column->codes[row] == 0) cold[i] = true;
    }
  }
  return cold;
}

Evaluation evaluate(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows,
                    std::span<const std::string> names, int threads) {
  const bool binary = model.implementation().target.binary;
  const std::vector<const Metric*> chosen = choose(names, binary);
  std::vector<std::uint32_t> all;
  if (rows.empty()) rows = all = all_rows(data.rows);
  const std::vector<float> target = gather(target_of(data), rows);
  const std::vector<float> weight = gather(data.weight(), rows);
  check_targets(target, rows, binary);

  const std::vector<float> predicted = model.predict(data, rows, threads);
  Evaluation result;
  result.rows = rows.size();
  const std::vector<bool> cold = cold_rows(data, rows);
  result.cold_rows = static_cast<std::uint64_t>(std::count(cold.begin(), cold.end(), true));
  for (const Metric* metric : chosen) {
    result.metrics.emplace_back(metric->name, metric->compute(predicted, target, weight));
    if (metric->name == "auc") result.undefined = one_class(target, "targets");
  }
  return result;
}

}  // namespace interplay
