#include "solvers/monitor.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "interplay/error.h"

namespace interplay {

double Monitor::value(const EpochRecord& record) const {
  if (!valid && metric == "loss") return record.loss;
  if (!valid && metric == "penalized") return record.penalized;
  for (const auto& [name, value] : valid ? record.valid : record.train) {
    if (name == metric) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

bool Monitor::better(double value, double than) const {
  if (std::isnan(value)) return false;
  return direction == Direction::minimize ? value < than : value > than;
}

namespace {

std::string usual_metric(Measurable measured) {
  switch (measured) {
    case Measurable::numbers:
      return "rmse";
    case Measurable::probabilities:
      return "logloss";
    case Measurable::lists:
      return "ndcg@10";
  }
  return "rmse";
}

// Throws Error(usage) for a metric that does not fit.
Direction direction_of(const Monitor& monitor, const TrainOptions& options, Measurable measured) {
  if (measured == Measurable::lists) {
    if (!monitor.valid_loss())
      return deciding_list_metric(monitor.metric).lists ? Direction::maximize : Direction::none;
    throw Error(
        Code::usage,
        fmt::format("option 'monitor' is '{}', and validation rows without targets have no loss", options.monitor),
        "choose a metric of lists such as ndcg@10");
  }
  if (monitor.valid_loss()) return Direction::minimize;
  const Metric& of_that_name = metric(monitor.metric);
  if (of_that_name.binary && measured != Measurable::probabilities)
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', which needs a target of 0 and 1", options.monitor),
                "choose rmse or mae, or pass --target-kind binary");
  if (of_that_name.direction == Direction::none)
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', of which neither end is best", options.monitor),
                "choose rmse or mae");
  return of_that_name.direction;
}

}  // namespace

std::optional<Monitor> monitor_of(const TrainOptions& options, Measurable measured, bool has_validation) {
  const std::string usual = usual_metric(measured);
  Monitor monitor;
  monitor.metric = options.monitor;
  if (options.monitor == "auto") {
    if (!has_validation) return std::nullopt;
    monitor.metric = usual;
  }
  for (const std::string_view prefix : {"valid ", "train "}) {
    if (!monitor.metric.starts_with(prefix)) continue;
    monitor.metric.erase(0, prefix.size());
    monitor.valid = prefix == "valid ";
    break;
  }
  if (!monitor.valid) {
    const bool lists = measured == Measurable::lists;
    if (monitor.metric != "loss" && monitor.metric != "penalized" && (lists || monitor.metric != usual)) {
      throw Error(Code::usage, fmt::format("option 'monitor' is '{}', of training there are only loss{}",
                                           options.monitor, lists ? " and penalized" : ", penalized and " + usual));
    }
    return monitor;
  }
  monitor.direction = direction_of(monitor, options, measured);
  if (monitor.valid_loss() && options.target_kind == "ordinal")
    throw Error(Code::usage,
                fmt::format("option 'monitor' is '{}', which ordinal targets do not have", options.monitor),
                "choose rmse or mae");
  if (!has_validation) {
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', but there is no validation part", options.monitor),
                "pass --valid 0.1 to hold out a tenth of the rows, or --monitor 'train loss'");
  }
  return monitor;
}

}  // namespace interplay
