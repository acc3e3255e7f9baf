// What evaluate says beside the metrics: values of users, intervals, differences of models, segments.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "interplay/measure.h"
#include "json_output.h"

namespace interplay::cli {

// What --against found.
struct Against {
  std::string path;
  Evaluation evaluation;
  std::vector<MeanDifference> differences;
};

// What was measured beside Measured; empty where it was not asked for.
struct Details {
  std::vector<std::pair<std::string, Interval>> intervals;
  std::optional<Against> against;
};

// A line for each user; an empty cell where a metric is undefined.
std::string csv_of(const UserValues& values);

// Tables, with an empty line before each but the first.
std::string text_of(const Measured& measured, const Details& details, std::size_t width);
Json json_of(const Measured& measured, const Details& details);

}  // namespace interplay::cli
