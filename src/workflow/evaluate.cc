#include "interplay/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "base/spool.h"
#include "data/spooled.h"
#include "interplay/error.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "workflow/fitting_metric.h"
#include "workflow/lists.h"
#include "workflow/target.h"
#include "workflow/worth.h"

namespace interplay {
namespace {

// The named metrics, or all of rows that fit the target.
std::vector<NamedMetric> choose(std::span<const std::string> names, bool binary, const ListOptions& lists) {
  std::vector<NamedMetric> chosen;
  for (const std::string& name : names) {
    const NamedMetric wanted = named_metric(name);
    if (wanted.first != nullptr)
      throw Error(Code::usage, fmt::format("metric '{}' is of lists of items, and here rows are measured", name),
                  "pass --candidates all, or --seen with the rows of training");
    check_relevance(wanted, binary, lists.relevant);
    if (wanted.rows != nullptr) require_fit(*wanted.rows, binary);
    chosen.push_back(wanted);
  }
  if (!names.empty()) return chosen;
  for (const Metric& candidate : metrics()) {
    if (candidate.binary == binary) chosen.push_back({.name = std::string(candidate.name), .rows = &candidate});
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

// Not limited to the range of the targets, beyond which rows would share a place.
std::vector<float> ranking_scores(const ModelImplementation& model, const Dataset& data,
                                  std::span<const std::uint32_t> rows, int threads) {
  const std::vector<FieldView> fields = views_for(data, model.star);
  const TaskPool pool(threads);
  return Predictor(*model.plan, model.target, {fields, rows}, pool).predict(model.members, false);
}

// Block by block, so that what lies in memory is of one block.
RowValues<float> predictions(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows, int threads,
                             const std::shared_ptr<Spool>& spool) {
  constexpr std::size_t block = std::size_t{1} << 22;
  RowValues<float> predicted(spool, rows.size());
  for (std::size_t first = 0; first < rows.size(); first += block) {
    const auto some = rows.subspan(first, std::min(block, rows.size() - first));
    std::ranges::copy(model.predict(data, some, threads), predicted.begin() + first);
  }
  return predicted;
}

void require_groups(const Groups& groups, const NamedMetric& metric) {
  if (!groups.of_row.empty()) return;
  throw Error(Code::usage,
              fmt::format("metric '{}' ranks the rows of a user or a group, and the data has neither", metric.name),
              "name the column with --group or --user");
}

}  // namespace

void check_metrics(const Dataset& data, const Split& split, const TrainOptions& options,
                   std::span<const std::string> names, const ListOptions& lists) {
  if (names.empty()) return;
  for (const NamedMetric& metric : choose(names, target_info(data, split, options).binary, lists))
    if (metric.lists != nullptr) require_groups(lists.groups.of_row.empty() ? groups_of(data) : lists.groups, metric);
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
                    std::span<const std::string> names, int threads, const ListOptions& lists) {
  const bool binary = implementation_of(model).target.binary;
  const std::vector<NamedMetric> chosen = choose(names, binary, lists);
  const std::shared_ptr<Spool> spool = spool_of(data);
  RowValues<std::uint32_t> all(spool, rows.empty() ? data.rows : 0);
  std::iota(all.begin(), all.end(), 0u);
  if (rows.empty()) rows = all;
  const SharedSpan<float> target = gathered(data.target(), rows), weight = gathered(data.weight(), rows);
  check_targets(target, rows, binary);

  const RowValues<float> predicted = predictions(model, data, rows, threads, spool);
  Evaluation result;
  result.rows = rows.size();
  const std::vector<bool> cold = cold_rows(data, rows);
  result.cold_rows = static_cast<std::uint64_t>(std::count(cold.begin(), cold.end(), true));
  std::vector<RankedList> ranked;
  if (const auto first =
          std::ranges::find_if(chosen, [](const NamedMetric& metric) { return metric.lists != nullptr; });
      first != chosen.end()) {
    const Groups groups = lists.groups.of_row.empty() ? groups_of(data) : lists.groups;
    require_groups(groups, *first);
    ranked = lists_of(rows, groups.of_row, ranking_scores(implementation_of(model), data, rows, threads), target,
                      lists.relevant);
    result.lists = ranked.size();
    result.listed_by = groups.field;
  }
  for (const NamedMetric& metric : chosen) {
    result.metrics.emplace_back(metric.name, metric.rows != nullptr ? metric.rows->compute(predicted, target, weight)
                                                                    : over_lists(*metric.lists, ranked, metric.k));
    if (metric.lists != nullptr && std::isnan(result.metrics.back().second))
      result.undefined =
          fmt::format("{} is undefined: {} (lists: {})", metric.name,
                      std::ranges::all_of(ranked, [](const RankedList& list) { return list.relevant() == 0; })
                          ? "no list has a relevant row"
                          : "no list has other rows beside relevant ones",
                      result.lists);
    if (metric.name == "auc" && std::isnan(result.metrics.back().second))
      result.undefined = one_class(target, "targets");
  }
  return result;
}

}  // namespace interplay
