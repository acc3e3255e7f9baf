#include "data/invariants.h"

#include <algorithm>

namespace interplay {
namespace {

bool all_below(std::span<const std::uint32_t> values, std::size_t end) {
  return std::ranges::all_of(values, [end](std::uint32_t value) { return value < end; });
}

std::string fault_of_bags(const Field& field, const MultiColumn& column) {
  if (column.offsets.empty() || column.offsets.front() != 0 || !std::ranges::is_sorted(column.offsets) ||
      column.offsets.back() != column.codes.size())
    return "has offsets that do not rise from 0 to the number of entries";
  if (!column.weights.empty() && column.weights.size() != column.codes.size()) return "has not one weight an entry";
  return all_below(column.codes, field.vocabulary.size() + std::size_t{1}) ? ""
                                                                           : "has a code outside of its vocabulary";
}

std::string fault_of_column(const Field& field, const Column& column, std::size_t expected) {
  const auto* numeric = std::get_if<NumericColumn>(&column);
  const auto* categorical = std::get_if<CategoricalColumn>(&column);
  const Kind kind = numeric ? Kind::numeric : categorical ? Kind::categorical : Kind::multi;
  if (field.kind != kind) return "is not of its field's kind";
  if (kind == Kind::multi)
    if (std::string fault = fault_of_bags(field, std::get<MultiColumn>(column)); !fault.empty()) return fault;
  // Only Dataset::time may keep the values of the time column.
  if (field.role == Role::time && rows(column) == 0) return "";
  if (rows(column) != expected) return "has not one value for each row of its table";
  if (categorical && !all_below(categorical->codes, field.vocabulary.size() + std::size_t{1}))
    return "has a code outside of its vocabulary";
  return "";
}

std::string fault_of_sources(const Dataset& data) {
  const auto& sources = data.sources;
  const bool right = sources.empty() || (sources.front().first == 0 && sources.back().first <= data.rows &&
                                         std::ranges::is_sorted(sources, {}, &Dataset::Source::first));
  return right ? "" : "the sources do not ascend from row 0";
}

}  // namespace

std::string fault_of(const Dataset& data) {
  if (data.columns.size() != data.schema.fields.size()) return "there is not one column for each field";
  for (const Entity& entity : data.entities) {
    if (entity.row_of.size() != data.rows) return "'" + entity.name + "' has not one row for each interaction";
    if (!all_below(entity.row_of, entity.keys.size() + std::size_t{1})) return "'" + entity.name + "' lacks a row";
  }
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    if (field.table > data.entities.size()) return "field '" + field.name + "' is in a table that is not there";
    const std::size_t expected =
        field.table == 0 ? data.rows : data.entities[field.table - 1].keys.size() + std::size_t{1};
    const std::string fault = fault_of_column(field, data.columns[f], expected);
    if (!fault.empty()) return "field '" + field.name + "' " + fault;
  }
  if (!data.time.empty() && data.time.size() != data.rows) return "there is not one time for each interaction";
  return fault_of_sources(data);
}

}  // namespace interplay
