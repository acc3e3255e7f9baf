#include "model/feature_names.h"

#include <fmt/format.h>

#include <cmath>

namespace interplay {
namespace {

// The id of an entity, which may have a row in its table although training has not seen it.
std::string id_of(const FieldView& view, const Dataset& data, std::uint32_t row, std::uint32_t code) {
  if (code > 0 || view.field->table == 0) return view.field->vocabulary.id(code);
  const Entity& entity = data.entities[view.field->table - 1];
  const bool own_id = entity.name == view.field->name;
  return own_id && view.row(row) > 0 ? entity.keys.id(view.row(row)) : "?";
}

std::string list_of(const Field& field, const MultiColumn& column, std::uint32_t row) {
  std::string list;
  for (std::uint64_t e = column.offsets[row]; e < column.offsets[row + 1]; ++e)
    list += (list.empty() ? "" : ", ") + field.vocabulary.id(column.codes[e]);
  return list;
}

// 1/3 where it is the share of one of a few entries.
std::string x_text(float x) {
  const double entries = 1 / static_cast<double>(x);
  if (x > 0 && entries < 1000 && std::abs(entries - std::round(entries)) < 1e-4)
    return fmt::format("1/{:.0f}", entries);
  return fmt::format("{:.4g}", x);
}

}  // namespace

std::string value_text(const Field& field, const Column& column, std::uint32_t row) {
  if (const auto* numeric = std::get_if<NumericColumn>(&column))
    return std::isnan(numeric->values[row]) ? "" : fmt::format("{}", numeric->values[row]);
  if (const auto* multi = std::get_if<MultiColumn>(&column)) return list_of(field, *multi, row);
  return field.vocabulary.id(std::get<CategoricalColumn>(column).codes[row]);
}

InputText input_text(const FieldView& view, const Dataset& data, std::uint32_t row) {
  const std::uint32_t at = view.row(row);
  if (const auto* ids = std::get_if<CategoricalColumn>(view.column)) {
    const std::uint32_t code = ids->codes[at];
    return {.value = id_of(view, data, row, code), .unseen = code == 0};
  }
  const std::string value = value_text(*view.field, *view.column, at);
  return {.value = value, .missing = value.empty()};
}

std::string feature_name(const FieldView& view, const Dataset& data, std::uint32_t row, const Feature& feature) {
  const Field& field = *view.field;
  if (field.kind == Kind::numeric) {
    const InputText text = input_text(view, data, row);
    return text.missing ? field.name + " (missing)" : fmt::format("{} {} -> {:.4g}", field.name, text.value, feature.x);
  }
  const bool padding = feature.code > field.vocabulary.size();
  std::string name = field.name + " ";
  if (feature.code == 0) {
    const std::string id = id_of(view, data, row, 0);
    name += id == "?" ? "(unseen)" : id + " (unseen)";
  } else {
    name += padding ? "(padding)" : field.vocabulary.id(feature.code);
  }
  return feature.x == 1.0f ? name : fmt::format("{} ({})", name, x_text(feature.x));
}

}  // namespace interplay
