#include "interplay/dataset.h"

#include <algorithm>

#include "interplay/error.h"

namespace interplay {
namespace {

// The numbers of the field with that role, or nothing.
const NumericColumn* numbers(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  return field ? std::get_if<NumericColumn>(&data.columns[*field]) : nullptr;
}

}  // namespace

std::size_t rows(const Column& column) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) return numeric->values.size();
  if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) return categorical->codes.size();
  return std::get<MultiColumn>(column).offsets.size() - 1;
}

std::span<const std::uint32_t> Dataset::row_of(std::size_t field) const {
  const std::uint32_t table = schema.fields[field].table;
  if (table == 0) return {};
  return entities[table - 1].row_of;
}

std::span<const float> Dataset::target() const {
  const NumericColumn* column = numbers(*this, Role::target);
  if (has_target()) return column->values;
  constexpr std::size_t most = 20;
  std::string names;
  for (const Field& field : std::span(schema.fields).first(std::min(schema.fields.size(), most)))
    names += (names.empty() ? "" : ", ") + field.name;
  if (schema.fields.size() > most) names += ", ... (" + std::to_string(schema.fields.size()) + " in all)";
  Error error(Code::bad_data, at(sources.empty() ? "" : sources.front().path),
              "no column of numbers is known to be the target; the columns are " + names, "name it with --target");
  error.add_notes(notes);
  throw error;
}

bool Dataset::has_target() const {
  const NumericColumn* column = numbers(*this, Role::target);
  return column != nullptr && column->values.size() == rows;
}

std::span<const float> Dataset::weight() const {
  const NumericColumn* column = numbers(*this, Role::weight);
  if (column == nullptr) return {};
  return column->values;
}

}  // namespace interplay
