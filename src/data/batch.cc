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

void append_entries(const FieldView& view, std::uint32_t table_row, std::vector<FieldEntry>& entries) {
  if (const auto* categories = std::get_if<CategoricalColumn>(view.column)) {
    entries.push_back({categories->codes[table_row], 1.0f});
  } else if (const auto* numbers = std::get_if<NumericColumn>(view.column)) {
    const float value = numbers->values[table_row];
    if (!std::isnan(value)) entries.push_back({0, (value - view.field->mean) / view.field->scale});
  } else {
    const auto& bag = std::get<MultiColumn>(*view.column);
    const std::uint64_t first = bag.offsets[table_row], last = bag.offsets[table_row + 1];
    const float factor = pooling_factor(*view.field, last - first);
    for (std::uint64_t i = first; i < last; ++i)
      entries.push_back({bag.codes[i], bag.weights.empty() ? factor : factor * bag.weights[i]});
  }
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
