// Parts of the time of an interaction as categories: what derivations such as hour have in common. "timestamp", the
// name of the column of times, adds timestamp_hour: a whole number, in UTC; none where the time is missing. Numbers
// that no training row has are unseen.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/derivation.h"
#include "data/entity_names.h"
#include "data/shown.h"

namespace interplay::calendar {

// A part of a time, seconds since 1970.
using Part = std::int64_t (*)(std::int64_t seconds);

constexpr std::int64_t seconds_of_a_day = 86'400;

inline std::int64_t floor_divided(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
inline std::int64_t day_of(std::int64_t seconds) { return floor_divided(seconds, seconds_of_a_day); }

inline std::optional<std::int64_t> part_of(double time, Part part) {
  constexpr double furthest = 1e15;                       // seconds, 30 million years
  if (!(std::abs(time) < furthest)) return std::nullopt;  // NaN too
  return part(static_cast<std::int64_t>(std::floor(time)));
}

// The column of a field for rows whose times are `time` (empty: unknown).
template <Part part>
Column column_of(const Field& field, std::span<const double> time, std::size_t rows) {
  std::vector<std::uint32_t> codes(rows, 0);
  for (std::size_t row = 0; row < time.size() && row < rows; ++row)
    if (const auto value = part_of(time[row], part)) codes[row] = field.vocabulary.code(*value);
  return CategoricalColumn{std::move(codes)};
}

// The derivation of a part. `name` is a literal: "hour".
template <Part part, const char* name>
Derivation derivation() {
  Derivation made;
  made.name = name;
  made.fit = [](Dataset& data, const std::string& value, const DerivationRows& known) {
    const std::string entry = std::string(name) + ":" + value;
    const auto time = data.schema.find(Role::time);
    if (!time || data.time.empty())
      refuse_value("derive", entry, "the data has no column of times", "name it with --time " + value);
    if (data.schema.fields[*time].name != value && value != "time")
      refuse_value("derive", entry,
                   shown(value) + " is not the column of times, which is " + shown(data.schema.fields[*time].name),
                   "name the column with --time " + value);
    Field field;
    field.name = data.schema.fields[*time].name + "_" + name;
    field.derived = {name, {data.schema.fields[*time].name}, 0};
    refuse_repeated(data, "derive", entry, field.name);
    std::vector<std::int64_t> met;
    for (const std::uint32_t row : known.known)
      if (const auto part_met = part_of(data.time[row], part)) met.push_back(*part_met);
    field.vocabulary = Vocabulary::of_integers(std::move(met));
    data.columns.push_back(column_of<part>(field, data.time, data.rows));
    data.schema.fields.push_back(std::move(field));
  };
  made.apply = [](const Field& field, const DerivedRows& rows) {
    return column_of<part>(field, rows.time, rows.count);
  };
  made.check = [](const Field& field, const Schema& schema) {
    const auto base = schema.find(field.derived.fields[0]);
    if (!base || schema.fields[*base].role != Role::time || field.kind != Kind::categorical || field.table != 0 ||
        !field.vocabulary.integers())
      throw std::runtime_error("a part of times is not one of the column of times");
  };
  made.reads_time = true;
  return made;
}

}  // namespace interplay::calendar
