#include "data/star_parts.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/spool.h"

namespace interplay {

Column scattered(const Column& column, std::span<const std::uint32_t> rows) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
    std::vector<float> values;
    values.reserve(rows.size());
    for (const std::uint32_t row : rows)
      values.push_back(row == no_row ? std::numeric_limits<float>::quiet_NaN() : numeric->values[row]);
    return NumericColumn{std::move(values)};
  }
  if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    std::vector<std::uint32_t> codes;
    codes.reserve(rows.size());
    for (const std::uint32_t row : rows) codes.push_back(row == no_row ? 0 : categorical->codes[row]);
    return CategoricalColumn{std::move(codes)};
  }
  const auto& multi = std::get<MultiColumn>(column);
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  std::vector<float> weights;
  for (const std::uint32_t row : rows) {
    if (row != no_row) {
      const auto first = static_cast<std::ptrdiff_t>(multi.offsets[row]);
      const auto last = static_cast<std::ptrdiff_t>(multi.offsets[row + std::size_t{1}]);
      codes.insert(codes.end(), multi.codes.begin() + first, multi.codes.begin() + last);
      if (!multi.weights.empty())
        weights.insert(weights.end(), multi.weights.begin() + first, multi.weights.begin() + last);
    }
    offsets.push_back(codes.size());
  }
  return MultiColumn{std::move(offsets), std::move(codes), std::move(weights)};
}

CategoricalColumn own_ids(const Vocabulary& keys) {
  // Of a vocabulary that lies in files, likewise.
  const void* ids =
      keys.integers() ? static_cast<const void*>(keys.sorted_integers().data()) : keys.string_bytes().data();
  RowValues<std::uint32_t> codes(spool_at(ids), keys.size() + std::size_t{1});
  std::iota(codes.begin(), codes.end(), 0u);
  return {std::move(codes).take()};
}

// Times that somebody withheld. One that is the same in every row of a file to be scored tells the day all the same.
static bool withheld(std::span<const double> times) {
  return times.size() > 1 && std::all_of(times.begin(), times.end(), [](double t) { return t == 0; });
}

void add_field(Dataset& data, Field field, Column column, SharedSpan<double> times) {
  if (field.role == Role::time) {
    if (withheld(times)) {
      data.notes.push_back(field.name + " is 0 in every row and is left out");
      return;
    }
    data.time = std::move(times);
  }
  data.schema.fields.push_back(std::move(field));
  data.columns.push_back(std::move(column));
}

}  // namespace interplay
