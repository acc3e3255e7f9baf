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

Monitor list_monitor(const TrainOptions& options, Monitor monitor, bool has_validation) {
  if (monitor.metric != sampled_ndcg)
    throw Error(Code::usage,
                fmt::format("option 'monitor' is '{}', and with loss '{}' there is only '{}' of the validation part",
                            options.monitor, options.loss, sampled_ndcg),
                "leave it out, or pass --monitor 'train loss'");
  if (!has_validation)
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', but there is no validation part", options.monitor),
                "pass --valid 0.1 to hold out a tenth of the rows, or --monitor 'train loss'");
  monitor.direction = Direction::maximize;
  return monitor;
}

}  // namespace

std::optional<Monitor> monitor_of(const TrainOptions& options, bool binary, bool has_validation) {
  const std::string usual = options.loss != "auto" ? std::string(sampled_ndcg) : binary ? "logloss" : "rmse";
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
    if (monitor.metric != "loss" && monitor.metric != "penalized" && monitor.metric != usual) {
      throw Error(Code::usage,
                  fmt::format("option 'monitor' is '{}', of training there are only loss, penalized and {}",
                              options.monitor, usual));
    }
    return monitor;
  }
  if (options.loss != "auto") return list_monitor(options, std::move(monitor), has_validation);
  const Metric* metric_of_that_name = monitor.valid_loss() ? nullptr : &metric(monitor.metric);
  if (metric_of_that_name) monitor.direction = metric_of_that_name->direction;
  if (metric_of_that_name && metric_of_that_name->binary && !binary) {
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', which needs a target of 0 and 1", options.monitor),
                "choose rmse or mae, or pass --target-kind binary");
  }
  if (monitor.direction == Direction::none)
    throw Error(Code::usage, fmt::format("option 'monitor' is '{}', of which neither end is best", options.monitor),
                "choose rmse or mae");
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
