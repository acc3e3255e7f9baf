#include "read/guess/head.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <set>

#include "data/text/cells.h"
#include "data/text/numbers.h"
#include "read/guess/column_names.h"

namespace interplay {
namespace {

bool is_mark(char c) { return c == '#' || c == '%'; }

// The line that starts there, without its end.
std::string_view line_at(const Text& text, std::size_t position) {
  std::string_view line = text.bytes.substr(position, text.bytes.find('\n', position) - position);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t after_line(const Text& text, std::size_t position) {
  return std::min(text.bytes.find('\n', position), text.bytes.size() - 1) + 1;
}

// "sep=;", also in quotes, and with delimiters behind it where a spreadsheet has saved it once more.
std::string named_delimiter(std::string_view line) {
  if (line.starts_with('"') && line.ends_with('"') && line.size() >= 2) line = line.substr(1, line.size() - 2);
  constexpr std::string_view key = "sep=";
  if (line.size() < key.size() + 1) return "";
  for (std::size_t i = 0; i < key.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(line[i])) != key[i]) return "";
  line.remove_prefix(key.size());
  if (line == "\\t") return "\t";
  const char delimiter = line[0];
  const bool alone = std::ranges::all_of(line, [&](char c) { return c == delimiter; });
  return alone && std::isalnum(static_cast<unsigned char>(delimiter)) == 0 && delimiter != '"'
             ? std::string(1, delimiter)
             : "";
}

std::vector<std::string> cells_at(const Text& text, std::size_t position, const TextFormat& format) {
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, position, after_line(text, position), format, unescaped);
  Record record;
  if (!reader.next(record) || record.problem != nullptr) return {};
  return {record.cells.begin(), record.cells.end()};
}

bool any_number(const std::vector<std::string>& cells) {
  return std::ranges::any_of(cells, [](const std::string& cell) { return parse_number(cell).has_value(); });
}

bool any_usual(const std::vector<std::string>& cells) {
  return std::ranges::any_of(cells, [](const std::string& cell) { return usual_role(cell).has_value(); });
}

// Whether a comment's words may be names of columns rather than prose: at blanks, prose falls into any number of words.
bool are_names(const std::vector<std::string>& cells, const TextFormat& format) {
  if (any_number(cells)) return false;
  if (any_usual(cells)) return true;
  if (format.delimiter == blanks_delimiter) return false;
  const auto is_word = [](const std::string& cell) {
    return !cell.empty() && cell.find_first_of(" \t:=") == std::string::npos;
  };
  return std::ranges::all_of(cells, is_word) && std::set(cells.begin(), cells.end()).size() == cells.size();
}

}  // namespace

HeadLines read_head(const Text& text) {
  HeadLines head;
  if (text.bytes.empty()) return head;
  if (std::string delimiter = named_delimiter(line_at(text, 0)); !delimiter.empty()) {
    head.delimiter = std::move(delimiter);
    head.end = after_line(text, 0);
  }
  std::size_t position = head.end;
  while (position < text.bytes.size()) {
    const std::string_view line = trimmed(line_at(text, position));
    if (!line.empty() && !is_mark(line[0])) break;
    if (!line.empty()) head.comments.push_back(position);
    position = after_line(text, position);
  }
  if (position >= text.bytes.size()) head.comments.clear();
  if (!head.comments.empty()) head.end = position;
  return head;
}

CommentReading read_comments(const Text& text, const HeadLines& head, const TextFormat& format, std::size_t cells) {
  CommentReading reading{head.end, {}};
  if (head.comments.empty()) return reading;
  const std::size_t last = head.comments.back();
  const std::size_t names = std::min(text.bytes.find_first_not_of("#% \t", last), text.bytes.size());
  if (names < after_line(text, last)) {
    const auto words = cells_at(text, names, format);
    if (words.size() == cells && are_names(words, format)) {
      reading.names = names;
      return reading;
    }
  }
  // "#tag,1,5": what follows the mark at once belongs to it.
  const auto is_row = [&](std::size_t position) {
    const std::string_view line = trimmed(line_at(text, position));
    return line.size() > 1 && std::isalnum(static_cast<unsigned char>(line[1])) != 0 &&
           cells_at(text, position, format).size() == cells && any_number(cells_at(text, position, format));
  };
  if (std::ranges::all_of(head.comments, is_row)) reading.end = head.comments.front();
  return reading;
}

}  // namespace interplay
