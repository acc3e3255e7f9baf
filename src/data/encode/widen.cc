#include "data/encode/widen.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/columns.h"
#include "data/encode/encode_codes.h"
#include "data/inputs.h"
#include "data/star_parts.h"

namespace interplay {
namespace {

Vocabulary merged(const Vocabulary& a, const Vocabulary& b) {
  if (b.empty()) return a;
  if (a.integers() && b.integers()) {
    std::vector<std::int64_t> ids(a.sorted_integers().begin(), a.sorted_integers().end());
    ids.insert(ids.end(), b.sorted_integers().begin(), b.sorted_integers().end());
    return Vocabulary::of_integers(std::move(ids));
  }
  std::vector<std::string> ids;
  for (const Vocabulary* part : {&a, &b})
    for (std::uint32_t code = 1; code <= part->size(); ++code) ids.push_back(part->id(code));
  return Vocabulary::of_strings(std::move(ids));
}

// The indices of a bag that the encoding has made columns of their own.
Vocabulary taken_out(const Schema& schema, const Field& bag) {
  std::vector<std::int64_t> indices;
  for (const Field& field : schema.fields)
    if (field.kind == Kind::numeric && field.bag == bag.name) indices.push_back(field.index);
  return Vocabulary::of_integers(std::move(indices));
}

// Its columns hold these indices already.
Vocabulary without(const Vocabulary& vocabulary, const Vocabulary& indices) {
  std::vector<std::uint8_t> keep(std::size_t{vocabulary.size()} + 1, 1);
  for (const std::uint32_t code : map_codes(indices, vocabulary)) keep[code] = 0;
  return indices.empty() ? vocabulary : subset(vocabulary, keep);
}

// `more` may be null.
std::vector<float> merged_scales(const Field& known, const Field* more, const Vocabulary& all) {
  if (known.scales.empty()) return {};
  std::vector<float> scales;
  const CodeMap before = map_codes(all, known.vocabulary);
  const CodeMap now = more ? map_codes(all, more->vocabulary) : CodeMap(std::size_t{all.size()} + 1, 0);
  for (std::uint32_t code = 1; code <= all.size(); ++code) {
    const bool is_new = before[code] == 0, has_scale = now[code] > 0 && !more->scales.empty();
    scales.push_back(!is_new ? known.scales[before[code] - 1] : has_scale ? more->scales[now[code] - 1] : 1.0f);
  }
  return scales;
}

NumericColumn filled(const NumericColumn& column, const NumericColumn& other) {
  std::vector<float> values(column.values.begin(), column.values.end());
  for (std::size_t row = 0; row < values.size(); ++row)
    if (std::isnan(values[row])) values[row] = other.values[row];
  return {std::move(values)};
}

CategoricalColumn filled(const CategoricalColumn& column, const CategoricalColumn& other) {
  std::vector<std::uint32_t> codes(column.codes.begin(), column.codes.end());
  for (std::size_t row = 0; row < codes.size(); ++row)
    if (codes[row] == 0) codes[row] = other.codes[row];
  return {std::move(codes)};
}

MultiColumn filled(const MultiColumn& column, const MultiColumn& other) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  std::vector<float> weights;
  const bool weighted = !column.weights.empty() || !other.weights.empty();
  for (std::size_t row = 0; row + 1 < column.offsets.size(); ++row) {
    const MultiColumn& from = column.offsets[row] < column.offsets[row + 1] ? column : other;
    for (std::uint64_t i = from.offsets[row]; i < from.offsets[row + 1]; ++i) {
      codes.push_back(from.codes[i]);
      if (weighted) weights.push_back(from.weights.empty() ? 1.0f : from.weights[i]);
    }
    offsets.push_back(codes.size());
  }
  return {std::move(offsets), std::move(codes), std::move(weights)};
}

// The column of an entity's field in the order of more entities, by the codes of a wider vocabulary.
Column arranged(const Column& column, const Field& field, const CodeMap& rows, const Vocabulary& all) {
  std::vector<std::uint32_t> order(rows.begin(), rows.end());
  for (std::size_t row = 1; row < order.size(); ++row)
    if (order[row] == 0) order[row] = no_row;
  Column result = scattered(column, order);
  const CodeMap codes = map_codes(field.vocabulary, all);
  if (auto* categorical = std::get_if<CategoricalColumn>(&result)) recode(*categorical, codes);
  if (auto* multi = std::get_if<MultiColumn>(&result)) recode(*multi, codes);
  return result;
}

// The table of `more` that has the entities of a table of the star.
std::optional<std::size_t> table_like(const Dataset& more, const Star& star, std::size_t table) {
  for (const Field& field : star.schema.fields) {
    if (field.table != table + 1 || field.name != star.entities[table].name) continue;
    const auto own = find_like(more.schema, field);
    if (own && more.schema.fields[*own].table > 0) return more.schema.fields[*own].table - 1;
  }
  return std::nullopt;
}

}  // namespace

Star widened(const Star& known, const Dataset& more) {
  Star star = known;
  std::vector<std::optional<std::size_t>> tables;
  for (std::size_t table = 0; table < known.entities.size(); ++table) {
    tables.push_back(table_like(more, known, table));
    if (tables.back())
      star.entities[table].keys = merged(known.entities[table].keys, more.entities[*tables[table]].keys);
  }
  for (std::size_t f = 0; f < known.schema.fields.size(); ++f) {
    const Field& before = known.schema.fields[f];
    Field& field = star.schema.fields[f];
    const auto found = find_like(more.schema, before);
    const Field* now = found && more.schema.fields[*found].kind == before.kind ? &more.schema.fields[*found] : nullptr;
    const bool has_ids = before.kind != Kind::numeric && (is_input(before) || before.role == Role::title);
    if (now && has_ids) field.vocabulary = merged(before.vocabulary, now->vocabulary);
    if (before.kind == Kind::multi && before.table == 0) {
      field.vocabulary = merged(field.vocabulary, taken_out(more.schema, before));
      field.vocabulary = without(field.vocabulary, taken_out(known.schema, before));
      field.scales = merged_scales(before, now, field.vocabulary);
    }
    if (before.table == 0) continue;
    const std::size_t table = before.table - 1;
    const Vocabulary& keys = star.entities[table].keys;
    star.columns[f] = arranged(known.columns[f], before, map_codes(keys, known.entities[table].keys), field.vocabulary);
    if (!now || !tables[table] || now->table != *tables[table] + 1) continue;
    const Column other =
        arranged(more.columns[*found], *now, map_codes(keys, more.entities[*tables[table]].keys), field.vocabulary);
    std::visit(
        [&](auto& column) { column = filled(column, std::get<std::remove_reference_t<decltype(column)>>(other)); },
        star.columns[f]);
  }
  for (const Field& field : more.schema.fields) {
    if ((field.role != Role::weight && field.role != Role::group) || field.table > 0) continue;
    if (star.schema.find(field.role)) continue;
    star.schema.fields.push_back(field);
    star.columns.push_back(empty_column(field.kind));
  }
  return star;
}

}  // namespace interplay
