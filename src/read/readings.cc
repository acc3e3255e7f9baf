#include "read/readings.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "data/shown.h"
#include "data/text/missing_marks.h"
#include "data/text/numbers.h"
#include "data/text/times.h"
#include "interplay/error.h"
#include "read/guess/reading_guess.h"
#include "read/parse/cell_check.h"

namespace interplay {
namespace {

// The reading that an option fixes for times: of a unit or a format; null if it fixes none.
std::shared_ptr<const CellReading> given_time_reading(const std::string& option) {
  if (option.empty()) return nullptr;
  const auto named = [&](const TimeUnit& unit) { return unit.name == option; };
  const bool unit = std::ranges::any_of(time_units(), named);
  const std::string fault = option.find('%') == std::string::npos ? "it is neither s, ms, us or ns nor a format"
                                                                  : fault_of_time_format(option);
  if (!unit && !fault.empty())
    throw Error(Code::usage, "time_format is " + shown(option) + ", and " + fault,
                "write it as in --time-format '%d.%m.%Y %H:%M:%S'");
  return std::make_shared<const CellReading>(TimeReading{option, !unit});
}

std::string_view first_read(const Cells& cells, const CellReading& reading) {
  for (const std::string_view cell : cells)
    if (!is_missing(cell) && !is_missing_mark(cell) && !parse_number(cell) && parse(reading, cell)) return cell;
  for (const std::string_view cell : cells)
    if (parse(reading, cell)) return cell;
  return {};
}

class Readings {
 public:
  Readings(const TableSource& source, std::vector<ColumnSpec> specs, const DataOptions& options, bool keep_offsets,
           const TaskPool& pool)
      : source_(source), specs_(std::move(specs)), options_(options), keep_offsets_(keep_offsets), pool_(pool) {
    const auto given = given_time_reading(options.time_format);
    for (ColumnSpec& spec : specs_) {
      spec.decimal = options.decimal;
      const bool time = spec.role == Role::time;
      if (time && given) spec.reading = given;
      open_.push_back(is_number(spec) && !source.known && !(time && given));
      of_model_.push_back(spec.reading);
      examples_.emplace_back();
    }
  }

  ParsedTable parse(BadLines policy) {
    for (std::size_t i = 0; i < specs_.size(); ++i)
      if (open_[i] && !choose(i, sample_of_column(i))) choose_by_all({i});
    ParsedTable table;
    try {
      table = parse_table(source_, specs_, policy, keep_offsets_, pool_);
    } catch (const Error& error) {
      if (error.code() != Code::bad_data || !choose_by_all(open_columns())) throw;
      const std::exception_ptr first = std::current_exception();
      try {
        table = parse_table(source_, specs_, policy, keep_offsets_, pool_);
      } catch (const Error&) {
        std::rethrow_exception(first);  // no reading fits all cells: that of the first lines tells which are odd
      }
    }
    if (table.bad_lines > 0 && choose_by_all(open_columns()))
      table = parse_table(source_, specs_, policy, keep_offsets_, pool_);
    add_notes(table);
    return table;
  }

 private:
  const TableSource& source_;
  std::vector<ColumnSpec> specs_;
  const DataOptions& options_;
  bool keep_offsets_;
  const TaskPool& pool_;
  std::vector<bool> open_;  // of every spec: whether its reading is to be chosen
  std::vector<std::shared_ptr<const CellReading>> of_model_;
  std::vector<std::string> examples_;

  std::vector<std::size_t> open_columns() const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < specs_.size(); ++i)
      if (open_[i]) columns.push_back(i);
    return columns;
  }

  Cells sample_of_column(std::size_t i) const {
    Cells cells;
    for (const auto& row : source_.sample)
      if (specs_[i].position < row.size()) cells.push_back(row[specs_[i].position]);
    return cells;
  }

  ReadingGuess guess(std::size_t i, const Cells& cells) const {
    return specs_[i].role == Role::time ? guess_times(cells) : guess_numbers(cells, options_.decimal, true);
  }

  // Sets the reading by the cells; false if they leave two open.
  bool choose(std::size_t i, const Cells& cells) {
    const ReadingGuess guessed = guess(i, cells);
    ColumnSpec& spec = specs_[i];
    if (of_model_[i] && count_read(cells, of_model_[i].get(), spec.role == Role::time) >= guessed.read) {
      spec.reading = of_model_[i];
      return true;
    }
    if (guessed.other) return false;
    spec.reading = guessed.reading;
    examples_[i] = guessed.reading ? first_read(cells, *guessed.reading) : std::string_view();
    return true;
  }

  // Lets all cells of the columns choose. Returns whether a reading changed.
  bool choose_by_all(const std::vector<std::size_t>& columns) {
    if (columns.empty()) return false;
    std::vector<ColumnSpec> texts;
    for (const std::size_t i : columns) {
      ColumnSpec& text = texts.emplace_back(specs_[i]);
      text.kind = Kind::categorical;
      text.declared = true;
      text.needed = false;
      text.role = Role::feature;
    }
    const ParsedTable table = parse_table(source_, texts, BadLines::skip_all, false, pool_);
    bool changed = false;
    for (std::size_t place = 0; place < columns.size(); ++place) {
      const std::size_t i = columns[place];
      Cells cells;
      for (const auto distinct : distinct_texts(table, place))
        cells.insert(cells.end(), distinct.begin(), distinct.end());
      const auto before = specs_[i].reading;
      if (!choose(i, cells)) ask(specs_[i], guess(i, cells));
      const auto& after = specs_[i].reading;
      changed = changed || (before ? name(*before) : "") != (after ? name(*after) : "");
    }
    return changed;
  }

  [[noreturn]] void ask(const ColumnSpec& spec, const ReadingGuess& guessed) const {
    std::string examples;
    for (const std::string_view cell : guessed.doubtful) examples += (examples.empty() ? "" : " and ") + shown(cell);
    const Location place = at(source_.path());
    if (spec.role != Role::time)
      throw Error(Code::bad_data, place,
                  "column " + shown(spec.name) + " has cells such as " + examples +
                      ", whose comma may be a decimal mark or stand between thousands",
                  "say --decimal comma or --decimal point");
    const std::string one = std::get<TimeReading>(*guessed.reading).format;
    const std::string two = std::get<TimeReading>(*guessed.other).format;
    throw Error(Code::bad_data, place,
                "column " + shown(spec.name) + " has dates such as " + examples +
                    ", where the month or the day may stand first",
                "say --time-format '" + one + "' or --time-format '" + two + "', or --time none to leave it out");
  }

  void add_notes(ParsedTable& table) const {
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      const ColumnSpec& spec = specs_[i];
      if (!open_[i] || !spec.reading || spec.reading == of_model_[i]) continue;
      if (options_.decimal != "auto" && std::holds_alternative<NumberReading>(*spec.reading)) continue;
      const std::string option = std::holds_alternative<TimeReading>(*spec.reading) ? "; say --time-format to choose"
                                 : std::holds_alternative<NumberReading>(*spec.reading) ? "; say --decimal to choose"
                                                                                        : "";
      table.notes.push_back(spec.name + reading_note(*spec.reading, examples_[i]) + option);
    }
  }
};

}  // namespace

ParsedTable parse_readings(const TableSource& source, std::vector<ColumnSpec> specs, const DataOptions& options,
                           BadLines policy, bool keep_offsets, const TaskPool& pool) {
  return Readings(source, std::move(specs), options, keep_offsets, pool).parse(policy);
}

}  // namespace interplay
