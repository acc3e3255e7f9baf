// Lists for metrics: the evaluated rows of every group, with their scores.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "interplay/evaluate.h"
#include "interplay/metrics.h"

namespace interplay {

// Throws Error(usage) where a metric of lists needs to know which rows are relevant, and targets are numbers without
// ListOptions::relevant. `binary`: targets are 0 and 1.
void check_relevance(const NamedMetric& metric, bool binary, const std::optional<double>& relevant);

// One list for each group of the rows, in the order of groups; rows of an unknown group (0) are in none. `scores` and
// `targets` are of `rows`, `group` is of every interaction. Gains are targets, which Error(bad_data) refuses below 0;
// with `relevant` 1 from there up and 0 below.
std::vector<RankedList> lists_of(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> group,
                                 std::span<const float> scores, std::span<const float> targets,
                                 const std::optional<double>& relevant);

}  // namespace interplay
