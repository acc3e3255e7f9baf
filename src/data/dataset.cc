#include "interplay/dataset.h"

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
  if (column == nullptr) throw Error(Code::not_found, "the data has no target column", "name it with --target");
  return column->values;
}

std::span<const float> Dataset::weight() const {
  const NumericColumn* column = numbers(*this, Role::weight);
  if (column == nullptr) return {};
  return column->values;
}

}  // namespace interplay
