#include "read/long_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace interplay {
namespace {

// Calls visit(code) for the values of a row.
template <class Visit>
void each_value(const Column& column, std::uint32_t row, const Visit& visit) {
  if (const auto* single = std::get_if<CategoricalColumn>(&column)) {
    if (single->codes[row] != 0) visit(single->codes[row]);
    return;
  }
  const auto& bag = std::get<MultiColumn>(column);
  for (std::uint64_t i = bag.offsets[row]; i < bag.offsets[row + 1]; ++i) visit(bag.codes[i]);
}

std::vector<std::uint32_t> values_of(const Column& column, std::uint32_t row) {
  std::vector<std::uint32_t> values;
  each_value(column, row, [&](std::uint32_t code) { values.push_back(code); });
  return values;
}

bool agree(const NumericColumn& column, std::span<const std::uint32_t> rows) {
  float known = std::numeric_limits<float>::quiet_NaN();
  for (const std::uint32_t row : rows) {
    const float value = column.values[row];
    if (std::isnan(value)) continue;
    if (!std::isnan(known) && value != known) return false;
    known = value;
  }
  return true;
}

bool agree(const Column& column, std::span<const std::uint32_t> rows) {
  if (const auto* numbers = std::get_if<NumericColumn>(&column)) return agree(*numbers, rows);
  std::vector<std::uint32_t> known;
  for (const std::uint32_t row : rows) {
    std::vector<std::uint32_t> values = values_of(column, row);
    if (values.empty()) continue;
    if (!known.empty() && values != known) return false;
    known = std::move(values);
  }
  return true;
}

}  // namespace

bool are_lists(std::size_t rows, std::size_t entities) {
  constexpr std::size_t fewest = 3;
  return rows >= entities + fewest && 5 * rows >= 6 * entities;
}

RowsOfEntities rows_of_entities(std::span<const std::uint32_t> codes, std::size_t entities) {
  RowsOfEntities result;
  result.first.assign(entities + 2, 0);
  for (const std::uint32_t code : codes) ++result.first[code + std::size_t{1}];
  std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
  std::vector<std::uint64_t> next = result.first;
  result.rows.resize(codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row)
    result.rows[next[codes[row]]++] = static_cast<std::uint32_t>(row);
  return result;
}

namespace {

// Those of no entity are not of the unknown one.
std::span<const std::uint32_t> rows_of(const RowsOfEntities& rows, std::size_t entity) {
  if (entity == 0) return {};
  return std::span(rows.rows).subspan(rows.first[entity], rows.first[entity + 1] - rows.first[entity]);
}

std::size_t entities_of(const RowsOfEntities& rows) { return rows.first.size() - 1; }

}  // namespace

bool agree(const Column& column, const RowsOfEntities& rows) {
  for (std::size_t entity = 1; entity < entities_of(rows); ++entity)
    if (!agree(column, rows_of(rows, entity))) return false;
  return true;
}

MultiColumn gathered_bags(const Column& column, const RowsOfEntities& rows) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  for (std::size_t entity = 0; entity < entities_of(rows); ++entity) {
    std::vector<std::uint32_t> own;
    for (const std::uint32_t row : rows_of(rows, entity))
      each_value(column, row, [&](std::uint32_t code) { own.push_back(code); });
    std::ranges::sort(own);
    own.erase(std::ranges::unique(own).begin(), own.end());
    codes.insert(codes.end(), own.begin(), own.end());
    offsets.push_back(codes.size());
  }
  return {std::move(offsets), std::move(codes), {}};
}

NumericColumn first_numbers(const NumericColumn& column, const RowsOfEntities& rows) {
  std::vector<float> values;
  for (std::size_t entity = 0; entity < entities_of(rows); ++entity) {
    float value = std::numeric_limits<float>::quiet_NaN();
    for (const std::uint32_t row : rows_of(rows, entity))
      if (std::isnan(value)) value = column.values[row];
    values.push_back(value);
  }
  return {std::move(values)};
}

}  // namespace interplay
