#include "read/roles.h"

#include <algorithm>
#include <array>

#include "data/shown.h"

#include "data/derivation.h"
#include "data/text/numbers.h"
#include "interplay/error.h"
#include "read/guess/column_names.h"

namespace interplay {
namespace {

struct RoleOption {
  Role role;
  std::string DataOptions::*member;
};
constexpr std::array<RoleOption, 6> role_options = {{{Role::user, &DataOptions::user},
                                                     {Role::item, &DataOptions::item},
                                                     {Role::target, &DataOptions::target},
                                                     {Role::weight, &DataOptions::weight},
                                                     {Role::time, &DataOptions::time},
                                                     {Role::group, &DataOptions::group}}};

ColumnSpec* with_role(TableSource& table, Role role) {
  for (ColumnSpec& column : table.columns)
    if (column.role == role) return &column;
  return nullptr;
}

void set_given_roles(TableSource& table, const DataOptions& options) {
  for (const auto& [role, member] : role_options) {
    const std::string& wanted = options.*member;
    if (wanted.empty()) continue;
    if (ColumnSpec* before = with_role(table, role)) {
      before->role = Role::feature;
      before->needed = false;
    }
    if (wanted == "none") continue;
    const auto index = find_column(table.columns, wanted);
    if (!index) unknown_column(std::string(name(role)), wanted, names_of(table.columns));
    ColumnSpec& column = table.columns[*index];
    // Users are the usual groups, so the column keeps its role.
    if (role == Role::group && column.role != Role::feature) continue;
    if (column.role != Role::feature && !table.known)
      throw Error(Code::usage,
                  "column " + shown(wanted) + " is named both as the " + std::string(name(column.role)) +
                      " and as the " + std::string(name(role)),
                  "name another column");
    give_role(column, role);
  }
}

std::string described(const TableSource& table, const ColumnSpec& column) {
  std::string text = "column " + std::to_string(column.position + 1);
  if (!column.header.empty()) text += " " + shown(column.header);
  const auto& sample = table.sample;
  if (column.kind == Kind::numeric || sample.empty()) return text;
  const bool integers = std::all_of(sample.begin(), sample.end(), [&](const auto& row) {
    return column.position >= row.size() || canonical_integer(row[column.position]).has_value();
  });
  return text + (integers ? " (integer ids)" : " (text ids)");
}

bool all_missing(const TableSource& table, std::size_t cell) {
  return !table.sample.empty() && std::all_of(table.sample.begin(), table.sample.end(), [&](const auto& row) {
    return cell >= row.size() || is_missing(row[cell]);
  });
}

// A column that is named like a time is missed where a split or a session needs times.
void note_no_times(TableSource& table, const ColumnSpec& column) {
  for (const auto& row : table.sample)
    if (!column.header.empty() && column.position < row.size() && !is_missing(row[column.position])) {
      table.notes.push_back("column " + std::to_string(column.position + 1) + " " + shown(column.header) +
                            " is named like a time, but is no time, as its cells, such as " +
                            shown(row[column.position]) +
                            ", are written in no known way; say --time-format to read it");
      return;
    }
}

void guess(TableSource& table, std::size_t index, Role role, const DataOptions& options, double least_numeric = 0.5) {
  for (const auto& [known, member] : role_options)
    if (known == role && !(options.*member).empty()) return;
  ColumnSpec& column = table.columns[index];
  if (column.role != Role::feature || with_role(table, role) != nullptr) return;
  const bool ids = role == Role::user || role == Role::item;
  // If most cells are numbers, a bad value among them is reported as an error and does not end the guess.
  if (!ids && numeric_share(table.sample, column.position, role == Role::time) < least_numeric) {
    if (role == Role::time && options.time_format.empty()) note_no_times(table, column);
    if (role != Role::time || options.time_format.empty()) return;
  }
  give_role(column, role);
  if (column.header.empty()) column.name = name(role);
  const std::string word(name(role));
  table.notes.push_back(word + " = " + described(table, column) + "; say --" + word + " to choose another");
}

void guess_roles(TableSource& table, const DataOptions& options) {
  const std::size_t count = table.columns.size();
  for (std::size_t i = 0; i < count; ++i)
    if (const auto role = usual_role(table.columns[i].header)) guess(table, i, *role, options);
  // A column that is named like a target is the target even if few of the first lines hold a number; reading it reports
  // the lines that do not.
  for (std::size_t i = 0; i < count; ++i)
    if (usual_role(table.columns[i].header) == Role::target && !all_missing(table, table.columns[i].position))
      guess(table, i, Role::target, options, 0);
  const bool named = std::any_of(role_options.begin(), role_options.end(),
                                 [&](const RoleOption& option) { return !(options.*option.member).empty(); });
  if (count < 2 || count > 4 || named || !table.columns[0].header.empty()) return;
  if (count > 2 && numeric_share(table.sample, 2) < 0.5) return;
  constexpr std::array<Role, 4> usual = {Role::user, Role::item, Role::target, Role::time};
  for (std::size_t i = 0; i < count; ++i) guess(table, i, usual[i], options);
}

// Gives columns with the names of a model's fields their kinds and roles. A target column whose values are all missing
// is no target: the data is there to be scored.
void match_expected(TableSource& table, const DataOptions& options, std::span<const Field> expected) {
  if (expected.empty()) return;
  const ColumnIndex columns(table.columns);
  for (const Field& field : expected) {
    const auto index = columns.find_named(field.name);
    if (!index) continue;
    ColumnSpec& column = table.columns[*index];
    if (column.role != Role::feature || (field.role == Role::target && all_missing(table, column.position))) continue;
    column.kind = field.kind;
    column.separator = field.separator;
    column.missing = field.missing;
    column.reading = field_reading(field.reading);
    column.declared = true;
    const bool given = std::any_of(role_options.begin(), role_options.end(), [&](const RoleOption& option) {
      return option.role == field.role && !(options.*option.member).empty();
    });
    if (field.role != Role::feature && !given && with_role(table, field.role) == nullptr) give_role(column, field.role);
  }
  for (const Field& field : expected)
    if (ColumnSpec* column = field.reading.empty() ? nullptr : with_role(table, field.role))
      if (field.role != Role::feature) column->reading = field_reading(field.reading);
}

struct Declared {
  Kind kind;
  char separator = '|';
};

struct Indexed {
  TableSource* table;
  ColumnIndex columns;
};

// Sets the kind of the column of that name wherever it stands.
void declare(std::span<const Indexed> tables, const std::string& wanted, Declared declared) {
  for (const auto& [table, columns] : tables) {
    const auto index = columns.find(wanted);
    if (!index) continue;
    ColumnSpec& column = table->columns[*index];
    if (column.role != Role::feature && column.kind != declared.kind)
      throw Error(Code::usage, "column " + shown(wanted) + " is the " + std::string(name(column.role)) + ", which is " +
                                   std::string(name(column.kind)) + ", and cannot be " +
                                   std::string(name(declared.kind)));
    column.kind = declared.kind;
    column.declared = true;
    column.separator = declared.separator;
    return;
  }
  std::vector<std::string> names;
  for (const Indexed& each : tables)
    for (const ColumnSpec& column : each.table->columns) names.push_back(column.name);
  unknown_column(std::string(name(declared.kind)) + " column", wanted, names);
}

bool is_feature(std::span<TableSource* const> tables, std::string_view wanted) {
  return std::ranges::any_of(tables, [&](const TableSource* table) {
    return std::ranges::any_of(table->columns, [&](const ColumnSpec& column) {
      return column.name == wanted && column.role == Role::feature;
    });
  });
}

// Whether the column is made from the time; read.cc gives it its kind.
bool is_made_on_reading(std::span<TableSource* const> tables, const DataOptions& options, const std::string& wanted) {
  return made_on_reading(wanted) && std::ranges::find(options.fields, wanted) != options.fields.end() &&
         !is_feature(tables, wanted);
}

}  // namespace

void give_role(ColumnSpec& column, Role role) {
  column.role = role;
  column.declared = true;
  column.needed = role != Role::group;
  column.kind = role == Role::user || role == Role::item || role == Role::group ? Kind::categorical : Kind::numeric;
}

std::vector<std::string> names_of(const std::vector<ColumnSpec>& columns) {
  std::vector<std::string> names;
  for (const ColumnSpec& column : columns) names.push_back(column.name);
  return names;
}

void unknown_column(const std::string& what, const std::string& wanted, const std::vector<std::string>& names) {
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string near = nearest(wanted, views);
  throw Error(Code::usage, what + " " + shown(wanted) + " is not a column, expected one of: " + listed(names),
              near.empty() ? "check the name" : "did you mean " + shown(near) + "?");
}

void assign_roles(TableSource& table, const DataOptions& options, std::span<const Field> expected) {
  for (ColumnSpec& column : table.columns)
    if (column.role != Role::feature) give_role(column, column.role);
  set_given_roles(table, options);
  match_expected(table, options, expected);
  if (!table.known) guess_roles(table, options);
}

void declare_kinds(std::span<TableSource* const> tables, const DataOptions& options) {
  std::vector<Indexed> indexed;
  const bool any =
      !options.numeric.empty() || !options.powers.empty() || !options.categorical.empty() || !options.multi.empty();
  for (TableSource* table : tables)
    if (any) indexed.push_back({table, ColumnIndex(table->columns)});
  for (const std::string& wanted : options.numeric)
    if (!is_made_on_reading(tables, options, wanted)) declare(indexed, wanted, {Kind::numeric});
  for (const std::string& column : numeric_columns(options))
    if (is_feature(tables, column)) declare(indexed, column, {Kind::numeric});
  for (const std::string& wanted : options.categorical) declare(indexed, wanted, {Kind::categorical});
  for (const std::string& wanted : options.multi) {
    // "genres" or "genres:;": one character after the last colon is the separator.
    const bool given = wanted.size() > 2 && wanted[wanted.size() - 2] == ':';
    declare(indexed, given ? wanted.substr(0, wanted.size() - 2) : wanted, {Kind::multi, given ? wanted.back() : '|'});
  }
}

}  // namespace interplay
