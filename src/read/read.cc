#include <algorithm>
#include <unordered_set>

#include "data/attributes.h"
#include "data/derivation.h"
#include "data/derive.h"
#include "data/encode/new_entities.h"
#include "data/inputs.h"
#include "data/shown.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/interactions.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/store.h"
#include "read/attribute_tables.h"
#include "read/files/input.h"
#include "read/join.h"
#include "read/layout.h"
#include "read/oddities.h"
#include "read/role_notes.h"
#include "read/roles.h"
#include "read/select.h"
#include "read/store/read_store.h"
#include "read/with_notes.h"

namespace interplay {
namespace {

// A column by the field's name, else by its role.
std::optional<std::size_t> find_expected(const std::vector<ColumnSpec>& columns, const ColumnIndex& index,
                                         const Field& field) {
  for (std::size_t i = 0; field.role != Role::feature && i < columns.size(); ++i)
    if (columns[i].role == field.role) return i;
  const auto named = index.find_named(field.name);
  return named && columns[*named].role == Role::feature ? named : std::nullopt;
}

// The star of the named fields (all when none is named) and the target, of a format that parses files whole.
Dataset whole_star(ParsedTable table, const std::vector<std::string>& fields, const TaskPool& pool) {
  StarPlan plan;
  const auto& specs = table.specs;
  const bool has_target = !specs.empty() && specs[0].role == Role::target;
  const std::size_t first = has_target ? 1 : 0;
  for (std::size_t i = first; i < specs.size() && fields.empty(); ++i) plan.fields.push_back({.column = i});
  for (const std::string& field : fields) {
    const auto found = std::find_if(specs.begin() + first, specs.end(), [&](const auto& s) { return s.name == field; });
    if (found == specs.end()) unknown_column("field", field, names_of({specs.begin() + first, specs.end()}));
    plan.fields.push_back({.column = static_cast<std::size_t>(found - specs.begin())});
  }
  if (has_target) plan.fields.push_back({.column = 0});
  plan.interactions = std::move(table);
  return build_star(std::move(plan), pool);
}

// A field of the model that no line of the files holds is empty in all of them.
void add_missing_bags(ParsedTable& table, const Star& star, std::vector<std::string>& fields) {
  for (const Field& field : star.schema.fields) {
    if ((field.kind != Kind::multi && field.bag.empty()) || field.role != Role::feature) continue;
    const std::string& name = field.bag.empty() ? field.name : field.bag;
    if (std::ranges::find(fields, name) == fields.end()) fields.push_back(name);
  }
  std::vector<std::string> bags;
  for (const ColumnSpec& spec : table.specs)
    if (spec.kind == Kind::multi) bags.push_back(spec.name);
  const auto is_read = [&](const std::string& bag) { return std::ranges::find(fields, bag) != fields.end(); };
  if (!bags.empty() && std::ranges::none_of(bags, is_read))
    throw Error(
        Code::bad_data, at(table.texts[0]->path),
        "holds " + listed(bags) + ", and the model reads " + (fields.empty() ? "columns of tables" : listed(fields)),
        "give it the format of the data that it was trained on");
  for (const std::string& name : fields) {
    const auto named = [&](const ColumnSpec& spec) { return spec.name == name; };
    if (std::any_of(table.specs.begin(), table.specs.end(), named)) continue;
    ColumnSpec spec;
    spec.name = name;
    spec.kind = Kind::multi;
    spec.declared = true;
    table.specs.push_back(spec);
    for (Chunk& chunk : table.chunks) chunk.columns.emplace_back().offsets.assign(chunk.rows + 1, 0);
  }
}

// The columns that models can read besides the ids of users and items; none where there are no such ids. Those that are
// no features go to `odd`.
std::vector<std::string> columns_beside_ids(const TableSource& interactions, std::vector<OddColumn>& odd) {
  std::vector<std::string> others;
  bool user = false, item = false;
  odd = odd_columns(interactions);
  std::unordered_set<std::string_view> odd_names;
  for (const OddColumn& column : odd) odd_names.insert(column.name);
  for (const ColumnSpec& column : interactions.columns) {
    user = user || column.role == Role::user;
    item = item || column.role == Role::item;
    if (column.role == Role::feature && !odd_names.contains(column.name)) others.push_back(column.name);
  }
  if (interactions.known)
    for (const std::string& path : side_files(interactions)) {
      const std::vector<ColumnSpec> columns = known_side_columns(path, *interactions.inputs);
      for (std::size_t i = 1; i < columns.size(); ++i) others.push_back(columns[i].name);
    }
  if (!user || !item) {
    others.clear();
    odd.clear();
  }
  return others;
}

// The columns that could also be read, for a note to users who gave a whole data set or no fields.
void note_other_columns(const TableSource& interactions, const DataOptions& options, std::vector<std::string>& notes) {
  if (!options.fields.empty()) return;
  std::vector<OddColumn> odd;
  const std::vector<std::string> others = columns_beside_ids(interactions, odd);
  if (!others.empty())
    notes.push_back("fields are the ids of users and items; --fields may name besides: " + listed(others));
  if (!odd.empty()) notes.push_back("left out: " + listed(odd));
}

// Columns that are made from the times, as `fields` asks.
void add_made_columns(Dataset& data, const DataOptions& options) {
  const std::vector<std::string> numeric = numeric_columns(options);
  const auto is_in = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (const std::string& name : options.fields)
    if (const Derivation* derivation = made_on_reading(name); derivation && !data.schema.find(name))
      derivation->read(data, is_in(options.numeric, name) || is_in(numeric, name));
}

// Without users and items every column is an input, but those that are none.
void choose_inputs(Dataset& data, const TableSource& interactions, const DataOptions& options) {
  if (interactions.known || !options.fields.empty()) return;
  if (data.schema.find(Role::user) && data.schema.find(Role::item)) return;
  leave_out_odd_inputs(data, interactions.columns);
  note_lacking_ids(data, options);
}

void name_unread(Dataset& data, const TableSource& interactions) {
  std::unordered_set<std::string_view> read;
  for (const Field& field : data.schema.fields) read.insert(field.name);
  for (const ColumnSpec& column : interactions.columns)
    if (!read.contains(column.name)) data.unread.push_back(column.name);
}

// `model`: fields that a model reads, whose kinds and roles the columns of their names have.
Dataset read_table(TableSource interactions, const DataOptions& options, const TaskPool& pool,
                   std::span<const Field> model = {}) {
  const bool for_model = !model.empty();
  std::vector<JoinedTable> joined = with_notes(interactions.notes, [&] {
    assign_roles(interactions, options, model);
    return open_joined(interactions, options, pool);
  });
  std::vector<TableSource*> tables{&interactions};
  for (JoinedTable& table : joined) tables.push_back(&table.source);
  std::vector<std::string> notes = interactions.notes;
  for (const JoinedTable& table : joined)
    notes.insert(notes.end(), table.source.notes.begin(), table.source.notes.end());
  note_other_columns(interactions, options, notes);
  if (!for_model) note_lacking_target(interactions, options, notes);
  return with_notes(notes, [&] {
    declare_kinds(tables, options);
    Dataset data = build_star(plan_star(interactions, joined, options, pool), pool);
    data.notes.insert(data.notes.begin(), notes.begin(), notes.end());
    if (!for_model) choose_inputs(data, interactions, options);
    name_unread(data, interactions);
    note_marked_targets(data);
    add_made_columns(data, options);
    return data;
  });
}

RecognisedTexts open_files(std::span<const std::string> paths, const DataOptions& options, const TaskPool& pool,
                           const std::shared_ptr<Spool>& spool = nullptr) {
  check_options(options);
  if (paths.empty()) throw Error(Code::usage, "no file is named, expected at least one", "name the data to read");
  return recognise_texts(paths, options, pool, spool);
}

ParsedTable parse_whole(const RecognisedTexts& files, const DataOptions& options, const TaskPool& pool) {
  return with_notes(files.notes, [&] {
    ParsedTable table = files.format().parse_whole(files.texts, options, pool);
    table.notes.insert(table.notes.begin(), files.notes.begin(), files.notes.end());
    return table;
  });
}

Dataset read_files(const RecognisedTexts& files, const DataOptions& options, const TaskPool& pool) {
  if (files.format().parse_whole != nullptr) return whole_star(parse_whole(files, options, pool), options.fields, pool);
  return read_table(open_interactions(files, options), options, pool);
}

// The key of every entity, and the fields of the interactions.
std::vector<Field> expected_fields(const Star& star) {
  std::vector<Field> fields;
  for (std::size_t table = 0; table < star.entities.size(); ++table) {
    Field key;
    key.name = star.entities[table].name;
    key.vocabulary = star.entities[table].keys;
    for (const Field& field : star.schema.fields)
      if (field.table == table + 1 && field.name == key.name) key.role = field.role;
    fields.push_back(key);
  }
  for (const Field& field : star.schema.fields)
    if (field.table == 0 && !is_made(field)) fields.push_back(field);
  return fields;
}

}  // namespace

Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads) {
  return read(paths, options, threads, nullptr);
}

Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads,
             const std::shared_ptr<Spool>& spool) {
  const TaskPool pool(threads);
  check_interactions(options);
  if (const auto store = store_among(paths)) return read_packed(*store, paths, options, spool);
  return interactions_of(read_files(open_files(paths, options, pool, spool), options, pool), options);
}

