// Numbers as categories of equally many training rows. "price" or "price:20" adds price_quantile, in the table of
// price: the category i of 1 to n (10 unless given) of x with q_{i-1} <= x < q_i, where q_1 ... q_{n-1} are the
// quantiles i / n of the training rows, those of other tables counted once each; equal quantiles make fewer categories.
// A missing number is the category 0.
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

constexpr std::string_view quantiles = "quantiles";
constexpr std::int64_t usual_bins = 10, most_bins = 10'000;

struct Asked {
  std::string column;
  std::int64_t bins = usual_bins;
};

// Of "price" and "price:20". A column may have a colon in its name, if what follows is no number.
Asked asked_by(std::string_view value) {
  const std::size_t colon = value.rfind(':');
  const auto bins = colon == std::string_view::npos ? std::nullopt : canonical_integer(value.substr(colon + 1));
  if (!bins) return {std::string(value)};
  if (*bins < 2 || *bins > most_bins)
    refuse_value("derive", "quantiles:" + std::string(value), "the number of categories is not one from 2 to 10000",
                 "give it as --derive quantiles:price:20");
  return {std::string(value.substr(0, colon)), *bins};
}

std::int64_t bin_of(const Field& field, float x) {
  if (std::isnan(x)) return 0;
  return std::ranges::upper_bound(field.knots, x) - field.knots.begin() + 1;
}

CategoricalColumn in_bins(const Field& field, const FieldView& base, std::size_t rows) {
  const auto& values = std::get<NumericColumn>(*base.column).values;
  std::vector<std::uint32_t> codes;
  codes.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row)
    codes.push_back(field.vocabulary.code(bin_of(field, values[base.row(row)])));
  return {std::move(codes)};
}

// Where the bins begin, but for the first. Takes the values of the training rows, without missing ones.
std::vector<float> cuts_of(std::vector<float> values, std::int64_t count) {
  std::ranges::sort(values);
  std::vector<float> cuts;
  for (std::int64_t i = 1; i < count && !values.empty(); ++i) {
    const float cut = values[static_cast<std::size_t>(i) * values.size() / static_cast<std::size_t>(count)];
    if (cut > (cuts.empty() ? values.front() : cuts.back())) cuts.push_back(cut);
  }
  return cuts;
}

void fit_quantile(Dataset& data, const std::string& value, const DerivationRows& known) {
  const Asked asked = asked_by(value);
  const std::size_t base = numbers_named(data.schema, "derive", "quantiles:" + value, asked.column);
  Field field;
  field.name = asked.column + "_quantile";
  field.derived = {std::string(quantiles), {asked.column}, static_cast<double>(asked.bins)};
  field.table = data.schema.fields[base].table;
  refuse_repeated(data, "derive", "quantiles:" + value, field.name);
  const FieldView view{&data.schema.fields[base], &data.columns[base], nullptr};
  const auto& values = std::get<NumericColumn>(data.columns[base]).values;
  std::vector<std::uint32_t> uses;
  if (field.table > 0) uses = count_uses(data.entities[field.table - 1], known.training);
  std::vector<float> met;
  bool has_missing = false;
  TrainingRows{known.training, uses}.each([&](std::uint32_t row, std::uint32_t) {
    if (std::isnan(values[row]))
      has_missing = true;
    else
      met.push_back(values[row]);
  });
  const bool has_values = !met.empty();
  field.knots = cuts_of(std::move(met), asked.bins);
  std::vector<std::int64_t> ids;
  if (has_missing) ids.push_back(0);
  for (std::size_t i = 0; has_values && i <= field.knots.size(); ++i) ids.push_back(static_cast<std::int64_t>(i) + 1);
  field.vocabulary = Vocabulary::of_integers(std::move(ids));
  data.columns.emplace_back(in_bins(field, view, rows(data.columns[base])));
  data.schema.fields.push_back(std::move(field));
}

Column apply_quantile(const Field& field, const DerivedRows& rows) {
  return in_bins(field, rows.view_of(field.derived.fields[0]), rows.count);
}

void check_quantile(const Field& field, const Schema& schema) {
  const auto base = schema.find(field.derived.fields[0]);
  if (!base || schema.fields[*base].kind != Kind::numeric || schema.fields[*base].table != field.table ||
      field.kind != Kind::categorical || !field.vocabulary.integers())
    throw std::runtime_error("quantiles are not those of a field of numbers of its table");
}

}  // namespace

const Derivation& quantiles_definition() {
  static const Derivation definition{
      .name = quantiles,
      .fit = fit_quantile,
      .apply = apply_quantile,
      .numeric_column =
          [](std::string_view value) {
            const std::size_t colon = value.rfind(':');
            const bool counted = colon != std::string_view::npos && canonical_integer(value.substr(colon + 1));
            return std::optional(counted ? value.substr(0, colon) : value);
          },
      .check = check_quantile,
  };
  return definition;
}

}  // namespace interplay
