#include "data/cross.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "data/distinct.h"
#include "interplay/error.h"

namespace interplay {
namespace {

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

// A column as rows of table `table` see it.
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
    CategoricalColumn column{std::vector<std::uint32_t>(rows, 0)};
    for (std::uint32_t row = 0; row < rows; ++row)
      crossing.each(row, [&](Pair pair, float) { column.codes[row] = code_of(pair); });
    return column;
  }
  MultiColumn column;
  bool weighted = false;
  for (std::uint32_t row = 0; row < rows; ++row) {
    crossing.each(row, [&](Pair pair, float weight) {
      const std::uint32_t code = code_of(pair);
      if (code == 0) return;
      column.codes.push_back(code);
      column.weights.push_back(weight);
      weighted = weighted || weight != 1;
    });
    column.offsets.push_back(column.codes.size());
  }
  if (!weighted) column.weights.clear();
  return column;
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
  field.crossed = {a.name, b.name};
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

void add_cross(Dataset& data, const std::string& cross, std::span<const std::uint32_t> rows) {
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
    field.vocabulary = vocabulary_of(crossing, rows);
  } else {
    field.vocabulary = vocabulary_of(crossing, rows_met(data.entities[field.table - 1], rows));
  }
  const std::size_t count = field.table == 0 ? data.rows : std::size_t{data.entities[field.table - 1].keys.size()} + 1;
  data.columns.push_back(column_of(crossing, field, count));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

void add_crossed(Dataset& data, const std::vector<std::string>& crosses, std::span<const std::uint32_t> rows) {
  for (const std::string& cross : crosses) add_cross(data, cross, rows);
}

Column crossed_column(const Field& field, const FieldView& a, const FieldView& b, std::size_t rows) {
  return column_of({a, b}, field, rows);
}

}  // namespace interplay
