#include "read/join.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "data/shown.h"

#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "read/files/input.h"
#include "read/guess/column_names.h"
#include "read/kept_marks.h"
#include "read/roles.h"

namespace interplay {

JoinOption parse_join(const std::string& text) {
  const std::size_t colon = joined_path(text).size();
  if (colon == text.size() || colon == 0 || colon + 1 == text.size())
    throw Error(Code::usage, "join is '" + text + "', expected FILE:KEY",
                "name the key column, as in users.csv:user; write a comma of a path as \\,");
  JoinOption join{text.substr(0, colon), text.substr(colon + 1), ""};
  const std::size_t equals = join.key.find('=');
  join.key_in_file = equals == std::string::npos ? join.key : join.key.substr(equals + 1);
  join.key = join.key.substr(0, equals);
  return join;
}

std::optional<std::size_t> find_key(const std::vector<ColumnSpec>& columns, const std::string& wanted) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].role != Role::feature && name(columns[i].role) == wanted) return i;
  if (const auto index = find_column(columns, wanted)) return index;
  const auto known = usual_name(wanted);
  if (!known || (known->role != Role::user && known->role != Role::item)) return std::nullopt;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (const auto same = usual_name(columns[i].header); same && same->rank == known->rank) return i;
  if (known->strength == NameStrength::beside) return std::nullopt;
  const std::optional<Role> role = known->role;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].role == *role || columns[i].name == name(*role)) return i;
  return usual_column(columns, *role);
}

namespace {

// The key of a table that is named without one: the users or the items of the interactions, if it has one of the two.
JoinOption with_key(const TableSource& interactions, const TableSource& side, const std::string& path,
                    std::vector<std::string>& notes) {
  std::vector<std::string> keys;
  for (const ColumnSpec& column : interactions.columns)
    if ((column.role == Role::user || column.role == Role::item) && find_key(side.columns, column.name))
      keys.push_back(column.name);
  if (keys.size() != 1)
    throw Error(Code::usage, "join is '" + path + "', expected FILE:KEY",
                "name the key, one of its columns " + listed(names_of(side.columns)) + ", as in " + path + ":" +
                    (keys.empty() ? "user" : keys[0]));
  const std::string there = side.columns[*find_key(side.columns, keys[0])].name;
  notes.push_back(path + " is joined by " + keys[0] + ", the only id of the interactions that it has; say --join " +
                  path + ":KEY to choose another");
  return {path, keys[0], there};
}

JoinedTable joined(TableSource& interactions, TableSource side, const JoinOption& join) {
  JoinedTable table;
  const auto own = find_key(interactions.columns, join.key);
  if (!own) unknown_column("join key", join.key, names_of(interactions.columns));
  auto there = find_key(side.columns, join.key_in_file);
  const auto has_header = [](const ColumnSpec& column) { return !column.header.empty(); };
  if (!there && join.key == join.key_in_file && !side.known && std::ranges::none_of(side.columns, has_header)) {
    there = 0;
    side.notes.push_back(side.path() + " has no names of columns: its first one is taken for " + shown(join.key) +
                         "; say --join " + side.path() + ":" + join.key + "=2 for another");
  }
  if (!there) unknown_column("join key", join.key_in_file, names_of(side.columns));
  ColumnSpec& column = interactions.columns[*own];
  if (column.kind != Kind::categorical && column.declared)
    throw Error(
        Code::usage,
        "join key " + shown(join.key) + " is " + std::string(name(column.kind)) + ", expected a column of categories",
        "join by another column");
  column.declared = true;
  ColumnSpec& key = side.columns[*there];
  key.kind = Kind::categorical;
  key.declared = key.needed = true;
  key.missing_texts = column.missing_texts;
  table.source = std::move(side);
  table.key = *there;
  table.joined_to = *own;
  return table;
}

// The names of --fields that no table has so far.
std::vector<std::string> lacking_fields(const TableSource& interactions, const std::vector<JoinedTable>& tables,
                                        const DataOptions& options) {
  std::vector<std::string> lacking;
  const ColumnIndex columns(interactions.columns);
  for (const std::string& field : options.fields) {
    const bool found = columns.find(field) || field == "target" ||
                       std::any_of(tables.begin(), tables.end(), [&](const JoinedTable& table) {
                         return find_named(table.source.columns, field).has_value();
                       });
    if (!found) lacking.push_back(field);
  }
  return lacking;
}

// Among the tables beside ratings of a known layout, those with one of the wanted columns; if a column is in none of
// them, all tables, so that the message about it can list their columns.
std::vector<std::string> wanted_side_files(const TableSource& interactions, const std::vector<std::string>& wanted) {
  std::vector<std::string> all, chosen;
  std::set<std::string> found;
  for (const std::string& path : side_files(interactions)) {
    const std::vector<ColumnSpec> columns = known_side_columns(path, *interactions.inputs);
    if (columns.empty()) continue;
    all.push_back(path);
    bool any = false;
    for (const std::string& field : wanted) {
      if (!find_named(columns, field)) continue;
      any = true;
      found.insert(field);
    }
    if (any) chosen.push_back(path);
  }
  return found.size() == wanted.size() ? chosen : all;
}

// Names are unique over all tables, so that a field's name says which column is meant.
void make_names_unique(const TableSource& interactions, std::vector<JoinedTable>& tables) {
  std::set<std::string> taken;
  for (const ColumnSpec& column : interactions.columns) taken.insert(column.name);
  for (JoinedTable& table : tables) {
    const std::string& key = interactions.columns[table.joined_to].name;
    for (std::size_t i = 0; i < table.source.columns.size(); ++i) {
      ColumnSpec& column = table.source.columns[i];
      if (i == table.key || taken.insert(column.name).second) continue;
      const std::string before = column.name;
      column.name = key + "_" + before;
      for (int n = 2; !taken.insert(column.name).second; ++n) column.name = key + "_" + before + std::to_string(n);
      column.header = "";
      table.source.notes.push_back("column " + shown(before) + " of " + table.source.path() + " is named " +
                                   shown(column.name) + ", as the name is taken");
    }
  }
}

constexpr std::string_view title_name = "title";

// A column of titles that no option makes a field.
void give_title_role(JoinedTable& table, const DataOptions& options) {
  const bool every_column_is_a_field = table.asked && options.fields.empty();
  const auto column = find_named(table.source.columns, title_name);
  if (!column || *column == table.key || every_column_is_a_field ||
      std::find(options.fields.begin(), options.fields.end(), title_name) != options.fields.end())
    return;
  ColumnSpec& title = table.source.columns[*column];
  title.role = Role::title;
  title.kind = Kind::categorical;
  title.declared = true;
}

// Ratings of a known layout have their titles in a table beside them. These were not requested, so a table that cannot
// be read is no error.
void add_titles(TableSource& interactions, std::vector<JoinedTable>& tables, const DataOptions& options,
                const TaskPool& pool) {
  for (const JoinedTable& table : tables)
    if (find_named(table.source.columns, title_name)) return;
  for (const std::string& path : side_files(interactions)) {
    try {
      if (!find_named(known_side_columns(path, *interactions.inputs), title_name)) continue;
      TableSource side = open_side(path, interactions.inputs, options, pool);
      const std::string key = side.columns[0].name;
      tables.push_back(joined(interactions, std::move(side), {path, key, key}));
      tables.back().only_titles = true;
      tables.back().source.notes.clear();  // on how it is read, which nobody asked
    } catch (const Error& error) {
      interactions.notes.push_back("titles are left out: " + std::string(error.what()));
    }
  }
}

}  // namespace

