#include "data/batch.h"

#include <cassert>
#include <cmath>
#include <variant>

namespace interplay {
namespace {

// What pooling makes of the weights of a bag of `count` entries.
float pooling_factor(const Field& field, std::uint64_t count) {
  assert(field.pooling != Pooling::padded_mean);
  if (field.pooling == Pooling::mean) return 1 / static_cast<float>(count);
  return field.pooling == Pooling::sqrt ? 1 / std::sqrt(static_cast<float>(count)) : 1.0f;
}

}  // namespace

FieldBag bag_of(const FieldView& view, std::uint32_t table_row) {
  if (const auto* categories = std::get_if<CategoricalColumn>(view.column))
    return {{&categories->codes[table_row], 1}, nullptr, 1};
  if (const auto* numbers = std::get_if<NumericColumn>(view.column)) {
    static constexpr std::uint32_t the_number = 0;
    const float value = numbers->values[table_row];
    if (std::isnan(value)) return {};
    return {{&the_number, 1}, nullptr, seen(*view.field, value)};
  }
  const auto& bag = std::get<MultiColumn>(*view.column);
  const std::uint64_t first = bag.offsets[table_row], count = bag.offsets[table_row + 1] - first;
  return {{bag.codes.data() + first, count},
          bag.weights.empty() ? nullptr : bag.weights.data() + first,
          pooling_factor(*view.field, count)};
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
