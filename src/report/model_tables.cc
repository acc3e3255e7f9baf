#include "report/model_tables.h"
#include "interplay/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "report/words.h"
#include "solvers/definition.h"

namespace interplay::report {
namespace {

template <class Struct>
void add_changed(const Struct& values, const Struct& defaults, Report::Table& table) {
  for (const auto& option : options<Struct>()) {
    const std::string text = get_option(values, option.name);
    if (option.recorded && option.name != "model" && text != get_option(defaults, option.name))
      table.rows.push_back({std::string(option.name), text.empty() ? "(empty)" : text, std::string(option.help)});
  }
}

// Times from here on are taken for seconds since 1970; it lies in 1973.
constexpr float first_second = 1e8f;

std::string date_of(float seconds) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(sys_seconds{std::chrono::seconds{static_cast<std::int64_t>(seconds)}})};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string range_of(const Field& field) {
  if (field.kind != Kind::numeric) return "";
  if (field.role == Role::time && field.minimum >= first_second)
    return fmt::format("{} to {}", date_of(field.minimum), date_of(field.maximum));
  return fmt::format("{} to {}", short_number(field.minimum), short_number(field.maximum));
}

// "9 x 2, 1 x 1" with multiplication signs, between which no line breaks.
std::string with_signs(std::string shape) {
  constexpr std::string_view plain = " x ", sign = "\u00A0×\u00A0";
  for (std::size_t at = shape.find(plain); at != std::string::npos; at = shape.find(plain, at + sign.size()))
    shape.replace(at, plain.size(), sign);
  return shape;
}

}  // namespace

Report::Table parts_table(const Model& model) {
  Report::Table table{
      .caption = "", .headings = {"part", "kind", "reads", "shape", ">parameters", ">trainable", ">bytes"}, .rows = {}};
  std::uint64_t parameters = 0, frozen = 0, bytes = 0;
  for (const Model::Part& part : model.parts()) {
    table.rows.push_back({part.name, part.kind, part.reads, with_signs(part.shape)});
    const bool any = part.parameters > 0;
    table.rows.back().push_back(any ? grouped(part.parameters) : "");
    table.rows.back().push_back(any ? grouped(part.parameters - part.frozen) : "");
    table.rows.back().push_back(any ? in_bytes(static_cast<double>(part.bytes)) : "");
    parameters += part.parameters;
    frozen += part.frozen;
    bytes += part.bytes;
  }
  table.rows.push_back(
      {"total", "", "", "", grouped(parameters), grouped(parameters - frozen), in_bytes(static_cast<double>(bytes))});
  return table;
}

Report::Table fields_table(const Model& model) {
  Report::Table table{.caption = "", .headings = {"field", "kind", "role", "of", ">categories", "range"}, .rows = {}};
  for (const Field& field : model.schema().fields)
    table.rows.push_back({field.name, std::string(name(field.kind)), std::string(name(field.role)),
                          field.table == 0 ? "rows" : model.star().entities[field.table - 1].name,
                          field.kind == Kind::numeric ? "" : grouped(field.vocabulary.size()), range_of(field)});
  return table;
}

Report::Table options_table(const Model& model) {
  Report::Table table{.caption = "", .headings = {"option", "value", "meaning"}, .rows = {}};
  add_changed(model.data_options(), DataOptions{}, table);
  add_changed(model.options(), default_options(model.name()), table);
  return table;
}

bool has_penalties(const Model& model) {
  const TrainOptions& options = model.options();
  const History& history = model.history();
  if (!solver_properties(options).minimizes_penalized && options.l2_scope != "whole") return false;
  return std::ranges::any_of(history.epochs, [](const EpochRecord& record) { return record.penalized != record.loss; });
}

Report::Table epochs_table(const Model& model) {
  const History& history = model.history();
  Report::Table table{.caption = "", .headings = {">epoch"}, .rows = {}};
  if (history.epochs.empty()) return table;
  // Least squares and sampling have no rates; one that stays is said once.
  const double first_rate = history.epochs.front().learning_rate;
  const bool rates = std::ranges::any_of(history.epochs,
                                         [&](const EpochRecord& record) { return record.learning_rate != first_rate; });
  if (!rates && first_rate != 0) table.caption = fmt::format("Learning rate {} throughout", short_number(first_rate));
  if (rates) table.headings.emplace_back(">learning rate");
  table.headings.emplace_back(">loss");
  const bool penalties = has_penalties(model);
  if (penalties) table.headings.emplace_back(">with penalties");
  for (const auto& [metric, value] : history.epochs.front().train)
    table.headings.push_back(">training " + metric_label(metric, ""));
  for (const auto& [metric, value] : history.epochs.front().valid)
    table.headings.push_back(">validation " + (metric == "penalized" ? "with penalties" : metric_label(metric, "")));
  table.headings.emplace_back("");
  for (const EpochRecord& record : history.epochs) {
    std::vector<std::string> row = {fmt::format("{}", record.epoch)};
    if (rates) row.push_back(short_number(record.learning_rate));
    row.push_back(metric_text(record.loss));
    if (penalties) row.push_back(metric_text(record.penalized));
    for (const auto& [metric, value] : record.train) row.push_back(metric_text(value));
    for (const auto& [metric, value] : record.valid) row.push_back(metric_text(value));
    row.emplace_back(record.epoch == history.best_epoch ? "best" : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace interplay::report
