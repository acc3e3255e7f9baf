#include "data/invariants.h"

#include <algorithm>
#include <functional>

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

bool is_sorted(const Vocabulary& vocabulary) {
  if (vocabulary.hashed()) return true;  // there are no ids
  if (vocabulary.integers())
    return std::ranges::adjacent_find(vocabulary.sorted_integers(), std::ranges::greater_equal()) ==
           vocabulary.sorted_integers().end();
  const auto offsets = vocabulary.string_offsets();
  const std::string_view bytes = vocabulary.string_bytes();
  if (offsets.empty()) return true;
  if (!std::ranges::is_sorted(offsets) || offsets.back() > bytes.size()) return false;
  const auto id = [&](std::size_t i) { return bytes.substr(offsets[i], offsets[i + 1] - offsets[i]); };
  for (std::size_t i = 1; i < vocabulary.size(); ++i)
    if (id(i - 1) >= id(i)) return false;
  return true;
}

std::string fault_of(const Dataset& data) {
  if (data.columns.size() != data.schema.fields.size()) return "there is not one column for each field";
  for (const Entity& entity : data.entities) {
    if (entity.row_of.size() != data.rows) return "'" + entity.name + "' has not one row for each interaction";
    if (!is_sorted(entity.keys)) return "'" + entity.name + "' has keys that do not ascend";
    if (!all_below(entity.row_of, entity.keys.size() + std::size_t{1})) return "'" + entity.name + "' lacks a row";
  }
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    if (field.table > data.entities.size()) return "field '" + field.name + "' is in a table that is not there";
    const std::size_t expected =
        field.table == 0 ? data.rows : data.entities[field.table - 1].keys.size() + std::size_t{1};
    if (!is_sorted(field.vocabulary)) return "field '" + field.name + "' has a vocabulary whose ids do not ascend";
    const std::string fault = fault_of_column(field, data.columns[f], expected);
    if (!fault.empty()) return "field '" + field.name + "' " + fault;
  }
  if (!data.time.empty() && data.time.size() != data.rows) return "there is not one time for each interaction";
  return fault_of_sources(data);
}

}  // namespace interplay
