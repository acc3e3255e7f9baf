#include "read/oddities.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "data/inputs.h"
#include "data/shown.h"
#include "read/guess/column_names.h"

namespace interplay {
namespace {

// Fewer rows do not show that values are never repeated.
constexpr std::size_t least_told_rows = 20;
// Columns whose values repeat less than this, on average, are mentioned.
constexpr std::size_t usual_repeats = 2;

ColumnFacts facts_of_column(const CategoricalColumn& column, const Vocabulary& vocabulary) {
  ColumnFacts facts;
  facts.rows = column.codes.size();
  for (const std::uint32_t code : column.codes) facts.present += code != 0;
  if (vocabulary.integers()) {
    const auto ids = vocabulary.sorted_integers();
    facts.distinct = facts.numbers = facts.integers = ids.size();
    if (ids.empty()) return facts;
    facts.low = static_cast<double>(ids.front());
    facts.high = static_cast<double>(ids.back());
    // Codes are ranks.
    facts.ascending = facts.unique() && facts.present == facts.rows && std::ranges::is_sorted(column.codes);
    facts.counting = facts.ascending && static_cast<std::size_t>(ids.back() - ids.front()) == ids.size() - 1;
    return facts;
  }
  const auto offsets = vocabulary.string_offsets();
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    facts.add(vocabulary.string_bytes().substr(offsets[i], offsets[i + 1] - offsets[i]));
  return facts;
}

// Of numbers only whether they number the rows, and their range.
ColumnFacts facts_of_column(const NumericColumn& column) {
  ColumnFacts facts;
  const auto& values = column.values;
  facts.rows = facts.present = values.size();
  facts.distinct = facts.numbers = 2;
  if (values.size() < 2) return facts;
  const auto [low, high] = std::ranges::minmax(values);
  facts.low = static_cast<double>(low);
  facts.high = static_cast<double>(high);
  if (std::trunc(values[0]) != values[0]) return facts;
  facts.ascending = facts.counting = true;
  for (std::size_t row = 1; row < values.size() && facts.ascending; ++row) {
    const float step = values[row] - values[row - 1];
    facts.ascending = step > 0 && values[row] == std::trunc(values[row]);
    facts.counting = facts.counting && facts.ascending && step == 1;
  }
  if (facts.ascending) facts.distinct = facts.numbers = facts.integers = values.size();
  return facts;
}

// Of a column of interactions that is no bag.
ColumnFacts facts_of_column(const Dataset& data, std::size_t f) {
  if (const auto* numbers = std::get_if<NumericColumn>(&data.columns[f])) return facts_of_column(*numbers);
  return facts_of_column(std::get<CategoricalColumn>(data.columns[f]), data.schema.fields[f].vocabulary);
}

std::string_view name_of_target(const std::vector<ColumnSpec>& columns) {
  for (const ColumnSpec& column : columns)
    if (column.role == Role::target) return column.name;
  return {};
}

// Whether the names say that both are of one kind: two ratings.
bool same_last_word(std::string_view one, std::string_view other) {
  std::string first, second;
  return last_word(one, first) == last_word(other, second);
}

// "rating_norm" of "rating".
bool named_after(std::string_view header, std::string_view target) {
  if (header.size() <= target.size() + 1 || std::string_view("_-. ").find(header[target.size()]) == header.npos)
    return false;
  return std::ranges::equal(
      header.substr(0, target.size()), target, {}, [](char c) { return std::tolower(c); },
      [](char c) { return std::tolower(c); });
}

bool named_like_target(std::string_view header) { return usual_role(header) == Role::target; }

}  // namespace

std::string_view name(Oddity oddity) {
  static constexpr std::array<std::string_view, 5> names = {"row numbers", "ids of single rows", "dates and times",
                                                            "free text", "named like the target"};
  return names[static_cast<std::size_t>(oddity)];
}

std::optional<Oddity> oddity_of(std::string_view header, const ColumnFacts& facts, std::string_view target) {
  const bool enough = facts.rows >= least_told_rows;
  if (facts.counting && (enough || names_row_numbers(header))) return Oddity::row_numbers;
  if (facts.unique() && enough && facts.all_integers() && (facts.ascending || names_codes(header)))
    return Oddity::unique_ids;
  if (facts.all_dates() || (facts.all_epochs() && !names_codes(header))) return Oddity::dates;
  const bool text = 2 * facts.numbers < facts.distinct;
  if (facts.unique() && enough && text)
    return 2 * facts.sentences >= facts.distinct ? Oddity::free_text : Oddity::unique_ids;
  if (enough && text && 2 * facts.sentences >= facts.distinct && usual_repeats * facts.distinct > facts.present)
    return Oddity::free_text;
  if (!target.empty() && named_like_target(header) && same_last_word(header, target)) return Oddity::other_target;
  if (!target.empty() && facts.all_numbers() && named_after(header, target)) return Oddity::other_target;
  return std::nullopt;
}

std::vector<OddColumn> odd_columns(const TableSource& interactions) {
  std::vector<OddColumn> odd;
  if (interactions.known) return odd;
  const std::string_view target = name_of_target(interactions.columns);
  for (const ColumnSpec& column : interactions.columns) {
    if (column.role != Role::feature || column.declared) continue;
    const ColumnFacts facts = facts_of(interactions.sample, column.position);
    if (const auto oddity = oddity_of(column.header, facts, target)) odd.push_back({column.name, *oddity});
  }
  return odd;
}

std::string listed(const std::vector<OddColumn>& columns) {
  std::map<Oddity, std::vector<std::string>> by_kind;
  for (const OddColumn& column : columns) by_kind[column.oddity].push_back(column.name);
  std::string list;
  for (const auto& [oddity, names] : by_kind)
    list += (list.empty() ? "" : "; ") + std::string(name(oddity)) + ": " + listed(names, 20);
  return list;
}

void leave_out_odd_inputs(Dataset& data, const std::vector<ColumnSpec>& specs) {
  const std::string_view target = name_of_target(specs);
  std::unordered_map<std::string_view, const ColumnSpec*> spec_of;
  for (const ColumnSpec& spec : specs) spec_of.try_emplace(spec.name, &spec);
  std::vector<OddColumn> odd;
  std::vector<std::string> rare, alike;
  std::vector<bool> left_out(data.columns.size(), false);
  for (std::size_t f = 0; f < data.columns.size(); ++f) {
    const Field& field = data.schema.fields[f];
    if (field.role != Role::feature || field.table != 0 || field.kind == Kind::multi) continue;
    const auto spec = spec_of.find(field.name);
    if (spec == spec_of.end() || spec->second->declared) continue;
    const std::string_view header = spec->second->header;
    const ColumnFacts facts = facts_of_column(data, f);
    if (const auto oddity = oddity_of(header, facts, target)) {
      odd.push_back({field.name, *oddity});
      left_out[f] = true;
    } else if (field.kind == Kind::categorical && facts.rows >= least_told_rows &&
               usual_repeats * facts.distinct > facts.present) {
      rare.push_back(field.name);
    } else if (!target.empty() && named_like_target(header)) {
      alike.push_back(field.name);
    }
  }
  // With nothing else to read, an odd column is better than none.
  if (!odd.empty() && odd.size() < data.schema.inputs().size()) {
    Schema schema;
    std::vector<Column> columns;
    for (std::size_t f = 0; f < left_out.size(); ++f) {
      if (left_out[f]) continue;
      schema.fields.push_back(std::move(data.schema.fields[f]));
      columns.push_back(std::move(data.columns[f]));
    }
    data.schema = std::move(schema);
    data.columns = std::move(columns);
    // How they were read does not matter any more.
    for (const OddColumn& column : odd)
      std::erase_if(data.notes,
                    [&](const std::string& note) { return note.starts_with(column.name + " is read as "); });
    data.notes.push_back("left out: " + listed(odd) + "; --fields names all columns to read, these too");
  } else if (!odd.empty()) {
    data.notes.push_back("every input looks odd: " + listed(odd));
  }
  if (!rare.empty())
    data.notes.push_back(listed(rare, 20) + ": most values occur once, which tells nothing about other rows; leave " +
                         "such columns out with --fields");
  if (!alike.empty())
    data.notes.push_back(listed(alike, 20) + ": named like a target; an input that is known only after " +
                         std::string(target) + " gives it away, and --fields leaves it out");
}

}  // namespace interplay
