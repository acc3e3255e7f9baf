// Powers of numbers. A factorization machine is linear in a number; with powers it can follow curves. "age:3" adds
// age^2 and age^3, powers of age as models see it (Field::mean, Field::scale), in the table of age and with scales of
// their own by options.numeric_scale. Values beyond the range of the training rows count as its ends, because powers of
// an outlier would outweigh everything else. "day:1" adds nothing, but makes the day a number.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "data/derivation.h"
#include "data/encode/scale.h"
#include "data/entity_names.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view powers = "powers";
// The 8th power of a standardised number of n rows is at most n^4.
constexpr std::int64_t highest_power = 8;
constexpr float largest = 1e30f;  // of numbers that are not standardised

std::uint32_t power_of(const std::string& option, std::string_view text) {
  const auto power = canonical_integer(text);
  if (!power || *power < 1 || *power > highest_power)
    throw Error(Code::usage,
                "option '" + std::string(powers) + "' has " + shown(option) +
                    ", expected a column and a power from 1 to " + std::to_string(highest_power) + ", as age:3",
                "give --powers name:N");
  return static_cast<std::uint32_t>(*power);
}

std::size_t numbers_named(const Schema& schema, const std::string& option, std::string_view wanted) {
  std::string known;
  for (const std::size_t f : schema.inputs()) {
    const Field& field = schema.fields[f];
    if (field.kind == Kind::numeric && field.derived.name != powers) {
      if (field.name == wanted) return f;
      known += (known.empty() ? "" : ", ") + field.name;
    } else if (field.name == wanted) {
      refuse_value(powers, option, shown(wanted) + " does not hold numbers",
                   known.empty() ? "leave it out of --powers" : "choose one of " + known);
    }
  }
  refuse_value(powers, option,
               "there is no field " + shown(wanted) + " of numbers" + (known.empty() ? "" : "; those are " + known),
               "add the column to --fields, or correct its name");
}

// After a logarithm a power would be none. A power of a number within 8 deviations of its mean may well lie further out
// by its nature; only what exceeds even that is limited.
void limit_far_out(Field& field) {
  const float limit = far_out * static_cast<float>(field.derived.number);
  if (std::max(seen(field, field.maximum), -seen(field, field.minimum)) > limit) field.limit = limit;
}

NumericColumn power_column(const Field& field, const FieldView& base, std::size_t rows) {
  const auto exponent = static_cast<std::uint32_t>(field.derived.number);
  const auto& values = std::get<NumericColumn>(*base.column).values;
  std::vector<float> powers_of_values;
  powers_of_values.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const float value = values[base.row(row)];
    const float x = seen(*base.field, std::clamp(value, base.field->minimum, base.field->maximum));
    float power = x;
    for (std::uint32_t i = 1; i < exponent; ++i) power *= x;
    powers_of_values.push_back(std::clamp(power, -largest, largest));  // a missing number stays missing
  }
  return {std::move(powers_of_values)};
}

void add_power(Dataset& data, std::size_t base, std::uint32_t power, const std::string& option,
               const DerivationRows& known) {
  Field field;
  field.kind = Kind::numeric;
  const std::string of = data.schema.fields[base].name;
  field.derived = {std::string(powers), {of}, static_cast<double>(power)};
  field.name = of + "^" + std::to_string(power);
  field.table = data.schema.fields[base].table;
  refuse_repeated(data, powers, option, field.name);
  const FieldView view{&data.schema.fields[base], &data.columns[base], nullptr};
  NumericColumn column = power_column(field, view, rows(data.columns[base]));
  std::vector<std::uint32_t> uses;
  if (field.table > 0) uses = count_uses(data.entities[field.table - 1], known.training);
  const bool automatic = known.options.numeric_scale == "auto";
  set_scale(field, {known.training, uses}, column.values, automatic ? "standard" : known.options.numeric_scale);
  if (automatic) limit_far_out(field);
  data.columns.emplace_back(std::move(column));
  data.schema.fields.push_back(std::move(field));
}

// The column of "age:3"; nothing where there is no colon.
std::optional<std::string_view> column_of(std::string_view value) {
  const std::size_t colon = value.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return value.substr(0, colon);
}

void fit_powers(Dataset& data, const std::string& value, const DerivationRows& known) {
  const auto column = column_of(value);
  const std::uint32_t highest = power_of(value, column ? std::string_view(value).substr(column->size() + 1) : "");
  const std::size_t base = numbers_named(data.schema, value, *column);
  for (std::uint32_t power = 2; power <= highest; ++power) add_power(data, base, power, value, known);
}

Column apply_powers(const Field& field, const DerivedRows& rows) {
  return power_column(field, rows.view_of(field.derived.fields[0]), rows.count);
}

void check_powers(const Field& field, const Schema& schema) {
  const auto base = schema.find(field.derived.fields[0]);
  if (!base || schema.fields[*base].kind != Kind::numeric || schema.fields[*base].derived.name == powers ||
      schema.fields[*base].table != field.table || field.derived.number > 100)
    throw std::runtime_error("a power is not that of a field of numbers of its table");
}

void powers_to_json(const Field& field, nlohmann::json& json) {
  json["base"] = field.derived.fields[0];
  json["power"] = static_cast<std::uint32_t>(field.derived.number);
}

std::optional<DerivedFrom> powers_from_json(const nlohmann::json& json, Kind kind) {
  if (kind != Kind::numeric || !json.contains("power")) return std::nullopt;
  const auto power = json.at("power").get<std::int64_t>();
  if (!json.at("power").is_number_integer() || power < 0 || power > std::numeric_limits<std::uint32_t>::max())
    throw std::runtime_error("expected a whole number that is not negative");
  if (power == 0) return std::nullopt;
  return DerivedFrom{std::string(powers), {json.at("base").get<std::string>()}, static_cast<double>(power)};
}

}  // namespace

const Derivation& powers_definition() {
  static const Derivation definition{
      .name = powers,
      .fit = fit_powers,
      .apply = apply_powers,
      .option = &DataOptions::powers,
      .numeric_column = column_of,
      .check = check_powers,
      .to_json = powers_to_json,
      .from_json = powers_from_json,
  };
  return definition;
}

}  // namespace interplay
