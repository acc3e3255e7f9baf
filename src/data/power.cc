#include "data/power.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/entity_names.h"
#include "data/scale.h"
#include "data/text.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Of a standardised number of n rows the 8th power is at most n^4.
constexpr std::int64_t highest_power = 8;
constexpr float largest = 1e30f;  // of numbers that are not standardised

std::uint32_t power_of(const std::string& option, std::string_view text) {
  const auto power = canonical_integer(text);
  if (!power || *power < 1 || *power > highest_power)
    throw Error(Code::usage,
                "option 'powers' has " + shown(option) + ", expected a column and a power from 1 to " +
                    std::to_string(highest_power) + ", as age:3",
                "give --powers name:N");
  return static_cast<std::uint32_t>(*power);
}

std::size_t numbers_named(const Schema& schema, const std::string& option, std::string_view wanted) {
  std::string known;
  for (const std::size_t f : schema.inputs()) {
    const Field& field = schema.fields[f];
    if (field.kind == Kind::numeric && field.power == 0) {
      if (field.name == wanted) return f;
      known += (known.empty() ? "" : ", ") + field.name;
    } else if (field.name == wanted) {
      refuse_value("powers", option, shown(wanted) + " does not hold numbers",
                   known.empty() ? "leave it out of --powers" : "choose one of " + known);
    }
  }
  refuse_value("powers", option,
               "there is no field " + shown(wanted) + " of numbers" + (known.empty() ? "" : "; those are " + known),
               "add the column to --fields, or correct its name");
}

// A power bent by a logarithm would be none. One of a number within 8 deviations of its mean may well lie further out
// by its nature; what exceeds even that is limited.
void limit_far_out(Field& field) {
  const float limit = far_out * static_cast<float>(field.power);
  if (std::max(seen(field, field.maximum), -seen(field, field.minimum)) > limit) field.limit = limit;
}

void add_power(Dataset& data, std::size_t base, std::uint32_t power, std::span<const std::uint32_t> train_rows,
               const std::string& option, const DataOptions& options) {
  Field field;
  field.kind = Kind::numeric;
  field.base = data.schema.fields[base].name;
  field.power = power;
  field.name = field.base + "^" + std::to_string(power);
  field.table = data.schema.fields[base].table;
  refuse_repeated(data, "powers", option, field.name);
  const FieldView view{&data.schema.fields[base], &data.columns[base], nullptr};
  NumericColumn column = power_column(field, view, rows(data.columns[base]));
  std::vector<std::uint32_t> uses;
  if (field.table > 0) uses = count_uses(data.entities[field.table - 1], train_rows);
  const bool automatic = options.numeric_scale == "auto";
  set_scale(field, {train_rows, uses}, column.values, automatic ? "standard" : options.numeric_scale);
  if (automatic) limit_far_out(field);
  data.columns.emplace_back(std::move(column));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

std::optional<PowerOption> power_option(std::string_view option) {
  const std::size_t colon = option.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return PowerOption{option.substr(0, colon), option.substr(colon + 1)};
}

void add_powers(Dataset& data, std::span<const std::uint32_t> train_rows, const DataOptions& options) {
  for (const std::string& option : options.powers) {
    const auto parts = power_option(option);
    const std::uint32_t highest = power_of(option, parts ? parts->highest : std::string_view());
    const std::size_t base = numbers_named(data.schema, option, parts->column);
    for (std::uint32_t power = 2; power <= highest; ++power) add_power(data, base, power, train_rows, option, options);
  }
}

NumericColumn power_column(const Field& field, const FieldView& base, std::size_t rows) {
  const std::vector<float>& values = std::get<NumericColumn>(*base.column).values;
  NumericColumn column;
  column.values.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const float value = values[base.row(row)];
    const float x = seen(*base.field, std::clamp(value, base.field->minimum, base.field->maximum));
    float power = x;
    for (std::uint32_t i = 1; i < field.power; ++i) power *= x;
    column.values.push_back(std::clamp(power, -largest, largest));  // a missing number stays missing
  }
  return column;
}

}  // namespace interplay
