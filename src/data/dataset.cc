#include "interplay/dataset.h"

#include "data/shown.h"
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
  std::vector<std::string> names;
  for (const Field& field : schema.fields) names.push_back(field.name);
  names.insert(names.end(), unread.begin(), unread.end());
  constexpr std::size_t most = 50, some = 20;
  std::string list = listed(names);
  if (names.size() > most)
    list = listed({names.begin(), names.begin() + some}) + ", ... (" + std::to_string(names.size()) + " in all)";
  const bool pairs = schema.find(Role::user) && schema.find(Role::item);
  Error error(
      Code::bad_data, at(sources.empty() ? "" : sources.front().path),
      "no column of numbers is known to be the target; the columns are " + list,
      pairs ? "name it with --target; for interactions without ratings (implicit feedback) say --implicit, or add " +
                  std::string("a column of numbers: 1 for these rows, and 0 for rows of what did not happen")
            : "name it with --target");
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
