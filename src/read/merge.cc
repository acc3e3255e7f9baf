#include "read/merge.h"
#include "data/text/cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "data/shown.h"
#include "data/text/missing_marks.h"
#include "data/text/numbers.h"
#include "read/guess/reading_guess.h"
#include "read/parse/records.h"
#include "read/row_spool.h"

namespace interplay {
namespace {

// Integers that are quantities rather than names have many values, as a float holds them, and not every one from the
// first to the last of hundreds, as numbered categories do.
bool are_quantities(std::span<const std::string_view> values) {
  constexpr double most = 1e9;
  if (values.size() < many_integers) return false;
  double low = most, high = -most;
  for (const std::string_view value : values) {
    const auto integer = canonical_integer(value);
    if (!integer || std::abs(static_cast<double>(*integer)) >= most) return false;
    low = std::min(low, static_cast<double>(*integer));
    high = std::max(high, static_cast<double>(*integer));
  }
  constexpr std::size_t numbered = 200;
  const bool every = high - low + 1 == static_cast<double>(values.size());
  return !(every && values.size() >= numbered && (low == 0 || low == 1));
}

bool are_many_integers(std::span<const std::string_view> values) {
  return values.size() >= many_integers &&
         std::ranges::all_of(values, [](std::string_view value) { return canonical_integer(value).has_value(); });
}

// The kind of an undeclared column: numbers if all values are numbers and one is written with a point or an exponent
// (whole numbers are categories: ids, codes, years) or they are quantities; bags if a tenth of the values contain the
// separator.
Kind kind_of(std::span<const std::string_view> values, const ColumnSpec& spec) {
  std::size_t bags = 0;
  bool numbers = !values.empty(), real = false;
  for (const std::string_view value : values) {
    if (value.find(spec.separator) != std::string_view::npos) ++bags;
    const auto number = numbers ? parse_number(value) : std::nullopt;
    numbers = number && std::abs(*number) <= static_cast<double>(std::numeric_limits<float>::max());
    real = real || value.find_first_of(".eE") != std::string_view::npos;
  }
  if (numbers && (real || (spec.integers == Integers::quantities && are_quantities(values)))) return Kind::numeric;
  return bags > 0 && 10 * bags >= values.size() ? Kind::multi : Kind::categorical;
}

template <class T>
std::vector<T> concatenated(ParsedTable& table, std::size_t column, std::vector<T> LocalColumn::*part) {
  if (table.chunks.size() == 1) return std::move(table.chunks.front().columns[column].*part);
  std::vector<T> all;
  all.reserve(table.rows);
  for (Chunk& chunk : table.chunks) {
    std::vector<T>& values = chunk.columns[column].*part;
    all.insert(all.end(), values.begin(), values.end());
    std::vector<T>().swap(values);
  }
  return all;
}

// Whether the text gives bags as such, with weights. Such formats do not spool their rows.
bool has_bags(const ParsedTable& table, std::size_t column) {
  return !table.row_spool &&
         std::ranges::any_of(table.chunks, [&](const Chunk& chunk) { return !chunk.columns[column].offsets.empty(); });
}

// Of bags there are more than rows.
std::size_t codes_in(const ParsedTable& table, std::size_t column) {
  if (table.row_spool) return table.rows;
  std::size_t count = 0;
  for (const Chunk& chunk : table.chunks) count += chunk.columns[column].codes.size();
  return count;
}

std::shared_ptr<Spool> spool_of(const ParsedTable& table) {
  return table.row_spool ? table.row_spool->spool() : nullptr;
}

// Whether all cells are lists as programs write them, of other values than fractions: those are coordinates.
bool are_list_literals(std::span<const std::string_view> cells) {
  if (cells.size() < 2 || !std::ranges::all_of(cells, is_list_literal)) return false;
  std::size_t words = 0, fractions = 0;
  for (const std::string_view cell : cells)
    split_list_literal(cell, [&](std::string_view value) {
      ++words;
      fractions += value.find_first_of(".eE") != std::string_view::npos && parse_number(value);
    });
  return words > 0 && fractions == 0;
}

// Whether cells hold objects of JSON, or lists of them.
bool hold_objects(std::span<const std::string_view> cells) {
  std::size_t objects = 0;
  for (const std::string_view cell : cells)
    objects += cell.starts_with("[{") || (cell.starts_with('{') && cell.ends_with('}'));
  return objects > 0 && 2 * objects >= cells.size();
}

// What separates lists of a few words in the cells of a column of text, where it is plain: cells of different numbers
// of values, which occur in several cells. Sentences, titles and "town, state" are none.
std::optional<std::string_view> list_separator(std::span<const std::string_view> cells) {
  constexpr std::size_t fewest_cells = 6, fewest_repeats = 3;
  if (are_list_literals(cells)) return ",";
  if (cells.size() < fewest_cells) return std::nullopt;
  for (const std::string_view separator : {";", ","}) {
    std::size_t parts = 0, lists = 0, least = cells.size(), most = 0;
    bool numbers = true;
    for (const std::string_view cell : cells) {
      std::size_t own = 0;
      split_cell(cell, separator, [&](std::string_view part) {
        numbers = numbers && parse_number(part);
        ++own;
      });
      parts += own;
      lists += own > 1;
      least = std::min(least, own);
      most = std::max(most, own);
    }
    if (numbers || 2 * lists < cells.size() || least >= most) continue;
    std::unordered_set<std::string_view> distinct;
    for (const std::string_view cell : cells)
      split_cell(cell, separator, [&](std::string_view part) { distinct.insert(part); });
    if (parts >= fewest_repeats * distinct.size()) return separator;
  }
  return std::nullopt;
}

// The bag that each distinct cell stands for.
struct Bags {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> codes;
  Vocabulary vocabulary;
};

Bags bags_of(std::span<const std::string_view> cells, const ColumnSpec& spec, std::string_view separator) {
  Bags bags;
  VocabularyMerge merge;
  for (const std::string_view cell : cells) {
    std::vector<std::string_view> values;
    std::size_t flag = 0;
    split_cell(cell, separator, [&](std::string_view value) {
      if (spec.flag_names.empty())
        values.push_back(value);
      else if (value == "1")
        values.push_back(spec.flag_names[flag]);
      ++flag;
    });
    const auto numbers = merge.add(values);
    bags.codes.insert(bags.codes.end(), numbers.begin() + 1, numbers.end());
    bags.offsets.push_back(bags.codes.size());
  }
  // Every flag is a category, set anywhere or not.
  merge.add(std::vector<std::string_view>(spec.flag_names.begin(), spec.flag_names.end()));
  std::vector<std::uint32_t> code_of;
  bags.vocabulary = merge.finish(code_of);
  for (std::uint32_t& code : bags.codes) code = code_of[code];
  return bags;
}

MultiColumn spread_bags(const Bags& bags, std::span<const std::uint32_t> cells, const std::shared_ptr<Spool>& spool) {
  RowValues<std::uint64_t> offsets(spool, cells.size() + 1);
  offsets[0] = 0;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::uint32_t cell = cells[row];
    offsets[row + 1] = offsets[row] + (cell == 0 ? 0 : bags.offsets[cell] - bags.offsets[cell - 1]);
  }
  RowValues<std::uint32_t> codes(spool, offsets[cells.size()]);
  std::uint32_t* place = codes.begin();
  for (const std::uint32_t cell : cells)
    if (cell > 0)
      place = std::copy(bags.codes.begin() + static_cast<std::ptrdiff_t>(bags.offsets[cell - 1]),
                        bags.codes.begin() + static_cast<std::ptrdiff_t>(bags.offsets[cell]), place);
  return {std::move(offsets).take(), std::move(codes).take(), {}};
}

// Merges bags that are given as such in the text, with weights.
MultiColumn merge_bags(ParsedTable& table, std::size_t index, SharedSpan<std::uint32_t> codes) {
  std::vector<float> weights = concatenated(table, index, &LocalColumn::weights);
  if (std::all_of(weights.begin(), weights.end(), [](float w) { return w == 1; })) weights = {};
  std::vector<std::uint64_t> all_offsets{0};
  all_offsets.reserve(table.rows + 1);
  for (const Chunk& chunk : table.chunks) {
    const std::uint64_t base = all_offsets.back();
    const auto& offsets = chunk.columns[index].offsets;
    for (std::size_t row = 1; row < offsets.size(); ++row) all_offsets.push_back(base + offsets[row]);
  }
  return {std::move(all_offsets), std::move(codes), std::move(weights)};
}

// Merges columns that were parsed as numbers.
void merge_numbers(ParsedTable& table, std::size_t index, MergedColumn& merged) {
  RowSpool* spooled = table.row_spool.get();
  if (table.specs[index].role != Role::time) {
    merged.column = NumericColumn{spooled ? spooled->numbers(index)
                                          : SharedSpan<float>(concatenated(table, index, &LocalColumn::numbers))};
    return;
  }
  merged.times = spooled ? spooled->times(index) : SharedSpan<double>(concatenated(table, index, &LocalColumn::times));
  RowValues<float> numbers(spool_of(table), merged.times.size());
  std::ranges::transform(merged.times, numbers.begin(), [](double time) { return static_cast<float>(time); });
  merged.column = NumericColumn{std::move(numbers).take()};
}

NumericColumn numbers_of(std::span<const std::string_view> values, std::span<const std::uint32_t> codes,
                         const std::string& reading, const std::shared_ptr<Spool>& spool) {
  const auto as_written = field_reading(reading);
  RowValues<float> number_of(spool_at(values.data()), values.size() + 1);
  std::ranges::fill(number_of, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const auto value = as_written ? parse(*as_written, values[i]) : parse_number(values[i]))
      number_of[i + 1] = static_cast<float>(*value);
  RowValues<float> numbers(spool, codes.size());
  std::ranges::transform(codes, numbers.begin(), [&](std::uint32_t code) { return number_of[code]; });
  return {std::move(numbers).take()};
}

// How many cells hold each of the distinct values.
std::vector<std::uint64_t> cells_of(const ParsedTable& table, std::size_t column,
                                    const std::vector<std::vector<std::uint32_t>>& numbers, std::size_t distinct) {
  std::vector<std::uint64_t> cells(distinct + 1, 0);
  for (std::size_t i = 0; i < table.chunks.size(); ++i)
    for (const std::uint32_t code : table.chunks[i].columns[column].codes) ++cells[numbers[i][code]];
  return cells;
}

// Whether a column that looks like categories might be numbers with holes; deciding it takes a pass over the column.
bool may_be_marked(std::span<const std::string_view> values, Integers integers) {
  const bool many = values.size() > many_integers;
  if (integers == Integers::codes && many && std::ranges::any_of(values, is_missing_mark)) return true;
  return (integers == Integers::quantities && many) || std::ranges::any_of(values, [](std::string_view value) {
           return value.find_first_of(".eE") != std::string_view::npos && parse_number(value);
         });
}

// Whether the texts of a column decide what it is, or are parts of what it becomes.
bool needs_texts(const ColumnSpec& spec) { return !spec.declared || spec.kind != Kind::categorical; }

// Makes a column of categories one of numbers if all its values are numbers that are written in another than the plain
// way. Blanks alone make no groups of thousands: codes and telephone numbers have them, too.
void read_written_numbers(std::span<const std::string_view> values, const ColumnSpec& spec, MergedColumn& merged) {
  constexpr std::size_t first_look = 100;
  for (const std::size_t looked : {std::min(first_look, values.size()), values.size()}) {
    const Cells cells(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(looked));
    const ReadingGuess guess = guess_numbers(cells, spec.decimal, false);
    if (guess.read == 0 || guess.read < guess.cells || 2 * guess.cells < looked || !guess.reading) return;
    if (looked < values.size()) continue;
    const auto& number = std::get<NumberReading>(*guess.reading);
    const bool marked = std::ranges::any_of(
        values, [](std::string_view value) { return value.find_first_of(".,(") != std::string_view::npos; });
    if (!marked && number.unit.empty()) return;
    if (guess.other) {
      merged.note = " is read as categories, as the comma of " + shown(guess.doubtful.front()) +
                    " may be a decimal mark or stand between thousands; say --decimal comma or --decimal point to have "
                    "numbers";
      return;
    }
    merged.kind = Kind::numeric;
    merged.reading = name(*guess.reading);
    merged.note = reading_note(*guess.reading, values.front());
    return;
  }
}

}  // namespace

