#include "read/role_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "data/shown.h"
#include "data/text/numbers.h"
#include "read/column_facts.h"
#include "read/guess/column_names.h"
#include "read/roles.h"

namespace interplay {
namespace {

bool has(const TableSource& table, Role role) {
  return std::ranges::any_of(table.columns, [&](const ColumnSpec& column) { return column.role == role; });
}

// Up to so many different words are kinds of events.
constexpr std::size_t most_events = 12;

// "event (addtocart, view)" for a column of a few words.
std::string events_in(const TableSource& table, const ColumnSpec& column) {
  const ColumnFacts facts = facts_of(table.sample, column.position);
  if (column.kind == Kind::multi || facts.distinct < 2 || facts.numbers > 0 || facts.dates > 0 ||
      facts.distinct > most_events)
    return "";
  std::set<std::string> values;
  for (const auto& row : table.sample)
    if (column.position < row.size() && !is_missing(row[column.position])) values.insert(row[column.position]);
  return fmt::format("{} ({})", column.name, listed({values.begin(), values.end()}, 4));
}

// Ids, row numbers and times are numbers, and no targets.
bool is_rarely_target(const TableSource& table, const ColumnSpec& column) {
  const ColumnFacts facts = facts_of(table.sample, column.position);
  return names_codes(column.header) || names_row_numbers(column.header) || facts.counting || facts.all_epochs();
}

// The first column if it holds nothing but 0 and 1, as labels before features do.
std::string labels_in_front(const TableSource& table) {
  const ColumnFacts facts = facts_of(table.sample, 0);
  const bool labels = facts.distinct == 2 && facts.integers == 2 && facts.low >= -1 && facts.high == 1;
  return labels && table.columns.size() > 2 ? table.columns[0].name : "";
}

// Whether a table without names may be a matrix of ratings with 0 for none: whole numbers of one scale, most often 0.
bool may_be_matrix(const TableSource& table) {
  constexpr std::size_t least_columns = 10;
  constexpr double most = 100;
  if (table.columns.size() < least_columns || !table.columns[0].header.empty()) return false;
  std::size_t zeros = 0, cells = 0;
  for (const auto& row : table.sample)
    for (const std::string& cell : row) {
      const auto number = parse_number(cell);
      if (!number || *number < 0 || *number > most) return false;
      zeros += *number == 0;
      ++cells;
    }
  return 2 * zeros > cells && zeros < cells;
}

}  // namespace

void note_lacking_target(const TableSource& interactions, const DataOptions& options, std::vector<std::string>& notes) {
  if (has(interactions, Role::target) || options.target == "none" || options.implicit) return;
  std::string note = "no column looks like a target; say --target to name it";
  std::vector<std::string> numbers;
  std::string events;
  for (const ColumnSpec& column : interactions.columns) {
    if (column.role != Role::feature && column.role != Role::weight) continue;
    if (numeric_share(interactions.sample, column.position) >= 0.5) {
      if (is_rarely_target(interactions, column)) continue;
      numbers.push_back(column.name);
    } else if (events.empty()) {
      events = events_in(interactions, column);
    }
  }
  if (!numbers.empty()) note += ", of these columns of numbers: " + listed(numbers, 20);
  if (has(interactions, Role::user) && has(interactions, Role::item)) {
    if (numbers.empty())
      note +=
          "; without numbers, these are interactions without ratings (implicit feedback), which --implicit learns to "
          "rank";
    if (!events.empty()) note += "; " + events + " says what happened, which numbers can stand for, such as 1 and 0";
  }
  const std::string labels = labels_in_front(interactions);
  if (!labels.empty() && !has(interactions, Role::user) && !has(interactions, Role::item))
    note += "; the first, " + labels + ", holds two values alone, as labels do";
  if (may_be_matrix(interactions))
    note += "; if the rows are users and the columns items, say --format user_item_matrix --missing 0";
  notes.push_back(note);
}

void note_lacking_ids(Dataset& data, const DataOptions& options) {
  std::vector<std::string> lacking, flags;
  for (const Role role : {Role::user, Role::item}) {
    if (data.schema.find(role) || !option_of(options, role).empty()) continue;
    lacking.push_back(std::string(role == Role::user ? "a user" : "an item"));
    flags.push_back("--" + std::string(name(role)));
  }
  if (lacking.empty()) return;
  std::vector<std::string> inputs;
  for (const std::size_t f : data.schema.inputs()) inputs.push_back(data.schema.fields[f].name);
  data.notes.push_back(fmt::format(
      "no column looks like {}; the inputs are {}; say {} to name {}, or --fields to choose",
      fmt::join(lacking, " or "), listed(inputs, 20), fmt::join(flags, " and "), lacking.size() == 1 ? "it" : "them"));
}

void note_marked_targets(Dataset& data) {
  if (!data.has_target()) return;
  std::size_t marked = 0;
  float least = 0, most = 0;
  bool any = false;
  for (const float value : data.target()) {
    if (value == -1) {
      ++marked;
      continue;
    }
    least = any ? std::min(least, value) : value;
    most = any ? std::max(most, value) : value;
    any = true;
  }
  if (marked == 0 || !any || least < 0 || most <= 1) return;
  const std::string& target = data.schema.fields[*data.schema.find(Role::target)].name;
  data.notes.push_back(fmt::format(
      "{} is -1 in {} of {} rows, and {} to {} in the others: if -1 says that there is no value, leave these rows out",
      target, marked, data.rows, least, most));
}

}  // namespace interplay
