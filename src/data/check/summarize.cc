#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "data/check/repeated_rows.h"
#include "data/encode/buckets.h"
#include "data/encode/crowded.h"
#include "data/row_groups.h"
#include "interplay/check.h"
#include "interplay/dataset.h"

namespace interplay {
namespace {

constexpr std::size_t top_length = 10;
// Numbers with at most so many different values (ratings, ages) get a list of the most frequent ones.
constexpr std::size_t few_values = 128;

using Counts = std::vector<std::uint64_t>;

struct Degrees {
  std::uint64_t distinct = 0;
  std::uint64_t minimum = 0, median = 0, maximum = 0;
};

Counts count_codes(const RowCodes& by) {
  Counts counts(by.count, 0);
  for (const std::uint32_t code : by.codes) ++counts[code];
  return counts;
}

// Rows per user (or item), for those that occur. The median of an even number of them is the lower one.
Degrees degrees(const RowCodes& by) {
  Counts counts = count_codes(by);
  if (!counts.empty()) counts.erase(counts.begin());
  std::erase(counts, 0u);
  if (counts.empty()) return {};
  std::sort(counts.begin(), counts.end());
  return {counts.size(), counts.front(), counts[(counts.size() - 1) / 2], counts.back()};
}

// Indices of the greatest counts, greatest first, the lower index first among equals.
std::vector<std::size_t> greatest(const Counts& counts, std::size_t first) {
  std::vector<std::size_t> order;
  for (std::size_t i = first; i < counts.size(); ++i)
    if (counts[i] > 0) order.push_back(i);
  const auto length = static_cast<std::ptrdiff_t>(std::min(top_length, order.size()));
  std::partial_sort(order.begin(), order.begin() + length, order.end(), [&](std::size_t a, std::size_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
  });
  order.resize(static_cast<std::size_t>(length));
  return order;
}

void summarize_codes(const Counts& counts, const Field& field, FieldSummary& summary) {
  for (std::size_t code = 1; code < counts.size(); ++code) summary.distinct += counts[code] > 0;
  for (const std::size_t code : greatest(counts, 1))
    summary.top.emplace_back(field.vocabulary.id(static_cast<std::uint32_t>(code)), counts[code]);
}

// Distinct values with counts, as long as there are few.
class FewValues {
 public:
  void add(double value) {
    if (overflow_) return;
    const auto place = std::lower_bound(values_.begin(), values_.end(), value);
    const auto index = static_cast<std::size_t>(place - values_.begin());
    if (place == values_.end() || *place != value) {
      overflow_ = values_.size() == few_values;
      if (overflow_) return;
      values_.insert(place, value);
      counts_.insert(counts_.begin() + static_cast<std::ptrdiff_t>(index), 0);
    }
    ++counts_[index];
  }
  void write(FieldSummary& summary) const {
    if (overflow_) return;
    summary.distinct = values_.size();
    for (const std::size_t i : greatest(counts_, 0))
      summary.top.emplace_back(fmt::format("{}", static_cast<float>(values_[i])), counts_[i]);
  }

 private:
  std::vector<double> values_;
  Counts counts_;
  bool overflow_ = false;
};

template <class T>
void summarize_numbers(std::span<const T> values, FieldSummary& summary) {
  double origin = 0, sum = 0, squares = 0, minimum = std::numeric_limits<double>::infinity(), maximum = -minimum;
  std::uint64_t count = 0;
  FewValues few;
  for (const T value : values) {
    const auto x = static_cast<double>(value);
    if (std::isnan(x)) continue;
    if (count++ == 0) origin = x;  // sums about a value met keep the digits of the spread
    sum += x - origin;
    squares += (x - origin) * (x - origin);
    minimum = std::min(minimum, x);
    maximum = std::max(maximum, x);
    few.add(x);
  }
  summary.missing = values.size() - count;
  if (count == 0) return;
  const double mean = sum / static_cast<double>(count);
  summary.minimum = minimum;
  summary.maximum = maximum;
  summary.mean = origin + mean;
  summary.deviation = std::sqrt(std::max(0.0, squares / static_cast<double>(count) - mean * mean));
  few.write(summary);
}

void summarize_bags(const MultiColumn& column, std::size_t first, const Field& field, FieldSummary& summary) {
  Counts counts(std::size_t{field.vocabulary.size()} + 1, 0);
  for (std::size_t row = first; row + 1 < column.offsets.size(); ++row) {
    summary.missing += column.offsets[row] == column.offsets[row + 1];
    for (std::uint64_t i = column.offsets[row]; i < column.offsets[row + 1]; ++i) ++counts[column.codes[i]];
  }
  summarize_codes(counts, field, summary);
}

// Ids of entities are counted by interaction, their features by entity (row 0, the unknown one, left out).
FieldSummary summarize_field(const Dataset& data, std::size_t f) {
  const Field& field = data.schema.fields[f];
  const bool of_entity = field.table > 0;
  FieldSummary summary;
  summary.name = field.name;
  summary.kind = field.kind;
  summary.role = field.role;
  summary.table = of_entity ? data.entities[field.table - 1].name : "interactions";
  const std::size_t first = of_entity ? 1 : 0;
  const Column& column = data.columns[f];
  if (field.role == Role::time && !data.time.empty()) {
    summarize_numbers(std::span<const double>(data.time), summary);
  } else if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
    summarize_numbers(std::span<const float>(numeric->values).subspan(std::min(first, numeric->values.size())),
                      summary);
  } else if (const auto* multi = std::get_if<MultiColumn>(&column)) {
    summarize_bags(*multi, first, field, summary);
  } else {
    const auto& codes = std::get<CategoricalColumn>(column).codes;
    Counts counts(std::size_t{field.vocabulary.size()} + 1, 0);
    if (of_entity && field.name == summary.table) {
      for (const std::uint32_t row : data.row_of(f)) ++counts[codes[row]];
    } else {
      for (std::size_t row = first; row < codes.size(); ++row) ++counts[codes[row]];
    }
    summary.missing = counts[0];
    summarize_codes(counts, field, summary);
  }
  return summary;
}

}  // namespace

DataSummary summarize(const Dataset& data, const DataOptions& options) {
  DataSummary summary;
  summary.rows = data.rows;
  summary.bad_lines = data.bad_lines;
  summary.notes = data.notes;
  check_hash_buckets(data.schema, options);
  std::vector<std::uint32_t> all(data.rows);
  std::iota(all.begin(), all.end(), 0u);
  std::ranges::move(notes_on_columns(data, all, options), std::back_inserter(summary.notes));
  const Degrees users = degrees(codes_of(data, Role::user)), items = degrees(codes_of(data, Role::item));
  summary.users = users.distinct;
  summary.items = items.distinct;
  if (summary.users > 0 && summary.items > 0)
    summary.density =
        static_cast<double>(data.rows) / (static_cast<double>(summary.users) * static_cast<double>(summary.items));
  const auto write = [](const Degrees& from, std::uint64_t(&to)[3]) {
    to[0] = from.minimum;
    to[1] = from.median;
    to[2] = from.maximum;
  };
  write(users, summary.ratings_per_user);
  write(items, summary.ratings_per_item);
  each_repeated_pair(data, [&](std::span<std::uint32_t> rows) {
    summary.duplicate_pairs += rows.size() - 1;
    each_repeated_row(data, rows,
                      [&](std::span<const std::uint32_t> same) { summary.duplicate_rows += same.size() - 1; });
  });
  for (std::size_t f = 0; f < data.columns.size(); ++f) summary.fields.push_back(summarize_field(data, f));
  return summary;
}

}  // namespace interplay
