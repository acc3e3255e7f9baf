#include "report/model_tables.h"

#include <fmt/format.h>

#include "report/words.h"

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

std::string range_of(const Field& field) {
  if (field.kind != Kind::numeric) return "";
  return fmt::format("{} to {}", brief(field.minimum), brief(field.maximum));
}

}  // namespace

Report::Table parts_table(const Model& model) {
  Report::Table table{.caption = "", .headings = {"part", "kind", "reads", "shape", ">parameters", ">trainable", ">bytes"}, .rows = {}};
  std::uint64_t parameters = 0, frozen = 0, bytes = 0;
  for (const Model::Part& part : model.parts()) {
    table.rows.push_back(
        {part.name, part.kind, part.reads, part.shape, grouped(part.parameters),
                          grouped(part.parameters - part.frozen), in_bytes(part.bytes)});
    parameters += part.parameters;
    frozen += part.frozen;
    bytes += part.bytes;
  }
  table.rows.push_back({"total", "", "", "", grouped(parameters), grouped(parameters - frozen), in_bytes(bytes)});
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

Report::Table epochs_table(const History& history) {
  Report::Table table{.caption = "", .headings = {">epoch", ">learning rate", ">loss", ">with penalties"}, .rows = {}};
  if (history.epochs.empty()) return table;
  for (const auto& [metric, value] : history.epochs.front().train) table.headings.push_back(">training " + metric);
  for (const auto& [metric, value] : history.epochs.front().valid) table.headings.push_back(">validation " + metric);
  table.headings.emplace_back("");
  for (const EpochRecord& record : history.epochs) {
    std::vector<std::string> row = {fmt::format("{}", record.epoch), brief(record.learning_rate), exact(record.loss),
                                    exact(record.penalized)};
    for (const auto& [metric, value] : record.train) row.push_back(exact(value));
    for (const auto& [metric, value] : record.valid) row.push_back(exact(value));
    row.emplace_back(record.epoch == history.best_epoch ? "best" : "");
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace interplay::report
