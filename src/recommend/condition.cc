#include "recommend/condition.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "data/shown.h"
#include "data/text/cells.h"
#include "data/text/reading.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/text.h"
#include "recommend/alike.h"

namespace interplay {
namespace {

// Those of two characters first: > is the beginning of >=.
constexpr std::pair<std::string_view, Relation> relations[] = {
    {"!=", Relation::unequal}, {">=", Relation::at_least}, {"<=", Relation::at_most}, {"==", Relation::equal},
    {"=", Relation::equal},    {">", Relation::more},      {"<", Relation::less}};

// The entries of row `row` in a column of categories.
std::span<const std::uint32_t> codes_of(const Column& column, std::uint32_t row) {
  if (const auto* bag = std::get_if<MultiColumn>(&column))
    return std::span<const std::uint32_t>(bag->codes)
        .subspan(bag->offsets[row], bag->offsets[row + 1] - bag->offsets[row]);
  const std::span<const std::uint32_t> codes = std::get<CategoricalColumn>(column).codes;
  return codes[row] > 0 ? codes.subspan(row, 1) : std::span<const std::uint32_t>();
}

std::string quoted_list(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const std::string& value : values) quoted.push_back(shown(value));
  return listed(quoted);
}

}  // namespace

Condition::Condition(std::string_view text, const Star& star, std::uint32_t table) : text_(text) {
  const std::size_t end = text.find_first_of("=!<>");
  const auto found = std::ranges::find_if(relations, [&](const auto& relation) {
    return end != std::string_view::npos && text.substr(end).starts_with(relation.first);
  });
  if (found == std::end(relations) || trimmed(text.substr(0, end)).empty())
    throw Error(Code::usage, "the condition " + shown(text) + " is not COLUMN=VALUE",
                "write a column, one of = != >= <= > <, and a value, as in genres=Comedy or 'year>=1990'");
  relation_ = found->second;
  value_ = trimmed(text.substr(end + found->first.size()));
  find_column(trimmed(text.substr(0, end)), star, table);
  read_value();
}

void Condition::find_column(std::string_view name, const Star& star, std::uint32_t table) {
  std::vector<std::string> names;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table != table) continue;
    names.push_back(field.name);
    if (field.name != name) continue;
    field_ = &field;
    column_ = &star.columns[f];
  }
  if (field_ != nullptr) return;
  const std::string near = nearest(name, std::vector<std::string_view>(names.begin(), names.end()));
  throw Error(Code::not_found, "the model keeps no column " + shown(name) + " of its items",
              near.empty() ? "it keeps " + listed(names) + "; train with further columns in --fields to have more"
                           : "did you mean '" + near + "'?");
}

bool Condition::orders() const { return relation_ != Relation::equal && relation_ != Relation::unequal; }

bool Condition::has_order() const {
  return field_->kind == Kind::numeric || (field_->kind == Kind::categorical && field_->vocabulary.integers());
}

void Condition::read_value() {
  if (orders() && !has_order())
    throw Error(Code::usage, "the condition " + shown(text_) + " compares names, which have no order",
                "use = or != for " + field_->name);
  if (value_.empty())
    throw Error(Code::usage, "the condition " + shown(text_) + " has no value", "write it behind the sign");
  if (field_->kind == Kind::numeric || orders()) {
    const auto number = parse_number_as(field_->kind == Kind::numeric ? field_->reading : "", value_);
    if (!number || std::isnan(*number))
      throw Error(Code::usage,
                  "the condition " + shown(text_) + " compares with " + shown(value_) + ", and " + field_->name +
                      " is a column of numbers",
                  "write a number");
    // Cells were rounded to single precision as they were read.
    number_ = field_->kind == Kind::numeric ? static_cast<double>(static_cast<float>(*number)) : *number;
    return;
  }
  code_ = field_->vocabulary.code(value_);
}

bool Condition::compares(double number) const {
  switch (relation_) {
    case Relation::equal:
      return number == number_;
    case Relation::unequal:
      return number != number_;
    case Relation::at_least:
      return number >= number_;
    case Relation::at_most:
      return number <= number_;
    case Relation::more:
      return number > number_;
    case Relation::less:
      return number < number_;
  }
  return false;
}

double Condition::number_of(std::uint32_t row) const {
  if (const auto* numbers = std::get_if<NumericColumn>(column_)) return static_cast<double>(numbers->values[row]);
  const std::uint32_t code = std::get<CategoricalColumn>(*column_).codes[row];
  return code > 0 ? static_cast<double>(field_->vocabulary.sorted_integers()[code - 1]) : std::nan("");
}

bool Condition::holds(std::uint32_t row) const {
  if (field_->kind == Kind::numeric || orders()) return compares(number_of(row));
  const bool has = code_ > 0 && std::ranges::find(codes_of(*column_, row), code_) != codes_of(*column_, row).end();
  return has == (relation_ == Relation::equal);
}

std::string Condition::range(std::span<const std::uint32_t> rows) const {
  double low = INFINITY, high = -INFINITY, near = NAN;
  for (const std::uint32_t row : rows) {
    const double number = number_of(row);
    if (std::isnan(number)) continue;
    low = std::min(low, number), high = std::max(high, number);
    if (!(std::abs(number - number_) >= std::abs(near - number_))) near = number;
  }
  if (low > high) return "no item has a value of " + field_->name;
  return field_->name + " is from " + short_number(low) + " to " + short_number(high) + ", and nearest to it is " +
         short_number(near);
}

// Those that are spelt like it, and the most frequent ones.
std::string Condition::nearest_values(std::span<const std::uint32_t> rows) const {
  constexpr std::size_t most = 5;
  std::map<std::uint32_t, std::size_t> counts;
  for (const std::uint32_t row : rows)
    for (const std::uint32_t code : codes_of(*column_, row)) ++counts[code];
  std::vector<std::pair<std::uint32_t, std::size_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> values;
  for (const auto& [code, count] : order) values.push_back(field_->vocabulary.id(code));
  const std::vector<std::string> near = like(value_, values, most);
  if (!near.empty() && code_ == 0) return "like it are " + quoted_list(near);
  values.resize(std::min(values.size(), most));
  return values.empty() ? "no item has a value of " + field_->name
                        : "the most frequent values of " + field_->name + " are " + quoted_list(values);
}

std::string Condition::values_there_are(std::span<const std::uint32_t> rows) const {
  return field_->kind == Kind::numeric || orders() ? range(rows) : nearest_values(rows);
}

}  // namespace interplay
