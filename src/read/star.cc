#include "read/star.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "data/invariants.h"
#include "data/shown.h"
#include "data/star_parts.h"
#include "data/text/separators.h"
#include "interplay/error.h"
#include "read/kept_marks.h"
#include "read/long_table.h"
#include "read/merge.h"

namespace interplay {
namespace {

struct BuiltEntity {
  Vocabulary keys;
  SharedSpan<std::uint32_t> row_of;                   // of every interaction
  std::vector<std::vector<std::uint32_t>> side_row;   // of every side table: of every entity row, the row there
  std::vector<SharedSpan<std::uint32_t>> side_codes;  // of every side table that adds entities: the code of each row
  std::vector<std::optional<RowsOfEntities>> lists;   // of every side table: the rows there, if it has one for a value
  std::uint64_t bad_lines = 0;
  std::vector<std::string> notes;
};

struct Place {
  const Text* text;
  std::uint64_t line;
};

// Where a row of a side table stands.
Place place_of(const ParsedTable& table, std::size_t row) {
  for (std::size_t i = 0; i < table.chunks.size(); ++i) {
    const Chunk& chunk = table.chunks[i];
    if (row < chunk.rows) {
      const Text& text = *table.texts[table.text_of[i]];
      return {&text, text.line_of(chunk.row_offsets[row])};
    }
    row -= chunk.rows;
  }
  return {table.texts[0].get(), 0};
}

// The rows whose key stands in a row before.
std::uint64_t repeated_keys(std::span<const std::uint32_t> all_codes) {
  std::vector<std::uint32_t> codes(all_codes.begin(), all_codes.end());
  std::erase(codes, 0u);
  const std::size_t all = codes.size();
  std::ranges::sort(codes);
  return all - static_cast<std::size_t>(std::ranges::unique(codes).begin() - codes.begin());
}

bool may_keep_first(std::span<const std::uint32_t> codes) {
  const std::uint64_t repeated = repeated_keys(codes);
  return may_skip(repeated, codes.size() - repeated);
}

// The rows of every key, if the table has several of them as a rule.
std::optional<RowsOfEntities> lists_of(const SideTable& side, std::span<const std::uint32_t> codes,
                                       const Vocabulary& keys) {
  const std::size_t repeated = repeated_keys(codes), rows = codes.size();
  if (!side.adds_entities || side.table.specs.size() < 2 || repeated == 0 || !are_lists(rows, rows - repeated))
    return std::nullopt;
  return rows_of_entities(codes, keys.size());
}

// The first row of every key; a second one is an error or is left out.
std::vector<std::uint32_t> rows_by_key(const SideTable& side, std::span<const std::uint32_t> codes, BuiltEntity& entity,
                                       bool skip_bad_lines) {
  std::vector<std::uint32_t> row_of(entity.keys.size() + std::size_t{1}, no_row);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    std::uint32_t& place = row_of[codes[row]];
    if (codes[row] == 0) continue;  // an entity that is left out
    if (place == no_row) {
      place = static_cast<std::uint32_t>(row);
      continue;
    }
    const auto [text, line] = place_of(side.table, row);
    const std::string message = side.table.specs[side.key].name + " " + shown(entity.keys.id(codes[row])) +
                                " stands in the table twice, first in line " +
                                std::to_string(place_of(side.table, place).line);
    if (!side.adds_entities) continue;  // the first title is as good as any
    if (!skip_bad_lines)
      throw Error(Code::bad_data, at(text->path, line, side.table.specs[side.key].position + 1), message,
                  std::string("remove one of the lines") +
                      (may_keep_first(codes) ? ", or pass --skip-bad-lines to keep the first" : ""));
    if (entity.bad_lines == 0 && !may_keep_first(codes))
      throw Error(Code::bad_data, at(text->path, line, side.table.specs[side.key].position + 1),
                  std::to_string(repeated_keys(codes)) + " of " + std::to_string(codes.size()) +
                      " lines are bad: " + message + ", which are more than --skip-bad-lines leaves out (one in 20)",
                  "expected one line for each " + side.table.specs[side.key].name);
    if (entity.bad_lines++ < 3) entity.notes.push_back("left out " + to_string(at(text->path, line)) + ": " + message);
  }
  return row_of;
}

// The code of every row's key; 0 for keys that are not among `keys`.
SharedSpan<std::uint32_t> codes_within(SideTable& side, const Vocabulary& keys) {
  std::vector<std::vector<std::uint32_t>> numbers;
  for (const Chunk& chunk : side.table.chunks) {
    std::vector<std::uint32_t>& codes = numbers.emplace_back(1, 0u);
    for (const std::string_view id : chunk.columns[side.key].distinct) codes.push_back(keys.code(id));
  }
  std::vector<std::uint32_t> same(std::size_t{keys.size()} + 1);
  std::iota(same.begin(), same.end(), 0u);
  return merge_codes(side.table, side.key, numbers, same);
}

using Numbers = std::vector<std::vector<std::uint32_t>>;  // of every chunk, those of its distinct ids

// Says so if a joined table has rows for few of the ids or for none. `ids`: all of them, by number from 1.
std::string note_of_match(const ParsedTable& interactions, const EntityPlan& plan, const Numbers& own,
                          const SideTable& side, const Numbers& there, const std::vector<std::string_view>& ids) {
  std::vector<std::uint8_t> here(ids.size() + 1, 0);
  std::size_t all = 0, matched = 0;
  std::uint32_t first = 0, first_there = 0;
  for (const auto& numbers : own)
    for (const std::uint32_t number : numbers) {
      if (number == 0 || here[number] != 0) continue;
      here[number] = 1;
      if (all++ == 0) first = number;
    }
  for (const auto& numbers : there)
    for (const std::uint32_t number : numbers) {
      if (number == 0) continue;
      if (first_there == 0) first_there = number;
      if (here[number] != 1) continue;
      here[number] = 2;
      ++matched;
    }
  if (all == 0 || first_there == 0 || 2 * matched >= all) return "";
  const std::string& path = side.table.texts[0]->path;
  const std::string name = interactions.specs[plan.column].name;
  std::string note = path + " has rows for " + (matched == 0 ? "none" : std::to_string(matched)) + " of the " +
                     std::to_string(all) + " values of " + name;
  if (matched == 0)
    note +=
        ", which are such as " + shown(ids[first - 1]) + " here and such as " + shown(ids[first_there - 1]) + " there";
  return note;
}

// Where no table adds ids, those of the interactions are all.
BuiltEntity entity_of_column(ParsedTable& interactions, const EntityPlan& plan) {
  BuiltEntity entity;
  entity.row_of = ColumnTexts(interactions, plan.column).codes(entity.keys);
  return entity;
}

BuiltEntity entity_with_tables(ParsedTable& interactions, EntityPlan& plan) {
  VocabularyMerge merge;
  const auto add = [&merge](const ParsedTable& table, std::size_t column) { return merge_texts(merge, table, column); };
  const auto own = add(interactions, plan.column);
  std::vector<std::vector<std::vector<std::uint32_t>>> joined;
  for (const SideTable& side : plan.sides)
    joined.push_back(side.adds_entities ? add(side.table, side.key) : std::vector<std::vector<std::uint32_t>>());

  BuiltEntity entity;
  for (std::size_t i = 0; i < plan.sides.size(); ++i)
    if (plan.sides[i].adds_entities)
      if (std::string note = note_of_match(interactions, plan, own, plan.sides[i], joined[i], merge.distinct());
          !note.empty())
        entity.notes.push_back(std::move(note));
  std::vector<std::uint32_t> code_of;
  entity.keys = merge.finish(code_of);
  entity.row_of = merge_codes(interactions, plan.column, own, code_of);
  for (std::size_t i = 0; i < plan.sides.size(); ++i)
    entity.side_codes.push_back(plan.sides[i].adds_entities
                                    ? merge_codes(plan.sides[i].table, plan.sides[i].key, joined[i], code_of)
                                    : SharedSpan<std::uint32_t>());
  return entity;
}

BuiltEntity build_entity(ParsedTable& interactions, EntityPlan& plan, bool skip_bad_lines) {
  const bool alone = std::ranges::none_of(plan.sides, &SideTable::adds_entities);
  BuiltEntity entity = alone ? entity_of_column(interactions, plan) : entity_with_tables(interactions, plan);
  for (std::size_t i = 0; i < plan.sides.size(); ++i) {
    SideTable& side = plan.sides[i];
    const auto codes = side.adds_entities ? std::move(entity.side_codes[i]) : codes_within(side, entity.keys);
    entity.lists.push_back(lists_of(side, codes, entity.keys));
    if (entity.lists.back()) {
      entity.side_row.emplace_back();
    } else {
      entity.side_row.push_back(rows_by_key(side, codes, entity, skip_bad_lines));
    }
  }
  return entity;
}

// What was found out about columns that nothing declared: a kind of note, with its text after the name of one column
// and after a list of several.
struct Reading {
  std::string one, several;
};

struct BuiltField {
  Field field;
  Column column;
  SharedSpan<double> times;
  std::string note;  // on its own
  std::optional<Reading> reading;
};

// Nothing about columns whose kind was declared.
std::optional<Reading> reading_of(const ColumnSpec& spec, const MergedColumn& merged) {
  if (spec.declared || spec.role != Role::feature) return std::nullopt;
  if (merged.objects)
    return Reading{" holds objects of JSON, each of which is one category as a whole",
                   " hold objects of JSON, each of which is one category as a whole"};
  if (merged.kind == Kind::numeric && merged.whole)
    return Reading{
        " is read as numbers, as it has many different integers; say --categorical " + spec.name + " for categories",
        " are read as numbers, as they have many different integers; say --categorical NAME for categories"};
  if (merged.kind == Kind::numeric)
    return Reading{" is read as numbers; say --categorical " + spec.name + " for categories",
                   " are read as numbers; say --categorical NAME for categories"};
  if (merged.kind == Kind::categorical && merged.whole)
    return Reading{" is read as " + std::to_string(merged.vocabulary.size()) + " categories; say --numeric " +
                       spec.name + " for numbers",
                   " have many different integers and are read as categories; say --numeric NAME for numbers"};
  if (merged.kind == Kind::multi)
    return Reading{std::string(" is read as several categories in a cell, separated by '") + merged.separator +
                       "'; say --categorical " + spec.name + " for one",
                   std::string(" are read as several categories in a cell, separated by '") + merged.separator +
                       "'; say --categorical NAME for one"};
  return std::nullopt;
}

// The values of a table with several rows for an entity: a bag where they differ.
void gather(const SideTable& side, std::size_t column, const RowsOfEntities& rows, MergedColumn& merged,
            BuiltField& built) {
  const ColumnSpec& spec = side.table.specs[column];
  const ColumnSpec& key = side.table.specs[side.key];
  const bool same = agree(merged.column, rows);
  if (const auto* numbers = std::get_if<NumericColumn>(&merged.column)) {
    if (!same)
      throw Error(Code::bad_data, at(side.table.texts[0]->path),
                  "has several rows for one " + key.name + ", and their " + spec.name + " are different numbers",
                  "expected one line for each " + key.name + ", or say --categorical " + spec.name +
                      " to read all of them as a bag");
    built.column = first_numbers(*numbers, rows);
    return;
  }
  MultiColumn bags = gathered_bags(merged.column, rows);
  if (merged.kind == Kind::multi || (!same && spec.role != Role::title)) {
    merged.kind = Kind::multi;
    built.column = std::move(bags);
    built.note = side.table.texts[0]->path + " has several rows for one " + key.name + ": " + spec.name +
                 " holds the values of all of them";
    return;
  }
  std::vector<std::uint32_t> codes;
  for (std::size_t row = 0; row + 1 < bags.offsets.size(); ++row)
    codes.push_back(bags.offsets[row] < bags.offsets[row + 1] ? bags.codes[bags.offsets[row]] : 0);
  built.column = CategoricalColumn{std::move(codes)};
}

BuiltField build_field(StarPlan& plan, const std::vector<BuiltEntity>& entities, const FieldPlan& wanted) {
  BuiltField built;
  ParsedTable* table = &plan.interactions;
  if (wanted.side != FieldPlan::none) table = &plan.entities[wanted.entity].sides[wanted.side].table;
  const ColumnSpec& spec = table->specs[wanted.column];
  built.field.name = spec.name;
  built.field.role = spec.role;
  if (spec.kind == Kind::multi) set_separator(built.field, spec.separator);
  if (wanted.entity != FieldPlan::none) built.field.table = static_cast<std::uint32_t>(wanted.entity) + 1;
  if (wanted.entity != FieldPlan::none && wanted.side == FieldPlan::none) {
    // The id itself: row r of the table is the entity of code r.
    built.field.vocabulary = entities[wanted.entity].keys;
    built.column = own_ids(built.field.vocabulary);
    return built;
  }
  bool weighted = false;  // libsvm text
  for (const Chunk& chunk : table->chunks)
    weighted = weighted || (!chunk.columns.empty() && !chunk.columns[wanted.column].offsets.empty());
  MergedColumn merged = merge_column(*table, wanted.column);
  std::optional<Reading> reading = reading_of(spec, merged);
  const bool own = wanted.side == FieldPlan::none;
  const BuiltEntity* entity = own ? nullptr : &entities[wanted.entity];
  const bool lists = !own && entity->lists[wanted.side].has_value();
  if (lists)
    gather(plan.entities[wanted.entity].sides[wanted.side], wanted.column, *entity->lists[wanted.side], merged, built);
  built.field.kind = merged.kind;
  built.field.vocabulary = std::move(merged.vocabulary);
  built.times = std::move(merged.times);
  built.field.missing = std::move(merged.missing);
  built.field.reading = std::move(merged.reading);
  if (merged.kind == Kind::multi) set_separator(built.field, merged.separator);
  if (merged.note.empty() && built.note.empty())
    built.reading = std::move(reading);
  else if (built.note.empty())
    built.note = spec.name + merged.note + "; say --categorical " + spec.name + " for categories";
  if (merged.kind == Kind::multi) {
    built.field.pooling = weighted ? Pooling::sum : plan.pooling;
    if (built.field.pooling == Pooling::padded_mean) built.field.slots = plan.slots;
  }
  if (!lists) built.column = own ? std::move(merged.column) : scattered(merged.column, entity->side_row[wanted.side]);
  return built;
}

// Lines of a table that nobody asked for are not missed.
void collect(Dataset& data, const ParsedTable& table, bool counts = true) {
  if (counts) data.bad_lines += table.bad_lines;
  data.notes.insert(data.notes.end(), table.notes.begin(), table.notes.end());
}

// For each bad line of the table, the rows before it.
std::vector<std::size_t> places_of_bad_lines(const ParsedTable& table) {
  std::vector<std::size_t> places;
  std::size_t base = 0;
  for (const Chunk& chunk : table.chunks) {
    for (const std::size_t rows : chunk.bad.rows_before) places.push_back(base + rows);
    base += chunk.rows;
  }
  return places;
}

std::vector<Dataset::Source> sources_of(const ParsedTable& table) {
  std::vector<Dataset::Source> sources;
  for (const auto& text : table.texts) sources.push_back({text->path, 0});
  std::vector<std::size_t> rows(sources.size());
  for (std::size_t i = 0; i < table.chunks.size(); ++i) rows[table.text_of[i]] += table.chunks[i].rows;
  for (std::size_t i = 1; i < sources.size(); ++i) sources[i].first = sources[i - 1].first + rows[i - 1];
  return sources;
}

// Up to this many columns have a note each; more share one.
constexpr std::size_t most_alone = 3;

// How the columns were read.
void note_readings(Dataset& data, const std::vector<BuiltField>& fields) {
  std::vector<std::string> alone;
  std::vector<std::pair<std::string, std::vector<const BuiltField*>>> alike;  // by the text for several
  for (const BuiltField& field : fields) {
    if (!field.note.empty()) alone.push_back(field.note);
    if (!field.reading) continue;
    auto group = std::ranges::find(alike, field.reading->several, [](const auto& each) { return each.first; });
    if (group == alike.end())
      group = alike.emplace(alike.end(), field.reading->several, std::vector<const BuiltField*>());
    group->second.push_back(&field);
  }
  for (const auto& [text, columns] : alike) {
    std::vector<std::string> names;
    for (const BuiltField* field : columns) names.push_back(field->field.name);
    if (columns.size() > most_alone)
      data.notes.push_back(std::to_string(columns.size()) + " columns" + text + ": " + listed(names, 20));
    else
      for (const BuiltField* field : columns) data.notes.push_back(field->field.name + field->reading->one);
  }
  constexpr std::size_t most_notes = 8;
  for (std::size_t i = 0; i < alone.size() && (i < most_notes || alone.size() == most_notes + 1); ++i)
    data.notes.push_back(alone[i]);
  if (alone.size() > most_notes + 1)
    data.notes.push_back("so it is with " + std::to_string(alone.size() - most_notes) +
                         " columns more, of cells that " + "are no numbers");
}

void note_kept_marks(Dataset& data, const StarPlan& plan, const std::vector<BuiltField>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FieldPlan& from = plan.fields[i];
    const ParsedTable& table =
        from.side == FieldPlan::none ? plan.interactions : plan.entities[from.entity].sides[from.side].table;
    if (std::string note = note_of_kept_marks(table.specs[from.column], fields[i].field.vocabulary); !note.empty())
      data.notes.push_back(std::move(note));
  }
}

