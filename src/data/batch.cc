#include "data/batch.h"

#include <cassert>
#include <cmath>
#include <variant>

namespace interplay {
Bag bag_of(const MultiColumn& column, const Field& field, std::uint32_t table_row) {
  Bag bag{column.offsets[table_row], column.offsets[table_row + 1], 0};
  if (field.pooling != Pooling::padded_mean) return bag;
  if (bag.last - bag.first > field.slots) bag.first = bag.last - field.slots;
  bag.padding = field.slots - (bag.last - bag.first);
  return bag;
}

float pooling_factor(const Field& field, std::uint64_t count) {
  switch (field.pooling) {
    case Pooling::sum:
      return 1;
    case Pooling::mean:
      return 1 / static_cast<float>(count);
    case Pooling::sqrt:
      return 1 / std::sqrt(static_cast<float>(count));
    case Pooling::padded_mean:
      return 1 / static_cast<float>(field.slots);
  }
  return 1;
}

FieldBag bag_of(const FieldView& view, std::uint32_t table_row) {
  if (const auto* categories = std::get_if<CategoricalColumn>(view.column))
    return {{&categories->codes[table_row], 1}, nullptr, 1};
  if (const auto* numbers = std::get_if<NumericColumn>(view.column)) {
    static constexpr std::uint32_t the_number = 0;
    const float value = numbers->values[table_row];
    if (std::isnan(value)) return {};
    return {{&the_number, 1}, nullptr, seen(*view.field, value)};
  }
  assert(view.field->pooling != Pooling::padded_mean);
  const auto& column = std::get<MultiColumn>(*view.column);
  const auto [first, last, padding] = bag_of(column, *view.field, table_row);
  return {{column.codes.data() + first, last - first},
          column.weights.empty() ? nullptr : column.weights.data() + first,
          pooling_factor(*view.field, last - first)};
}

void append_entries(const FieldView& view, std::uint32_t table_row, std::vector<FieldEntry>& entries) {
  const FieldBag bag = bag_of(view, table_row);
  for (std::size_t i = 0; i < bag.codes.size(); ++i)
    entries.push_back({bag.codes[i], bag.x ? bag.factor * bag.x[i] : bag.factor});
}

std::vector<FieldView> input_views(const Dataset& data) {
  std::vector<FieldView> views;
  for (const std::size_t field : data.schema.inputs()) {
    const auto row_of = data.row_of(field);
    views.push_back({&data.schema.fields[field], &data.columns[field], row_of.empty() ? nullptr : row_of.data()});
  }
  return views;
}

}  // namespace interplay
