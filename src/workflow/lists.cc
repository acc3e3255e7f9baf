#include "workflow/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "interplay/error.h"

namespace interplay {
namespace {

std::vector<float> gains_of(std::span<const std::uint32_t> rows, std::span<const float> targets,
                            const std::optional<double>& relevant) {
  std::vector<float> gains(targets.begin(), targets.end());
  for (std::size_t i = 0; i < gains.size(); ++i) {
    if (relevant) gains[i] = static_cast<double>(targets[i]) >= *relevant ? 1.0f : 0.0f;
    if (gains[i] >= 0) continue;
    throw Error(Code::bad_data,
                fmt::format("row {} has the target {}, and metrics of lists take targets as gains, from 0 up",
                            rows[i] + 1, targets[i]),
                "pass --relevant with the least target that is relevant");
  }
  return gains;
}

}  // namespace

void check_relevance(const NamedMetric& metric, bool binary, const std::optional<double>& relevant) {
  if (metric.lists == nullptr || metric.lists->graded || binary || relevant) return;
  throw Error(Code::usage,
              fmt::format("metric '{}' asks which rows are relevant, and the targets are numbers", metric.name),
              "pass --relevant 4: targets from there up are relevant; or choose ndcg, which takes "
              "targets as gains");
}

Groups groups_of(const Dataset& data) {
  for (const Role role : {Role::group, Role::user}) {
    const auto field = data.schema.find(role);
    if (!field) continue;
    Groups groups{.field = data.schema.fields[*field].name};
    if (const auto row_of = data.row_of(*field); !row_of.empty()) {
      groups.of_row.assign(row_of.begin(), row_of.end());
    } else if (const auto* column = std::get_if<CategoricalColumn>(&data.columns[*field])) {
      groups.of_row.assign(column->codes.begin(), column->codes.end());
    }
    if (groups.of_row.size() == data.rows) return groups;
  }
  return {};
}

std::vector<RankedList> lists_of(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> group,
                                 std::span<const float> scores, std::span<const float> targets,
                                 const std::optional<double>& relevant) {
  const std::vector<float> gains = gains_of(rows, targets, relevant);
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto group_at = [&](std::uint32_t i) { return group[rows[i]]; };
  std::ranges::stable_sort(order, {}, group_at);
  std::vector<RankedList> lists;
  std::vector<float> score, gain;
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    score.clear();
    gain.clear();
    for (; last < order.size() && group_at(order[last]) == group_at(order[first]); ++last) {
      score.push_back(scores[order[last]]);
      gain.push_back(gains[order[last]]);
    }
    if (group_at(order[first]) != 0) lists.emplace_back(score, gain);
  }
  return lists;
}

}  // namespace interplay
