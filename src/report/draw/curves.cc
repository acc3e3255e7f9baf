// Charts of a training history and of values.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"
#include "interplay/report.h"
#include "report/model_tables.h"
#include "report/words.h"

namespace interplay {
namespace {

// Where the largest value is more than this many times the smallest, the axis is logarithmic.
constexpr double linear_limit = 4;

const History& history_of(const Model& model) {
  const History& history = model.history();
  if (history.epochs.empty())
    throw Error(Code::unsupported, "the model has no training history: it was saved before its first epoch",
                "train it for at least one epoch");
  return history;
}

std::string target_name(const Model& model) {
  const auto target = model.schema().find(Role::target);
  return target ? model.schema().fields[*target].name : "";
}

// The metric that "valid rmse" or "train rmse" monitors, or what was recorded first.
std::string metric_of(const History& history) {
  const auto space = history.monitor.find(' ');
  if (space != std::string::npos) return history.monitor.substr(space + 1);
  const EpochRecord& first = history.epochs.front();
  if (!first.valid.empty()) return first.valid.front().first;
  return first.train.empty() ? "loss" : first.train.front().first;
}

double value_of(const MetricValues& values, std::string_view metric) {
  for (const auto& [name, value] : values)
    if (name == metric) return value;
  return NAN;
}

template <class Value>
void add(Chart& chart, const History& history, std::string name, const Value& value) {
  Series series{.name = std::move(name), .x = {}, .y = {}};
  for (const EpochRecord& record : history.epochs) {
    series.x.push_back(static_cast<double>(record.epoch));
    series.y.push_back(value(record));
  }
  if (std::ranges::any_of(series.y, [](double y) { return std::isfinite(y); }))
    chart.series.push_back(std::move(series));
}

Chart epochs_chart(const History& history, std::string title, std::string y_label) {
  Chart chart;
  chart.title = std::move(title);
  chart.x_label = "epoch";
  chart.y_label = std::move(y_label);
  chart.whole_x = true;
  if (history.best_epoch > 0 && history.epochs.size() > 1) {
    chart.marked_x = static_cast<double>(history.best_epoch);
    chart.marked_label = fmt::format("best epoch {}", history.best_epoch);
  }
  return chart;
}

// First epochs so far off that the others could not be told apart are left above the chart: what is farther from the
// least value than this many times the upper quartile is.
constexpr double farthest = 3;
constexpr std::size_t least_values = 8;

void choose_scale(Chart& chart) {
  std::vector<double> values;
  for (const Series& series : chart.series)
    std::ranges::copy_if(series.y, std::back_inserter(values), [](double y) { return std::isfinite(y); });
  if (values.empty()) return;
  std::ranges::sort(values);
  const double limit = values.front() + farthest * (values[values.size() * 3 / 4] - values.front());
  if (values.size() >= least_values && limit > values.front() && limit < values.back()) chart.highest_y = limit;
  chart.log_y = values.front() > 0 && std::min(values.back(), chart.highest_y) > linear_limit * values.front();
}

}  // namespace

Chart training_curves(const Model& model) {
  const History& history = history_of(model);
  const std::string metric = metric_of(history);
  Chart chart = epochs_chart(history, fmt::format("Training of {}", model.name()),
                             report::metric_label(metric, target_name(model)));
  // Of training, these two are no metrics but members of their own.
  add(chart, history, "training", [&](const EpochRecord& record) {
    return metric == "loss" ? record.loss : metric == "penalized" ? record.penalized : value_of(record.train, metric);
  });
  add(chart, history, "validation", [&](const EpochRecord& record) { return value_of(record.valid, metric); });
  choose_scale(chart);
  return chart;
}

Chart objective_curves(const Model& model) {
  const History& history = history_of(model);
  Chart chart = epochs_chart(history, fmt::format("Objective of {}", model.name()), "loss per row");
  add(chart, history, "loss", [](const EpochRecord& record) { return record.loss; });
  if (report::has_penalties(model))
    add(chart, history, "loss with penalties", [](const EpochRecord& record) { return record.penalized; });
  choose_scale(chart);
  return chart;
}

Chart histogram(std::span<const double> values, std::string title, std::string x_label, std::size_t bins) {
  std::vector<double> finite;
  std::ranges::copy_if(values, std::back_inserter(finite), [](double v) { return std::isfinite(v); });
  Chart chart;
  chart.title = std::move(title);
  chart.x_label = std::move(x_label);
  chart.y_label = "count";
  if (finite.empty()) return chart;
  const auto [low_at, high_at] = std::ranges::minmax_element(finite);
  double low = *low_at, high = *high_at;
  if (low == high) {
    low -= 0.5;
    high += 0.5;
    bins = 1;
  }
  bins = std::max<std::size_t>(bins, 1);
  const double width = (high - low) / static_cast<double>(bins);
  Series series{
      .name = "", .x = std::vector<double>(bins), .y = std::vector<double>(bins, 0.0), .mark = Series::Mark::bars};
  for (std::size_t b = 0; b < bins; ++b) series.x[b] = low + width * (static_cast<double>(b) + 0.5);
  for (const double value : finite) ++series.y[std::min(bins - 1, static_cast<std::size_t>((value - low) / width))];
  chart.series.push_back(std::move(series));
  return chart;
}

}  // namespace interplay
