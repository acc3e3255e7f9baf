#include "read/guess/quote_guess.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string_view>

namespace interplay {
namespace {

// The first record and those that hold quotes or backslashes, read in one way.
struct Trial {
  std::size_t bad = 0;        // that cannot be cut, or into another number of cells than most
  std::size_t unescaped = 0;  // cells with an escape, such as a doubled quote
};

// Finds a character again and again, further on each time.
class Finder {
 public:
  Finder(std::string_view text, char wanted) : text_(text), wanted_(wanted) {}
  std::size_t next(std::size_t from) {
    if (place_ != std::string_view::npos && (place_ < from || !started_)) place_ = text_.find(wanted_, from);
    started_ = true;
    return place_;
  }

 private:
  std::string_view text_;
  char wanted_;
  std::size_t place_ = 0;
  bool started_ = false;
};

Trial try_out(const Text& text, std::size_t first, const TextFormat& format) {
  constexpr std::size_t most_records = 1000;
  Trial trial;
  std::map<std::size_t, std::size_t> records_of;  // by their number of cells
  std::size_t records = 0, position = first;
  Record record;
  Finder quotes(text.bytes, '"'), backslashes(text.bytes, '\\');
  while (records < most_records && position < text.bytes.size()) {
    std::deque<std::string> unescaped;
    RecordReader reader(text.bytes, position, text.bytes.size(), format, unescaped);
    if (!reader.next(record)) break;
    ++records;
    if (record.problem == nullptr) ++records_of[record.cells.size()];
    trial.unescaped += unescaped.size();
    // Lines without quotes or backslashes are read in the same way by all.
    const std::size_t special = std::min(quotes.next(reader.position()), backslashes.next(reader.position()));
    if (special == std::string_view::npos) break;
    const std::size_t newline = text.bytes.rfind('\n', special);
    position = std::max(reader.position(), newline == std::string_view::npos ? 0 : newline + 1);
  }
  std::size_t usual = 0;
  for (const auto& [cells, count] : records_of) usual = std::max(usual, count);
  trial.bad = records - usual;
  return trial;
}

bool is_quoted(const std::string& cell) { return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"'; }

// Whether there is a column most of whose cells are quoted.
bool has_quoted_column(const Sample& lines) {
  const std::size_t cells = usual_cells(lines).cells;
  for (std::size_t i = 0; i < cells; ++i) {
    std::size_t present = 0, quoted = 0;
    for (const auto& line : lines) {
      if (i >= line.size() || line[i].empty()) continue;
      ++present;
      if (is_quoted(line[i])) ++quoted;
    }
    if (present > 0 && 2 * quoted > present) return true;
  }
  return false;
}

// Quotes are so common around cells with commas and semicolons that a quote elsewhere is rather a fault there.
bool may_lack_quotes(const std::string& delimiter) { return delimiter != "," && delimiter != ";"; }

// Backslashes in text without quotes are looked for only here.
bool shows_backslash(const Text& text, std::size_t first) {
  constexpr std::size_t sample_bytes = std::size_t{1} << 16;
  return text.bytes.substr(first, sample_bytes).find('\\') != std::string_view::npos;
}

}  // namespace

void guess_quotes(const Text& text, std::size_t first, const DataOptions& options, TextFormat& format,
                  std::vector<std::string>& notes) {
  format.quotes = text.has_quote && options.quote != "none";
  format.backslash = options.quote == "backslash";
  if (options.quote != "auto" || (!text.has_quote && !shows_backslash(text, first))) return;
  Trial best = try_out(text, first, format);
  if (best.bad == 0) return;
  const std::size_t doubled = best.unescaped;
  TextFormat other = format;
  other.backslash = true;
  if (const Trial trial = try_out(text, first, other); trial.bad < best.bad) {
    best = trial;
    format = other;
  }
  if (text.has_quote && may_lack_quotes(format.delimiter)) {
    other = format;
    other.quotes = other.backslash = false;
    const Trial trial = try_out(text, first, other);
    if (trial.bad < best.bad && doubled < best.bad && !has_quoted_column(sample_of(text, first, other).lines)) {
      format = other;
      notes.push_back("quotes in " + text.path +
                      " are read as ordinary characters; say --quote double if they enclose " + "cells");
    }
  }
  if (format.backslash)
    notes.push_back("a backslash in " + text.path +
                    " stands before quotes and delimiters that belong to the cell; say " +
                    "--quote double if it is an ordinary character");
}

}  // namespace interplay