std::vector<std::string> fields_beside_ids(std::span<const std::string> paths, const DataOptions& options,
                                           int threads) {
  if (const auto store = store_among(paths)) return packed_fields_beside_ids(*store);
  const RecognisedTexts files = open_files(paths, options, TaskPool(threads));
  if (files.format().open == nullptr) return {};
  TableSource interactions = open_interactions(files, options);
  with_notes(interactions.notes, [&] { assign_roles(interactions, options); });
  std::vector<OddColumn> odd;
  return columns_beside_ids(interactions, odd);
}

// The columns of the interactions that the model reads, by their names here.
static std::vector<std::string> own_fields_of_model(const TableSource& interactions, std::span<const Field> expected) {
  std::vector<std::string> fields;
  const ColumnIndex index(interactions.columns);
  std::unordered_set<std::size_t> chosen;
  for (const Field& field : expected) {
    if (!is_input(field)) continue;
    const auto column = find_expected(interactions.columns, index, field);
    if (column && chosen.insert(*column).second) fields.push_back(interactions.columns[*column].name);
  }
  return fields;
}

static bool is_joined(std::span<const JoinedTable> joined, const std::string& name) {
  return std::ranges::any_of(joined,
                             [&](const JoinedTable& t) { return find_named(t.source.columns, name).has_value(); });
}

