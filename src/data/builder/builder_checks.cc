#include "data/builder/builder_checks.h"

#include <algorithm>
#include <limits>
#include <set>

#include "data/builder/builder_columns.h"
#include "data/inputs.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

void check_names(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined) {
  std::set<std::string_view> taken;
  const auto take = [&taken](const NamedColumn& column) {
    if (column.name.empty()) throw Error(Code::usage, "a column has no name", "name it");
    if (!taken.insert(column.name).second)
      throw Error(Code::usage, "two columns are named " + shown(column.name), "give every column a name of its own");
  };
  for (const NamedColumn& column : columns) take(column);
  for (const JoinedColumns& table : joined)
    for (const NamedColumn& column : table.columns) take(column);
}

bool fits(const NamedColumn& column) {
  const bool ids = std::holds_alternative<Ids>(column.values) || std::holds_alternative<Codes>(column.values);
  if (column.role == Role::feature) return true;
  const bool number = column.role == Role::target || column.role == Role::weight || column.role == Role::time;
  return number ? std::holds_alternative<Numbers>(column.values) : ids;
}

void check_role(const NamedColumn& column) {
  if (fits(column)) return;
  const bool ids = column.role == Role::user || column.role == Role::item || column.role == Role::group ||
                   column.role == Role::title;
  throw Error(Code::usage,
              "column " + shown(column.name) + " is the " + std::string(name(column.role)) + ", which is " +
                  (ids ? "one id a row" : "one number a row"),
              ids ? "give Ids or Codes" : "give Numbers");
}

void check_roles(std::span<const NamedColumn> columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    check_role(columns[i]);
    if (columns[i].role == Role::title)
      throw Error(Code::usage, "column " + shown(columns[i].name) + " of the interactions is a title",
                  "join titles to the ids of their entities");
    if (columns[i].role == Role::feature) continue;
    for (std::size_t k = 0; k < i; ++k)
      if (columns[k].role == columns[i].role)
        throw Error(Code::usage,
                    "columns " + shown(columns[k].name) + " and " + shown(columns[i].name) + " are both the " +
                        std::string(name(columns[i].role)),
                    "give one of them another role");
  }
}

void check_joined(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined) {
  std::set<std::string_view> titled;
  for (const JoinedColumns& table : joined) {
    const auto own = std::ranges::find(columns, table.column, &NamedColumn::name);
    if (own == columns.end())
      throw Error(Code::usage,
                  "a table is joined to " + shown(table.column) + ", which is no column of the interactions",
                  "add the column, or correct its name");
    if (std::holds_alternative<Numbers>(own->values) || std::holds_alternative<Bags>(own->values))
      throw Error(Code::usage, "a table is joined to " + shown(table.column) + ", which is not one id a row",
                  "join by a column of Ids or Codes");
    for (const NamedColumn& column : table.columns) {
      check_role(column);
      if (column.role != Role::feature && column.role != Role::title)
        throw Error(Code::usage,
                    "column " + shown(column.name) + " of a joined table is the " + std::string(name(column.role)),
                    "add it to the interactions");
      if (column.role == Role::title && !titled.insert(table.column).second)
        throw Error(Code::usage, "entities of " + shown(table.column) + " have two titles",
                    "give one of them as a feature");
    }
  }
}

void check_length(const NamedColumn& column, const std::string& first, std::size_t expected) {
  const std::size_t found = rows(column.values);
  if (found != expected)
    throw Error(Code::bad_data,
                "column " + shown(column.name) + " has " + std::to_string(found) + " rows, and " + shown(first) +
                    " has " + std::to_string(expected),
                "give columns of one length");
}

void check_lengths(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined) {
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
  const std::size_t count = columns.empty() ? 0 : rows(columns.front().values);
  if (count == 0) throw Error(Code::bad_data, "the columns hold no row of data", "add columns of at least one row");
  if (count > most) throw Error(Code::unsupported, "more than 4294967295 rows", "build of fewer");
  for (const NamedColumn& column : columns) check_length(column, columns.front().name, count);
  for (const JoinedColumns& table : joined) {
    const std::size_t keys = rows(table.keys);
    if (keys >= most) throw Error(Code::unsupported, "more than 4294967294 entities", "join fewer");
    for (const NamedColumn& column : table.columns) check_length(column, "the key of " + table.column, keys);
  }
}

}  // namespace

void check_columns(std::span<const NamedColumn> columns, std::span<const JoinedColumns> joined) {
  check_names(columns, joined);
  check_roles(columns);
  check_joined(columns, joined);
  check_lengths(columns, joined);
}

void check_fields(std::span<const std::string> fields, std::span<const NamedColumn> columns,
                  std::span<const JoinedColumns> joined) {
  std::set<std::string_view> known, named;
  std::string list;
  const auto know = [&](const NamedColumn& column) {
    if (!is_input(column.role)) return;
    known.insert(column.name);
    list += (list.empty() ? "" : ", ") + column.name;
  };
  for (const NamedColumn& column : columns) know(column);
  for (const JoinedColumns& table : joined)
    for (const NamedColumn& column : table.columns) know(column);
  for (const std::string& field : fields) {
    if (!known.contains(field))
      throw Error(Code::usage, "field " + shown(field) + " is no column that models may read, expected one of: " + list,
                  "correct the name");
    if (!named.insert(field).second)
      throw Error(Code::usage, "field " + shown(field) + " is named twice", "name it once");
  }
}

void check_sources(std::span<const Dataset::Source> sources, std::size_t rows) {
  if (sources.empty()) return;
  const bool ascends = std::ranges::is_sorted(sources, {}, &Dataset::Source::first);
  if (sources.front().first != 0 || !ascends || sources.back().first > rows)
    throw Error(Code::usage, "the first rows of the sources do not rise from 0 to the number of rows",
                "name sources in the order of their rows");
}

}  // namespace interplay
