// Numbers as categories by the square of their logarithm, which is how counts of click logs are commonly cut: buckets
// are narrow for small numbers and wider and wider for large ones. "price" adds price_log_square, in the table of
// price: the category floor((ln x)^2) of x > 2, floor(x) of other x, none where the number is missing. Buckets that no
// training row has are unseen.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "data/derivation.h"
#include "data/encode/scale.h"
#include "data/entity_names.h"

namespace interplay {
namespace {

constexpr std::string_view log_square = "log_square";
constexpr double largest_bucketed = 1e15;  // so that buckets are exact whole numbers

std::int64_t bucket_of(float x) {
  const auto value = std::clamp(static_cast<double>(x), -largest_bucketed, largest_bucketed);
  const double log = value > 2 ? std::log(value) : 0;
  return static_cast<std::int64_t>(std::floor(value > 2 ? log * log : value));
}

CategoricalColumn buckets(const Field& field, const FieldView& base, std::size_t rows) {
  const auto& values = std::get<NumericColumn>(*base.column).values;
  std::vector<std::uint32_t> codes;
  codes.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const float value = values[base.row(row)];
    codes.push_back(std::isnan(value) ? 0 : field.vocabulary.code(bucket_of(value)));
  }
  return {std::move(codes)};
}

void fit(Dataset& data, const std::string& value, const DerivationRows& known) {
  const std::size_t base = numbers_named(data.schema, "derive", "log_square:" + value, value);
  Field field;
  field.name = value + "_log_square";
  field.derived = {std::string(log_square), {value}, 0};
  field.table = data.schema.fields[base].table;
  refuse_repeated(data, "derive", "log_square:" + value, field.name);
  const FieldView view{&data.schema.fields[base], &data.columns[base], nullptr};
  const auto& values = std::get<NumericColumn>(data.columns[base]).values;
  std::vector<std::uint32_t> uses;
  if (field.table > 0) uses = count_uses(data.entities[field.table - 1], known.known);
  std::vector<std::int64_t> met;
  TrainingRows{known.known, uses}.each([&](std::uint32_t row, std::uint32_t) {
    if (!std::isnan(values[row])) met.push_back(bucket_of(values[row]));
  });
  std::ranges::sort(met);
  met.erase(std::unique(met.begin(), met.end()), met.end());
  field.vocabulary = Vocabulary::of_integers(std::move(met));
  data.columns.emplace_back(buckets(field, view, rows(data.columns[base])));
  data.schema.fields.push_back(std::move(field));
}

Column apply(const Field& field, const DerivedRows& rows) {
  return buckets(field, rows.view_of(field.derived.fields[0]), rows.count);
}

void check(const Field& field, const Schema& schema) {
  const auto base = schema.find(field.derived.fields[0]);
  if (!base || schema.fields[*base].kind != Kind::numeric || schema.fields[*base].table != field.table ||
      field.kind != Kind::categorical || !field.vocabulary.integers())
    throw std::runtime_error("buckets are not those of a field of numbers of its table");
}

}  // namespace

const Derivation& log_square_definition() {
  static const Derivation definition{
      .name = log_square,
      .fit = fit,
      .apply = apply,
      .numeric_column = [](std::string_view value) { return std::optional(value); },
      .check = check,
  };
  return definition;
}

}  // namespace interplay
