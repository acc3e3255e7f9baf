#include "data/star_parts.h"

#include <algorithm>
#include <numeric>

namespace interplay {

Column scattered(const Column& column, const std::vector<std::uint32_t>& rows) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
    NumericColumn result;
    for (const std::uint32_t row : rows)
      result.values.push_back(row == no_row ? std::numeric_limits<float>::quiet_NaN() : numeric->values[row]);
    return result;
  }
  if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    CategoricalColumn result;
    for (const std::uint32_t row : rows) result.codes.push_back(row == no_row ? 0 : categorical->codes[row]);
    return result;
  }
  const auto& multi = std::get<MultiColumn>(column);
  MultiColumn result;
  for (const std::uint32_t row : rows) {
    if (row != no_row) {
      const auto first = static_cast<std::ptrdiff_t>(multi.offsets[row]);
      const auto last = static_cast<std::ptrdiff_t>(multi.offsets[row + 1]);
      result.codes.insert(result.codes.end(), multi.codes.begin() + first, multi.codes.begin() + last);
      if (!multi.weights.empty())
        result.weights.insert(result.weights.end(), multi.weights.begin() + first, multi.weights.begin() + last);
    }
    result.offsets.push_back(result.codes.size());
  }
  return result;
}

CategoricalColumn own_ids(const Vocabulary& keys) {
  CategoricalColumn ids;
  ids.codes.resize(keys.size() + std::size_t{1});
  std::iota(ids.codes.begin(), ids.codes.end(), 0u);
  return ids;
}

// Times that somebody withheld. One that is the same in every row of a file to be scored tells the day all the same.
static bool withheld(const std::vector<double>& times) {
  return times.size() > 1 && std::all_of(times.begin(), times.end(), [](double t) { return t == 0; });
}

void add_field(Dataset& data, Field field, Column column, std::vector<double> times) {
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
