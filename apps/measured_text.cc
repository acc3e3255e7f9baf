#include "measured_text.h"

#include <cmath>

#include <fmt/format.h>

#include "text.h"

namespace interplay::cli {
namespace {

std::string interval_text(const Interval& interval) {
  if (std::isnan(interval.low)) return "-";
  return fmt::format("{} to {}", metric_text(interval.low), metric_text(interval.high));
}

std::string metrics_text(const MetricValues& metrics, const Details& details, std::size_t width) {
  std::vector<std::string> headings = {"metric", ">value"};
  if (!details.intervals.empty()) headings.emplace_back(">95% interval");
  Table table(headings);
  for (const auto& [name, value] : metrics) {
    std::vector<std::string> cells = {name, metric_text(value)};
    if (!details.intervals.empty()) {
      cells.emplace_back("-");
      for (const auto& [metric, interval] : details.intervals)
        if (metric == name) cells.back() = interval_text(interval);
    }
    table.row(std::move(cells));
  }
  return table.text(width);
}

std::string segments_text(const Segmentation& segmentation, std::size_t width) {
  std::vector<std::string> headings = {fmt::format("by {}", name(segmentation.by)), ">training rows", ">users",
                                       ">rows"};
  if (!segmentation.segments.empty())
    for (const auto& [name, value] : segmentation.segments.front().metrics) headings.push_back(">" + name);
  Table table(headings);
  for (const Segment& segment : segmentation.segments) {
    std::vector<std::string> cells = {segment.name, fmt::format("{} to {}", segment.least, segment.most),
                                      grouped(segment.users), grouped(segment.rows)};
    for (const auto& [name, value] : segment.metrics) cells.push_back(metric_text(value));
    table.row(std::move(cells));
  }
  return table.text(width);
}

std::string against_text(const Against& against, std::size_t width) {
  Table table({"metric", ">this model", ">" + against.path, ">difference", ">95% interval", ">p"});
  for (const MeanDifference& each : against.differences)
    table.row({each.metric, metric_text(each.one), metric_text(each.other), metric_text(each.difference),
               interval_text(each.interval), metric_text(each.p)});
  return table.text(width);
}

Json json_of_interval(const Interval& interval) { return Json::array({interval.low, interval.high}); }

Json json_of_metrics(const MetricValues& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : metrics) json[name] = value;
  return json;
}

}  // namespace

std::string csv_of(const UserValues& values) {
  std::string text = "user";
  for (const UserValues::Column& column : values.columns) text += "," + csv_cell(column.metric);
  text += "\n";
  for (std::size_t user = 0; user < values.users.size(); ++user) {
    text += csv_cell(values.users[user]);
    for (const UserValues::Column& column : values.columns)
      text += std::isnan(column.values[user]) ? "," : fmt::format(",{}", column.values[user]);
    text += "\n";
  }
  return text;
}

std::string text_of(const Measured& measured, const Details& details, std::size_t width) {
  std::string text = metrics_text(measured.evaluation.metrics, details, width);
  if (details.against) text += "\n" + against_text(*details.against, width);
  for (const Segmentation& segmentation : measured.segments) text += "\n" + segments_text(segmentation, width);
  return text;
}

Json json_of(const Measured& measured, const Details& details) {
  Json json = json_of(measured.evaluation);
  for (const auto& [name, interval] : details.intervals) json["intervals"][name] = json_of_interval(interval);
  if (details.against) {
    Json differences = Json::object();
    for (const MeanDifference& each : details.against->differences)
      differences[each.metric] = {{"value", each.one},
                                  {"against", each.other},
                                  {"difference", each.difference},
                                  {"interval", json_of_interval(each.interval)},
                                  {"p", each.p}};
    json["against"] = {{"model", details.against->path},
                       {"metrics", json_of_metrics(details.against->evaluation.metrics)},
                       {"notes", details.against->evaluation.notes},
                       {"differences", std::move(differences)}};
  }
  if (!measured.segments.empty()) json["segments"] = json_of(std::span<const Segmentation>(measured.segments));
  return json;
}

}  // namespace interplay::cli