ColumnTexts::ColumnTexts(ParsedTable& table, std::size_t column) : table_(table), column_(column) {
  if (table.row_spool && table.row_spool->merged(column) != nullptr) return;
  numbers_ = merge_texts(merge_, table, column);
}

bool ColumnTexts::in_files() const { return table_.row_spool && table_.row_spool->merged(column_) != nullptr; }

std::span<const std::string_view> ColumnTexts::distinct() const {
  return in_files() ? table_.row_spool->distinct(column_) : std::span<const std::string_view>(merge_.distinct());
}

std::vector<std::uint64_t> ColumnTexts::cells() const {
  if (!table_.row_spool) return cells_of(table_, column_, numbers_, merge_.distinct().size());
  // One part has the numbers of its dictionary.
  const auto counted = table_.row_spool->cells(column_);
  return {counted.begin(), counted.end()};
}

SharedSpan<std::uint32_t> ColumnTexts::numbers() {
  if (in_files()) return table_.row_spool->numbers_of_texts(column_);
  std::vector<std::uint32_t> same(merge_.distinct().size() + 1);
  std::iota(same.begin(), same.end(), 0u);
  return merge_codes(table_, column_, numbers_, same);
}

SharedSpan<std::uint32_t> ColumnTexts::codes(Vocabulary& vocabulary) {
  if (in_files()) {
    vocabulary = *table_.row_spool->merged(column_);
    return table_.row_spool->numbers_of_texts(column_);
  }
  std::vector<std::uint32_t> code_of;
  vocabulary = merge_.finish(code_of);
  return merge_codes(table_, column_, numbers_, code_of);
}

