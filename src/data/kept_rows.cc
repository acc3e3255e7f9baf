#include "data/kept_rows.h"

#include <utility>

#include "base/spool.h"

namespace interplay {
namespace {

template <class T>
SharedSpan<T> kept(const SharedSpan<T>& values, std::span<const std::uint8_t> keep) {
  RowList<T> result(spool_at(values.data()));
  for (std::size_t row = 0; row < keep.size(); ++row)
    if (keep[row]) result.append(values[row]);
  return std::move(result).take();
}

void keep_in(NumericColumn& column, std::span<const std::uint8_t> keep) { column.values = kept(column.values, keep); }

void keep_in(CategoricalColumn& column, std::span<const std::uint8_t> keep) { column.codes = kept(column.codes, keep); }

void keep_in(MultiColumn& column, std::span<const std::uint8_t> keep) {
  const std::shared_ptr<Spool> spool = spool_at(column.offsets.data());
  RowList<std::uint64_t> offsets(spool);
  RowList<std::uint32_t> codes(spool);
  RowList<float> weights(spool);
  offsets.append(0);
  for (std::size_t row = 0; row < keep.size(); ++row) {
    if (!keep[row]) continue;
    for (std::uint64_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) {
      codes.append(column.codes[i]);
      if (!column.weights.empty()) weights.append(column.weights[i]);
    }
    offsets.append(codes.size());
  }
  column = {std::move(offsets).take(), std::move(codes).take(), std::move(weights).take()};
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
  // Both ascend, so that one pass counts the rows before each.
  std::size_t next_source = 0, next_gap = 0, before = 0;
  const auto move_up_to = [&](std::size_t row) {
    for (; next_source < data.sources.size() && data.sources[next_source].first <= row; ++next_source)
      data.sources[next_source].first = before;
    for (; next_gap < data.left_out_before.size() && data.left_out_before[next_gap] <= row; ++next_gap)
      data.left_out_before[next_gap] = before;
  };
  for (std::size_t row = 0; row < keep.size(); ++row) {
    move_up_to(row);
    before += keep[row] ? 1 : 0;
  }
  move_up_to(keep.size());
  data.rows = before;
}

}  // namespace interplay
