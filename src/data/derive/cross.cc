// Columns made by crossing two others: "a*b" has one category for each combination of their values. Crossed with a bag,
// a column becomes a bag. Features of the same entity are crossed in its table, all others for every interaction. The
// vocabulary holds the combinations, as "a*b", that occur in the known rows (in an entity's table: in the rows that
// these refer to).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <unordered_map>

#include "data/derivation.h"
#include "data/distinct.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view cross_option = "cross";

// Two codes as one number.
using Pair = std::uint64_t;
Pair pair_of(std::uint32_t a, std::uint32_t b) { return Pair{a} << 32 | b; }

// Calls visit(code, weight) for the values of a row, unseen ones left out.
template <class Visit>
void each_value(const FieldView& view, std::uint32_t row, const Visit& visit) {
  const std::uint32_t at = view.row(row);
  if (const auto* single = std::get_if<CategoricalColumn>(view.column)) {
    if (single->codes[at] != 0) visit(single->codes[at], 1.0f);
    return;
  }
  const auto& bag = std::get<MultiColumn>(*view.column);
  for (std::uint64_t i = bag.offsets[at]; i < bag.offsets[at + 1]; ++i)
    if (bag.codes[i] != 0) visit(bag.codes[i], bag.weights.empty() ? 1.0f : bag.weights[i]);
}

struct Crossing {
  FieldView a, b;

  template <class Visit>
  void each(std::uint32_t row, const Visit& visit) const {
    each_value(a, row, [&](std::uint32_t first, float x) {
      each_value(b, row, [&](std::uint32_t second, float y) { visit(pair_of(first, second), x * y); });
    });
  }
  std::string id(Pair pair) const {
    return a.field->vocabulary.id(static_cast<std::uint32_t>(pair >> 32)) + "*" +
           b.field->vocabulary.id(static_cast<std::uint32_t>(pair));
  }
};

// A column as seen from the rows of table `table`.
FieldView view_of(const Dataset& data, std::size_t field, std::uint32_t table) {
  const auto row_of = data.row_of(field);
  const bool own = data.schema.fields[field].table == table;
  return {&data.schema.fields[field], &data.columns[field], own || row_of.empty() ? nullptr : row_of.data()};
}

Column column_of(const Crossing& crossing, const Field& field, std::size_t rows) {
  std::unordered_map<Pair, std::uint32_t> codes;
  const auto code_of = [&](Pair pair) {
    const auto [entry, added] = codes.try_emplace(pair, 0);
    if (added) entry->second = field.vocabulary.code(crossing.id(pair));
    return entry->second;
  };
  if (field.kind == Kind::categorical) {
    std::vector<std::uint32_t> single(rows, 0);
    for (std::uint32_t row = 0; row < rows; ++row)
      crossing.each(row, [&](Pair pair, float) { single[row] = code_of(pair); });
    return CategoricalColumn{std::move(single)};
  }
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> bags;
  std::vector<float> weights;
  bool weighted = false;
  for (std::uint32_t row = 0; row < rows; ++row) {
    crossing.each(row, [&](Pair pair, float weight) {
      const std::uint32_t code = code_of(pair);
      if (code == 0) return;
      bags.push_back(code);
      weights.push_back(weight);
      weighted = weighted || weight != 1;
    });
    offsets.push_back(bags.size());
  }
  if (!weighted) weights.clear();
  return MultiColumn{std::move(offsets), std::move(bags), std::move(weights)};
}

Vocabulary vocabulary_of(const Crossing& crossing, std::span<const std::uint32_t> rows) {
  std::vector<Pair> met;
  for (const std::uint32_t row : rows) crossing.each(row, [&](Pair pair, float) { met.push_back(pair); });
  std::vector<std::string> ids;
  for (const Pair pair : distinct_values<Pair>(met)) ids.push_back(crossing.id(pair));
  return Vocabulary::of_strings(std::move(ids));
}

