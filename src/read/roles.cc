#include "read/roles.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "data/shown.h"

#include "data/derivation.h"
#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "data/text/separators.h"
#include "interplay/error.h"
#include "read/guess/column_names.h"
#include "read/kept_marks.h"
#include "read/role_guess.h"

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

bool all_missing(const TableSource& table, std::size_t cell) {
  return !table.sample.empty() && std::all_of(table.sample.begin(), table.sample.end(), [&](const auto& row) {
    return cell >= row.size() || is_missing(row[cell]);
  });
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
    read_as(column, field);
    const bool given = std::any_of(role_options.begin(), role_options.end(), [&](const RoleOption& option) {
      return option.role == field.role && !(options.*option.member).empty();
    });
    if (field.role != Role::feature && !given && with_role(table, field.role) == nullptr) give_role(column, field.role);
  }
  for (const Field& field : expected)
    if (ColumnSpec* column = field.reading.empty() ? nullptr : with_role(table, field.role))
      if (field.role != Role::feature) column->reading = field_reading(field.reading);
}

// Without users and items, integers may be quantities. Two columns beside the target may yet be users and items of
// unusual names, whose numbers are names.
void mark_quantities(TableSource& table) {
  if (with_role(table, Role::user) != nullptr || with_role(table, Role::item) != nullptr) return;
  const auto is_feature = [](const ColumnSpec& column) { return column.role == Role::feature; };
  const bool ids = std::ranges::count_if(table.columns, is_feature) <= 2;
  for (ColumnSpec& column : table.columns)
    if (is_feature(column))
      column.integers = ids || names_codes(column.header) ? Integers::codes : Integers::quantities;
}

struct Declared {
  Kind kind;
  std::string separator = "|";
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

bool is_column(std::span<const Indexed> tables, std::string_view wanted) {
  return std::ranges::any_of(tables, [&](const Indexed& each) { return each.columns.find(wanted).has_value(); });
}

// What separates the values: blanks around marks do not matter, as they do not around values, but those around a word
// (" and ") tell it from a part of a value. Of blanks alone one is enough, as empty values are none.
std::string separator_as_given(std::string_view given) {
  const auto is_mark = [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; };
  const std::string_view core = trimmed(given);
  if (core.empty()) return std::string(given.substr(0, 1));
  return std::string(is_mark(core.front()) && is_mark(core.back()) ? core : given);
}

// "genres", "genres:;" or "genres:::": the longest name of a column that a colon follows, and the rest.
std::pair<std::string, std::string> name_and_separator(std::span<const Indexed> tables, const std::string& wanted) {
  const std::string usual = ColumnSpec{}.separator;
  const std::string plain(trimmed(wanted));
  if (is_column(tables, plain)) return {plain, usual};
  for (std::size_t colon = wanted.rfind(':'); colon != std::string::npos && colon > 0;
       colon = wanted.rfind(':', colon - 1)) {
    const std::string column(trimmed(std::string_view(wanted).substr(0, colon)));
    const std::string_view given = std::string_view(wanted).substr(colon + 1);
    if (is_column(tables, column)) return {column, given.empty() ? usual : separator_as_given(given)};
  }
  const std::size_t colon = std::min(plain.find(':'), plain.size());  // not a column: the message names it
  return {plain.substr(0, colon), usual};
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

const std::string& option_of(const DataOptions& options, Role role) {
  const auto found = std::ranges::find(role_options, role, &RoleOption::role);
  static const std::string none;
  return found == role_options.end() ? none : options.*found->member;
}

std::vector<Role> role_names() {
  std::vector<Role> roles;
  for (const RoleOption& option : role_options) roles.push_back(option.role);
  return roles;
}

void give_role(ColumnSpec& column, Role role) {
  column.role = role;
  column.declared = true;
  column.needed = role != Role::group;
  column.kind = role == Role::user || role == Role::item || role == Role::group ? Kind::categorical : Kind::numeric;
}

void read_as(ColumnSpec& column, const Field& field) {
  column.kind = field.kind;
  column.missing = field.missing;
  if (field.kind == Kind::multi)
    column.separator = separator_of(field);
  else
    column.reading = field_reading(field.reading);
  column.declared = true;
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
  if (table.known) return;
  guess_roles(table, options, !expected.empty());
  keep_marks(table, options, expected);
  mark_quantities(table);
}

void declare_kinds(std::span<TableSource* const> tables, const DataOptions& options) {
  std::vector<Indexed> indexed;
  const std::vector<std::string> numbers = numeric_columns(options);
  const bool any =
      !options.numeric.empty() || !numbers.empty() || !options.categorical.empty() || !options.multi.empty();
  for (TableSource* table : tables)
    if (any) indexed.push_back({table, ColumnIndex(table->columns)});
  for (const std::string& wanted : options.numeric)
    if (!is_made_on_reading(tables, options, wanted)) declare(indexed, wanted, {Kind::numeric});
  for (const std::string& column : numbers)
    if (is_feature(tables, column)) declare(indexed, column, {Kind::numeric});
  for (const std::string& wanted : options.categorical) declare(indexed, wanted, {Kind::categorical});
  for (const std::string& wanted : options.multi) {
    const auto [column, separator] = name_and_separator(indexed, wanted);
    declare(indexed, column, {Kind::multi, separator});
  }
}

}  // namespace interplay
