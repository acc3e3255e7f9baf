#include "data/kept_rows.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace interplay {
namespace {

template <class T>
SharedSpan<T> kept(const SharedSpan<T>& values, std::span<const std::uint8_t> keep) {
  std::vector<T> result;
  for (std::size_t row = 0; row < keep.size(); ++row)
    if (keep[row]) result.push_back(values[row]);
  return result;
}

void keep_in(NumericColumn& column, std::span<const std::uint8_t> keep) { column.values = kept(column.values, keep); }

void keep_in(CategoricalColumn& column, std::span<const std::uint8_t> keep) { column.codes = kept(column.codes, keep); }

void keep_in(MultiColumn& column, std::span<const std::uint8_t> keep) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  std::vector<float> weights;
  for (std::size_t row = 0; row < keep.size(); ++row) {
    if (!keep[row]) continue;
    const auto first = static_cast<std::ptrdiff_t>(column.offsets[row]);
    const auto last = static_cast<std::ptrdiff_t>(column.offsets[row + 1]);
    codes.insert(codes.end(), column.codes.begin() + first, column.codes.begin() + last);
    if (!column.weights.empty())
      weights.insert(weights.end(), column.weights.begin() + first, column.weights.begin() + last);
    offsets.push_back(codes.size());
  }
  column = {std::move(offsets), std::move(codes), std::move(weights)};
}

}  // namespace

void keep_rows(Column& column, std::span<const std::uint8_t> keep) {
  std::visit([&](auto& values) { keep_in(values, keep); }, column);
}

void keep_interactions(Dataset& data, std::span<const std::uint8_t> keep) {
  for (std::size_t f = 0; f < data.columns.size(); ++f)
    if (data.schema.fields[f].table == 0 && rows(data.columns[f]) == data.rows) keep_rows(data.columns[f], keep);
  for (Entity& entity : data.entities) entity.row_of = kept(entity.row_of, keep);
  if (!data.time.empty()) data.time = kept(data.time, keep);
  std::vector<std::size_t> before(keep.size() + 1, 0);
  for (std::size_t row = 0; row < keep.size(); ++row) before[row + 1] = before[row] + (keep[row] ? 1 : 0);
  for (Dataset::Source& source : data.sources) source.first = before[source.first];
  for (std::size_t& row : data.left_out_before) row = before[row];
  data.rows = before.back();
}

}  // namespace interplay