std::string joined_path(const std::string& join) {
  const auto is_there = [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
  };
  for (std::size_t colon = join.rfind(':'); colon != std::string::npos && colon > 0; colon = join.rfind(':', colon - 1))
    if (is_there(join.substr(0, colon))) return join.substr(0, colon);
  return join.substr(0, join.rfind(':'));
}

std::vector<std::string> files_of(std::span<const std::string> paths, const DataOptions& options) {
  Inputs inputs;
  std::vector<std::string> files(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    for (const std::string& file : files_below(path, inputs)) {
      files.push_back(file);
      for (const Format* format : format_table())
        if (format->entities_beside != nullptr)
          for (std::string& side : format->entities_beside(file)) files.push_back(std::move(side));
    }
  }
  for (const std::string& join : options.join)
    for (std::string& file : files_below(joined_path(join), inputs)) files.push_back(std::move(file));
  return files;
}

std::vector<JoinedTable> open_joined(TableSource& interactions, const DataOptions& options, const TaskPool& pool) {
  std::vector<JoinedTable> tables;
  for (const std::string& text : options.join) {
    const bool keyless = joined_path(text) == text && std::filesystem::exists(text);
    JoinOption join = keyless ? JoinOption{text, "", ""} : parse_join(text);
    TableSource side = open_side(join.path, interactions.inputs, options, pool);
    if (keyless) join = with_key(interactions, side, text, interactions.notes);
    tables.push_back(joined(interactions, std::move(side), join));
    tables.back().asked = true;
  }
  const std::vector<std::string> lacking = lacking_fields(interactions, tables, options);
  if (interactions.known && !lacking.empty()) {
    for (const std::string& path : wanted_side_files(interactions, lacking)) {
      TableSource side = open_side(path, interactions.inputs, options, pool);
      const std::string key = side.columns[0].name;
      tables.push_back(joined(interactions, std::move(side), {path, key, key}));
    }
  }
  if (interactions.known) add_titles(interactions, tables, options, pool);
  for (JoinedTable& table : tables) {
    give_title_role(table, options);
    keep_marks(table.source, options, {});
  }
  make_names_unique(interactions, tables);
  return tables;
}

}  // namespace interplay