// The same, and those of joined tables.
static std::vector<std::string> fields_of_model(const TableSource& interactions, std::span<const JoinedTable> joined,
                                                const Star& star) {
  std::vector<std::string> fields = own_fields_of_model(interactions, expected_fields(star));
  for (const Field& field : star.schema.fields)
    if (field.table > 0 && is_input(field) && field.name != star.entities[field.table - 1].name &&
        is_joined(joined, field.name))
      fields.push_back(field.name);
  return fields;
}

Dataset read_more(std::span<const std::string> paths, const DataOptions& options, const Star& star, int threads) {
  if (const auto store = store_among(paths)) return read_packed(*store, paths, options);
  const TaskPool pool(threads);
  const RecognisedTexts files = open_files(paths, options, pool);
  check_interactions(options);
  if (files.format().open == nullptr) return interactions_of(read_files(files, options, pool), options);
  TableSource opened = open_interactions(files, options);
  TableSource interactions = opened;
  const std::vector<JoinedTable> joined = with_notes(interactions.notes, [&] {
    assign_roles(interactions, options);
    return open_joined(interactions, options, pool);
  });
  std::vector<std::string> lacking = attributes_of(star, options);
  std::erase_if(lacking, [&](const std::string& name) {
    return find_column(interactions.columns, name).has_value() || is_joined(joined, name);
  });
  DataOptions own = options;
  std::erase_if(own.fields, [&](const std::string& name) { return std::ranges::find(lacking, name) != lacking.end(); });
  if (options.fields.empty()) own.fields = fields_of_model(interactions, joined, star);
  Dataset data = read_table(std::move(opened), own, pool, expected_fields(star));
  add_attributes(data, star, lacking);
  if (!lacking.empty()) data.notes.push_back(listed(lacking) + ": from the model, by id");
  return interactions_of(std::move(data), options);
}

Dataset read_with_layout(std::span<const std::string> paths, const DataOptions& options, const Star& star, int threads,
                         const std::shared_ptr<Spool>& spool) {
  if (const auto store = store_among(paths)) return read_packed_for_model(*store, paths, options, star, spool);
  const TaskPool pool(threads);
  RecognisedTexts files = open_files(paths, options, pool, spool);
  if (files.format().parse_whole != nullptr) {
    ParsedTable table = parse_whole(files, options, pool);
    std::vector<std::string> fields;
    add_missing_bags(table, star, fields);
    return whole_star(std::move(table), fields, pool);
  }
  if (const auto target = star.schema.find(Role::target)) files.no_target = star.schema.fields[*target].missing;
  TableSource interactions = open_interactions(files, options);
  std::vector<Field> expected = expected_fields(star);
  for (const Field& field : star.schema.fields)
    if (is_attribute(star, field)) expected.push_back(field);
  with_notes(interactions.notes, [&] { assign_roles(interactions, options, expected); });
  DataOptions own = options;
  own.fields = own_fields_of_model(interactions, expected);
  std::vector<JoinedTable> joined;
  if (!options.join.empty())
    joined = with_notes(interactions.notes, [&] { return open_attributes(interactions, star, own, pool); });
  std::vector<std::string> notes = interactions.notes;
  for (const JoinedTable& table : joined)
    notes.insert(notes.end(), table.source.notes.begin(), table.source.notes.end());
  Dataset data = with_notes(notes, [&] { return build_star(plan_star(interactions, joined, own, pool), pool); });
  data.notes.insert(data.notes.begin(), notes.begin(), notes.end());
  for (const Field& field : star.schema.fields)
    if (const Derivation* derivation = made_on_reading(field.name); derivation && !data.schema.find(field.name))
      derivation->read(data, false);
  return data;
}

}  // namespace interplay
