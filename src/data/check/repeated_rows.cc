#include "data/check/repeated_rows.h"

#include <algorithm>
#include <bit>
#include <compare>

#include "data/row_groups.h"

namespace interplay {
namespace {

// Any total order in which a missing number equals itself will do: here, that of the bits.
std::strong_ordering order(const NumericColumn& column, std::uint32_t a, std::uint32_t b) {
  return std::bit_cast<std::uint32_t>(column.values[a]) <=> std::bit_cast<std::uint32_t>(column.values[b]);
}

std::strong_ordering order(const CategoricalColumn& column, std::uint32_t a, std::uint32_t b) {
  return column.codes[a] <=> column.codes[b];
}

std::strong_ordering order(const MultiColumn& column, std::uint32_t a, std::uint32_t b) {
  const auto bag = [&](std::uint32_t row) {
    return std::span(column.codes).subspan(column.offsets[row], column.offsets[row + 1] - column.offsets[row]);
  };
  const auto first = bag(a), second = bag(b);
  return std::lexicographical_compare_three_way(first.begin(), first.end(), second.begin(), second.end());
}

std::strong_ordering order(const Dataset& data, std::uint32_t a, std::uint32_t b) {
  if (!data.time.empty()) {
    const auto by_time = std::bit_cast<std::uint64_t>(data.time[a]) <=> std::bit_cast<std::uint64_t>(data.time[b]);
    if (by_time != 0) return by_time;
  }
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    if (data.schema.fields[f].table != 0 || rows(data.columns[f]) != data.rows) continue;
    const auto by_column = std::visit([&](const auto& column) { return order(column, a, b); }, data.columns[f]);
    if (by_column != 0) return by_column;
  }
  return std::strong_ordering::equal;
}

// Visits [first, last) of every maximal run of at least two elements that `same` calls equal.
template <class T, class Same, class Visit>
void each_run(std::span<T> values, const Same& same, const Visit& visit) {
  for (std::size_t first = 0; first < values.size();) {
    std::size_t last = first + 1;
    while (last < values.size() && same(values[first], values[last])) ++last;
    if (last - first > 1) visit(first, last);
    first = last;
  }
}

}  // namespace

void each_repeated_pair(const Dataset& data, const std::function<void(std::span<std::uint32_t>)>& visit) {
  const RowCodes users = codes_of(data, Role::user), items = codes_of(data, Role::item);
  if (users.empty() || items.empty()) return;
  const RowGroups by_user = group_rows(users);
  std::vector<std::uint64_t> packed;  // item << 32 | row
  std::vector<std::uint32_t> repeated;
  for (std::size_t user = 1; user < by_user.size(); ++user) {
    packed.clear();
    for (const std::uint32_t row : by_user.group(user))
      if (items.codes[row] != 0) packed.push_back(std::uint64_t{items.codes[row]} << 32 | row);
    std::sort(packed.begin(), packed.end());
    const auto same_item = [](std::uint64_t a, std::uint64_t b) { return a >> 32 == b >> 32; };
    each_run(std::span(packed), same_item, [&](std::size_t first, std::size_t last) {
      repeated.clear();
      for (std::size_t i = first; i < last; ++i) repeated.push_back(static_cast<std::uint32_t>(packed[i]));
      visit(repeated);
    });
  }
}

void each_repeated_row(const Dataset& data, std::span<std::uint32_t> rows,
                       const std::function<void(std::span<const std::uint32_t>)>& visit) {
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto by_content = order(data, a, b);
    return by_content != 0 ? by_content < 0 : a < b;
  });
  const auto same = [&](std::uint32_t a, std::uint32_t b) { return order(data, a, b) == 0; };
  each_run(rows, same, [&](std::size_t first, std::size_t last) { visit(rows.subspan(first, last - first)); });
}

}  // namespace interplay