void add(Dataset& data, BuiltField built) {
  add_field(data, std::move(built.field), std::move(built.column), std::move(built.times));
}

}  // namespace

Dataset build_star(StarPlan plan, const TaskPool& pool) {
  Dataset data;
  data.rows = plan.interactions.rows;
  data.sources = sources_of(plan.interactions);
  data.left_out_before = places_of_bad_lines(plan.interactions);
  collect(data, plan.interactions);
  for (const EntityPlan& entity : plan.entities)
    for (const SideTable& side : entity.sides) collect(data, side.table, side.adds_entities);
  if (data.rows == 0)
    throw Error(Code::bad_data, at(plan.interactions.texts[0]->path), "the file holds no row of data",
                data.bad_lines > 0 ? "look at the lines that were left out" : "check the file");
  if (data.rows > std::numeric_limits<std::uint32_t>::max() && !plan.interactions.row_spool)
    throw Error(Code::unsupported, at(plan.interactions.texts[0]->path), "more than 4294967295 rows", "read fewer");

  std::vector<BuiltEntity> entities(plan.entities.size());
  pool.run(entities.size(), [&](std::size_t i) {
    entities[i] = build_entity(plan.interactions, plan.entities[i], plan.skip_bad_lines);
  });
  std::vector<BuiltField> fields(plan.fields.size());
  pool.run(fields.size(), [&](std::size_t i) { fields[i] = build_field(plan, entities, plan.fields[i]); });
  note_readings(data, fields);
  note_kept_marks(data, plan, fields);
  for (BuiltField& field : fields) add(data, std::move(field));
  for (std::size_t i = 0; i < entities.size(); ++i) {
    BuiltEntity& built = entities[i];
    data.bad_lines += built.bad_lines;
    data.notes.insert(data.notes.end(), built.notes.begin(), built.notes.end());
    data.entities.push_back(
        {plan.interactions.specs[plan.entities[i].column].name, std::move(built.keys), std::move(built.row_of)});
  }
  assert(fault_of(data).empty());
  return data;
}

}  // namespace interplay