std::size_t find_input(const Schema& schema, const std::string& cross, const std::string& name) {
  std::string known;
  for (const std::size_t f : schema.inputs()) {
    const Field& field = schema.fields[f];
    if (field.name == name) {
      if (field.kind != Kind::numeric) return f;
      throw Error(Code::usage, "option 'cross' is '" + cross + "', and column '" + name + "' holds numbers",
                  "name it among the --categorical columns to cross it");
    }
    known += (known.empty() ? "" : ", ") + field.name;
  }
  throw Error(Code::usage,
              "option 'cross' is '" + cross + "', and there is no field '" + name + "'; the fields are " + known,
              "add the column to --fields, or correct its name");
}

Field field_of(const std::string& cross, const Field& a, const Field& b) {
  Field field;
  field.name = cross;
  field.derived = {std::string(cross_option), {a.name, b.name}, 0};
  field.table = a.table == b.table ? a.table : 0;
  if (a.kind == Kind::categorical && b.kind == Kind::categorical) return field;
  field.kind = Kind::multi;
  const Field& bag = a.kind == Kind::multi ? a : b;
  if (bag.pooling != Pooling::padded_mean) field.pooling = bag.pooling;
  return field;
}

// The rows of an entity's table that `rows` refer to.
std::vector<std::uint32_t> rows_met(const Entity& entity, std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> met;
  for (const std::uint32_t row : rows) met.push_back(entity.row_of[row]);
  return distinct_values<std::uint32_t>(met);
}

void fit_cross(Dataset& data, const std::string& cross, const DerivationRows& rows) {
  const std::size_t star = cross.find('*');
  if (star == std::string::npos || cross.find('*', star + 1) != std::string::npos)
    throw Error(Code::usage, "option 'cross' is '" + cross + "', expected two columns joined by *",
                "give --cross a*b, with a comma between several");
  if (data.schema.find(cross))
    throw Error(Code::usage, "option 'cross' is '" + cross + "', and that field exists", "name it once");
  const std::size_t a = find_input(data.schema, cross, cross.substr(0, star));
  const std::size_t b = find_input(data.schema, cross, cross.substr(star + 1));
  if (a == b && data.schema.fields[a].kind == Kind::categorical)
    throw Error(Code::usage, "option 'cross' is '" + cross + "', which crosses a column with itself",
                "name two columns, or one that holds several values in a cell");
  Field field = field_of(cross, data.schema.fields[a], data.schema.fields[b]);
  const Crossing crossing{view_of(data, a, field.table), view_of(data, b, field.table)};
  if (field.table == 0) {
    field.vocabulary = vocabulary_of(crossing, rows.known);
  } else {
    field.vocabulary = vocabulary_of(crossing, rows_met(data.entities[field.table - 1], rows.known));
  }
  const std::size_t count = field.table == 0 ? data.rows : std::size_t{data.entities[field.table - 1].keys.size()} + 1;
  data.columns.push_back(column_of(crossing, field, count));
  data.schema.fields.push_back(std::move(field));
}

Column apply_cross(const Field& field, const DerivedRows& rows) {
  return column_of({rows.view_of(field.derived.fields[0]), rows.view_of(field.derived.fields[1])}, field, rows.count);
}

void check_cross(const Field& field, const Schema& schema) {
  const auto is_category = [&](const std::string& part) {
    const auto found = schema.find(part);
    return found && schema.fields[*found].kind != Kind::numeric && schema.fields[*found].derived.name != cross_option;
  };
  const std::vector<std::string>& parts = field.derived.fields;
  if (parts.size() != 2 || !is_category(parts[0]) || !is_category(parts[1]) || field.kind == Kind::numeric)
    throw std::runtime_error("a crossed field is not made of two fields of categories");
}

void cross_to_json(const Field& field, nlohmann::json& json) { json["crossed"] = field.derived.fields; }

std::optional<DerivedFrom> cross_from_json(const nlohmann::json& json, Kind) {
  if (!json.contains("crossed")) return std::nullopt;
  auto parts = json.at("crossed").get<std::vector<std::string>>();
  if (parts.empty()) return std::nullopt;
  return DerivedFrom{std::string(cross_option), std::move(parts), 0};
}

}  // namespace

const Derivation& cross_definition() {
  static const Derivation definition{
      .name = cross_option,
      .fit = fit_cross,
      .apply = apply_cross,
      .option = &DataOptions::cross,
      .check = check_cross,
      .to_json = cross_to_json,
      .from_json = cross_from_json,
      .is_elementary = false,
  };
  return definition;
}

}  // namespace interplay
