#include "score/item_request.h"

#include <algorithm>

#include "data/derive.h"

namespace interplay {
namespace {

// The only row of a column, `rows` times.
Column repeated(const Column& column, std::size_t rows) {
  if (const auto* numbers = std::get_if<NumericColumn>(&column))
    return NumericColumn{std::vector<float>(rows, numbers->values[0])};
  if (const auto* categories = std::get_if<CategoricalColumn>(&column))
    return CategoricalColumn{std::vector<std::uint32_t>(rows, categories->codes[0])};
  const auto& bag = std::get<MultiColumn>(column);
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  std::vector<float> weights;
  for (std::size_t row = 0; row < rows; ++row) {
    codes.insert(codes.end(), bag.codes.begin(), bag.codes.end());
    weights.insert(weights.end(), bag.weights.begin(), bag.weights.end());
    offsets.push_back(codes.size());
  }
  return MultiColumn{std::move(offsets), std::move(codes), std::move(weights)};
}

}  // namespace

ItemRequest::ItemRequest(const Star& star, const EncodedRow& row, std::size_t item,
                         std::span<const std::uint32_t> item_rows) {
  const std::size_t rows = item_rows.size();
  for (const std::uint32_t entity_row : row.entity_rows) row_of.emplace_back(rows, entity_row);
  row_of[item].assign(item_rows.begin(), item_rows.end());
  const std::vector<std::size_t> inputs = star.schema.inputs();
  own.reserve(inputs.size());
  for (const std::size_t f : inputs) {
    const Field& field = star.schema.fields[f];
    if (field.table > 0 && !row.described[field.table - 1]) {
      views.push_back({&field, &star.columns[f], row_of[field.table - 1].data()});
    } else {
      own.push_back(repeated(row.own[f], rows));
      views.push_back({&field, &own.back(), nullptr});
    }
  }
  make(rows, row.time.empty() ? std::vector<double>() : std::vector<double>(rows, row.time[0]));
}

// Columns made of features of the item differ from row to row.
void ItemRequest::make(std::size_t rows, const std::vector<double>& time) {
  const auto view_of = [&](const std::string& name) {
    return *std::ranges::find(views, name, [](const FieldView& view) { return view.field->name; });
  };
  std::size_t next = 0;
  for (const FieldView& view : views) {
    if (view.row_of != nullptr) continue;
    if (is_made(*view.field) && view.field->table == 0) own[next] = made_column(*view.field, view_of, rows, time);
    ++next;
  }
}

}  // namespace interplay
