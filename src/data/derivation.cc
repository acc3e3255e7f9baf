#include "data/derivation.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

using Json = nlohmann::json;

const Derivation* find_derivation(std::string_view name) {
  const auto found = std::ranges::find(derivation_table(), name, &Derivation::name);
  return found == derivation_table().end() ? nullptr : *found;
}

// "powers" of "powers:age:3".
std::string_view name_in(std::string_view entry) { return entry.substr(0, entry.find(':')); }

void check_names(const DataOptions& options) {
  for (const std::string& entry : options.derive) {
    if (entry.find(':') == std::string::npos)
      throw Error(Code::usage, "option 'derive' has " + shown(entry) + ", expected NAME:VALUE",
                  "give it as --derive powers:age:3");
    if (const Derivation* derivation = find_derivation(name_in(entry)); derivation && derivation->fit) continue;
    std::string known;
    for (const Derivation* derivation : derivation_table())
      if (derivation->fit) known += (known.empty() ? "" : ", ") + std::string(derivation->name);
    throw Error(Code::usage,
                "option 'derive' has " + shown(entry) + ", and there is no derivation " + shown(name_in(entry)),
                "choose one of " + known);
  }
}

// A maker that prepares nothing.
class PlainMaker final : public ColumnMaker {
 public:
  PlainMaker(const Derivation& derivation, const Field& field) : derivation_(derivation), field_(field) {}
  Column make(const DerivedRows& rows) const override { return derivation_.apply(field_, rows); }

 private:
  const Derivation& derivation_;
  const Field& field_;
};

DerivedFrom common_from_json(const Json& json) {
  const Json& object = json.at("derived");
  DerivedFrom from{object.at("name").get<std::string>(), object.at("fields").get<std::vector<std::string>>(),
                   object.at("number").get<double>()};
  const Derivation* derivation = find_derivation(from.name);
  if (!derivation || !derivation->apply || derivation->from_json || from.fields.empty())
    throw std::runtime_error("a field is made in a way that is not known: '" + from.name + "'");
  return from;
}

}  // namespace

const Derivation* derivation_of(const Field& field) {
  return field.derived.name.empty() ? nullptr : find_derivation(field.derived.name);
}

std::unique_ptr<ColumnMaker> column_maker(const Field& field, std::span<const Field* const> from) {
  const Derivation& derivation = *derivation_of(field);
  if (derivation.prepare) return derivation.prepare(field, from);
  return std::make_unique<PlainMaker>(derivation, field);
}

std::vector<std::string> asked_of(const Derivation& derivation, const DataOptions& options) {
  std::vector<std::string> values;
  if (derivation.option) values = options.*derivation.option;
  for (const std::string& entry : options.derive)
    if (name_in(entry) == derivation.name && entry.size() > derivation.name.size())
      values.push_back(entry.substr(derivation.name.size() + 1));
  return values;
}

std::vector<std::string> numeric_columns(const DataOptions& options) {
  std::vector<std::string> columns;
  for (const Derivation* derivation : derivation_table())
    for (const std::string& value : asked_of(*derivation, options))
      if (const auto column = derivation->numeric_column ? derivation->numeric_column(value) : std::nullopt)
        columns.emplace_back(*column);
  return columns;
}

const Derivation* made_on_reading(std::string_view column) {
  const Derivation* derivation = find_derivation(column);
  return derivation && derivation->read ? derivation : nullptr;
}

bool made_of_others(const Field& field, const DataOptions& options) {
  if (derivation_of(field)) return true;
  return std::ranges::any_of(derivation_table(), [&](const Derivation* derivation) {
    return !asked_of(*derivation, options).empty() &&
           std::ranges::any_of(derivation->endings, [&](std::string_view end) { return field.name.ends_with(end); });
  });
}

void add_derived(Dataset& data, const DerivationRows& rows) {
  check_names(rows.options);
  for (const Derivation* derivation : derivation_table()) {
    const std::vector<std::string> values = asked_of(*derivation, rows.options);
    if (!values.empty() && derivation->require) derivation->require(data, values.front());
    for (const std::string& value : values) derivation->fit(data, value, rows);
  }
}

bool needs_time(const Schema& schema) {
  return std::ranges::any_of(schema.fields, [](const Field& field) {
    const Derivation* derivation = derivation_of(field);
    return derivation && derivation->reads_time;
  });
}

void derived_to_json(const Field& field, Json& json) {
  const Derivation* derivation = derivation_of(field);
  if (!derivation) return;
  if (derivation->to_json) return derivation->to_json(field, json);
  json["derived"] = {{"name", field.derived.name}, {"fields", field.derived.fields}, {"number", field.derived.number}};
}

void derived_from_json(const Json& json, Field& field) {
  for (const Derivation* derivation : derivation_table()) {
    if (!derivation->from_json) continue;
    auto from = derivation->from_json(json, field.kind);
    if (!from) continue;
    if (!field.derived.name.empty()) throw std::runtime_error("a field is made in two ways");
    field.derived = std::move(*from);
    field.derived.name = derivation->name;
  }
  if (json.contains("derived")) field.derived = common_from_json(json);
}

void check_derived(const Schema& schema) {
  for (const Field& field : schema.fields) {
    const Derivation* derivation = derivation_of(field);
    if (!derivation) continue;
    if (derivation->check) derivation->check(field, schema);
    // Columns are made in the order of fields.
    const auto own = static_cast<std::size_t>(&field - schema.fields.data());
    for (const std::string& name : field.derived.fields)
      if (schema.find(name).value_or(own) >= own)
        throw std::runtime_error("a field is not made of fields that stand before it");
  }
}

}  // namespace interplay