std::vector<std::vector<std::uint32_t>> merge_texts(VocabularyMerge& merge, const ParsedTable& table,
                                                    std::size_t column) {
  std::vector<std::vector<std::uint32_t>> numbers;
  for (const auto distinct : distinct_texts(table, column)) numbers.push_back(merge.add(distinct));
  return numbers;
}

SharedSpan<std::uint32_t> merge_codes(ParsedTable& table, std::size_t column,
                                      const std::vector<std::vector<std::uint32_t>>& numbers_of_part,
                                      const std::vector<std::uint32_t>& code_of) {
  const auto coded = [&](std::span<const std::uint32_t> local, const std::vector<std::uint32_t>& number_of,
                         std::uint32_t* place) {
    return std::ranges::transform(local, place, [&](std::uint32_t code) { return code_of[number_of[code]]; }).out;
  };
  if (!table.row_spool && table.chunks.size() == 1) {
    std::vector<std::uint32_t> own = std::move(table.chunks.front().columns[column].codes);
    coded(own, numbers_of_part[0], own.data());
    return own;
  }
  RowValues<std::uint32_t> codes(spool_of(table), codes_in(table, column));
  if (table.row_spool) {
    coded(table.row_spool->numbers_of_texts(column), numbers_of_part[0], codes.begin());
    return std::move(codes).take();
  }
  std::uint32_t* place = codes.begin();
  for (std::size_t i = 0; i < table.chunks.size(); ++i) {
    std::vector<std::uint32_t>& local = table.chunks[i].columns[column].codes;
    place = coded(local, numbers_of_part[i], place);
    std::vector<std::uint32_t>().swap(local);
  }
  return std::move(codes).take();
}

MergedColumn merge_column(ParsedTable& table, std::size_t index) {
  const ColumnSpec& spec = table.specs[index];
  MergedColumn merged;
  merged.kind = spec.kind;
  merged.separator = spec.separator;
  if (spec.declared && spec.kind == Kind::numeric) {
    merge_numbers(table, index, merged);
    if (spec.reading) merged.reading = name(*spec.reading);
    merged.missing = spec.missing;
    return merged;
  }
  ColumnTexts texts(table, index);
  const std::span<const std::string_view> distinct =
      needs_texts(spec) ? texts.distinct() : std::span<const std::string_view>();
  const bool bags = has_bags(table, index);
  if (!spec.declared) merged.kind = kind_of(distinct, spec);
  const bool quantities = spec.integers == Integers::quantities;
  merged.whole = !spec.declared && spec.integers != Integers::categories && are_many_integers(distinct);
  if (!spec.declared && !bags && merged.kind == Kind::categorical && may_be_marked(distinct, spec.integers)) {
    const std::vector<std::uint64_t> cells = texts.cells();
    if (auto marked = marked_numbers(distinct, std::span(cells).subspan(1), quantities, merged.note)) {
      merged.kind = Kind::numeric;
      merged.missing = std::move(marked->mark);
      merged.note = std::move(marked->note);
    }
  }
  const bool may_be_written = merged.kind == Kind::categorical ||
                              (merged.kind == Kind::numeric && spec.decimal == "comma" && merged.missing.empty());
  if (!spec.declared && !bags && may_be_written) read_written_numbers(distinct, spec, merged);
  merged.objects = !spec.declared && !bags && hold_objects(distinct);
  if (merged.objects) merged.kind = Kind::categorical;
  if (!spec.declared && !bags && merged.kind == Kind::categorical && spec.role == Role::feature &&
      merged.note.empty() && !merged.objects)
    if (const auto separator = list_separator(distinct)) {
      merged.kind = Kind::multi;
      merged.separator = *separator;
    }
  if (bags || merged.kind == Kind::categorical) {
    auto codes = texts.codes(merged.vocabulary);
    if (bags)
      merged.column = merge_bags(table, index, std::move(codes));
    else
      merged.column = CategoricalColumn{std::move(codes)};
    return merged;
  }
  const auto numbers = texts.numbers();
  if (merged.kind == Kind::numeric) {
    merged.column = numbers_of(distinct, numbers, merged.reading, spool_of(table));
    return merged;
  }
  Bags found = bags_of(distinct, spec, merged.separator);
  merged.column = spread_bags(found, numbers, spool_of(table));
  merged.vocabulary = std::move(found.vocabulary);
  return merged;
}

}  // namespace interplay
