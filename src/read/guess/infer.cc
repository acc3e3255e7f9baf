#include "read/guess/infer.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <utility>

#include <fmt/format.h>

#include "interplay/error.h"
#include "read/guess/delimiter_guess.h"
#include "read/guess/head.h"
#include "read/guess/header_guess.h"
#include "read/guess/quote_guess.h"

namespace interplay {
namespace {

// Throws an error if the first line is wrong in itself, not only in its delimiter.
void check_first_line(const Text& text, std::size_t first, TextFormat format) {
  format.delimiter = ",";
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, first, text.bytes.size(), format, unescaped);
  Record record;
  if (reader.next(record) && record.problem != nullptr)
    throw Error(Code::bad_data, at(text.path, text.line_of(record.offset), record.problem_cell), record.problem,
                "fix the line");
}

void check_text(const Text& text, const DataOptions& options) {
  if (std::all_of(text.bytes.begin(), text.bytes.end(), [](unsigned char c) { return std::isspace(c); }))
    throw Error(Code::bad_data, at(text.path), "the file is empty, expected lines of data", "check the path");
  const std::size_t nul = text.has_nul ? text.bytes.substr(0, std::size_t{1} << 16).find('\0') : std::string::npos;
  if (nul != std::string::npos && !options.skip_bad_lines)
    throw Error(Code::bad_data, at(text.path, text.line_of(nul)), "the line contains a NUL byte, expected text",
                bad_line_remedy);
}

}  // namespace

namespace {

// As the command line takes it.
std::string quoted_delimiter(char mark) {
  return std::iscntrl(static_cast<unsigned char>(mark)) != 0 ? fmt::format("$'\\x{:02x}'", static_cast<unsigned>(mark))
                                                             : fmt::format("'{}'", mark);
}

// The delimiter that the options, the head or the first lines say.
std::string delimiter_of(const Text& text, const DataOptions& options, const HeadLines& head, TextFormat format,
                         std::vector<std::string>& notes) {
  std::string delimiter = spelled_delimiter(options.delimiter);
  if (!delimiter.empty()) return delimiter;
  if (!head.delimiter.empty()) {
    notes.push_back("the first line of " + text.path + " says that " + delimiter_name(head.delimiter) +
                    " separates the columns");
    return head.delimiter;
  }
  DelimiterGuess guess = guess_delimiter(text, head.end, format);
  if (options.quote == "auto" && format.quotes && guess.share < 1) {
    format.quotes = false;
    DelimiterGuess plain = guess_delimiter(text, head.end, format);
    if (plain.share > guess.share && plain.delimiter != "," && plain.delimiter != ";") guess = std::move(plain);
    format.quotes = true;
  }
  constexpr std::size_t first_bytes = 1 << 16;
  if (options.quote == "auto" && format.quotes &&
      text.bytes.substr(head.end, first_bytes).find("\\\"") != std::string_view::npos) {
    format.backslash = true;
    DelimiterGuess escaped = guess_delimiter(text, head.end, format);
    if (escaped.share >= guess.share && escaped.delimiter != blanks_delimiter) guess = std::move(escaped);
    format.backslash = false;
  }
  if (guess.delimiter.empty()) check_first_line(text, head.end, format);
  const char unusual = guess.delimiter.empty() ? unusual_delimiter(text, head.end) : '\0';
  if (guess.delimiter.empty())
    throw Error(Code::bad_data, at(text.path),
                "no delimiter cuts the first lines into columns, expected '::', tab, ';', ',', '|' or blanks",
                unusual == '\0' ? "name it with --delimiter"
                                : "say --delimiter " + quoted_delimiter(unusual) +
                                      ", which stands equally often in all lines, or name another");
  notes.push_back("columns of " + text.path + " are separated by " + delimiter_name(guess.delimiter) +
                  "; say --delimiter to choose another");
  return guess.delimiter;
}

bool is_empty_in(const Sample& rows, std::size_t cell) {
  return std::ranges::all_of(rows, [&](const auto& row) { return cell >= row.size() || row[cell].empty(); });
}

// Leaves out cells that have no name and hold nothing: delimiters at the ends of lines, and columns that a spreadsheet
// has saved along.
void leave_out_empty(InferredFile& file, const std::string& path, std::vector<std::string>& notes) {
  FileFormat& format = file.format;
  constexpr std::size_t fewest_rows = 2;
  if (format.headers.empty() && file.rows.size() < fewest_rows) return;
  const auto is_nothing = [&](std::size_t cell) {
    return (format.headers.empty() || format.headers[cell].empty()) && is_empty_in(file.rows, cell);
  };
  for (std::size_t cell = 0; cell < format.cells; ++cell)
    if (is_nothing(cell)) file.left_out.push_back(cell);
  format.most_cells = format.cells;
  while (format.cells > 1 && is_nothing(format.cells - 1)) --format.cells;
  if (!format.headers.empty()) format.headers.resize(format.cells);
  if (file.left_out.empty()) return;
  std::string cells;
  for (const std::size_t cell : file.left_out) cells += (cells.empty() ? "" : ", ") + std::to_string(cell + 1);
  notes.push_back((file.left_out.size() == 1 ? "cell " : "cells ") + cells + " of the lines of " + path +
                  (file.left_out.size() == 1 ? " is" : " are") + " empty and without a name: left out");
}

}  // namespace

InferredFile infer_file(const Text& text, const DataOptions& options, std::vector<std::string>& notes) {
  check_text(text, options);
  InferredFile file;
  TextFormat& format = file.format.text;
  format.quotes = text.has_quote && options.quote != "none";
  format.backslash = options.quote == "backslash";
  format.comment = options.comment;
  const HeadLines head = options.comment.empty() ? read_head(text) : HeadLines();
  format.delimiter = delimiter_of(text, options, head, format, notes);
  guess_quotes(text, head.end, options, format, notes);
  file.rows = sample_of(text, head.end, format).lines;
  const CommentReading comments = read_comments(text, head, format, usual_cells(file.rows).cells);
  if (comments.end != head.end) file.rows = sample_of(text, comments.end, format).lines;
  if (!options.delimiter.empty() && usual_cells(file.rows).cells == 1)
    throw Error(Code::bad_data, at(text.path, text.line_of(comments.end)),
                "the delimiter " + delimiter_name(format.delimiter) + " is not in the first lines",
                "name another with --delimiter, or leave it out");
  const bool guess = options.header == "auto";
  const bool named = comments.names && options.header != "no";
  const bool header = named || (guess ? !file.rows.empty() && looks_like_header(file.rows) : options.header == "yes");
  file.format.first = comments.end;
  file.format.cells = usual_cells(file.rows).cells;
  if (header) {
    Header found = read_header(text, named ? *comments.names : comments.end, format);
    file.format.first = found.end;
    file.format.headers = std::move(found.names);
    file.format.cells = file.format.headers.size();
    if (!named && !file.rows.empty()) file.rows.erase(file.rows.begin());
  }
  if (const std::size_t lines = head.comments.size(); comments.end == head.end && lines > (named ? 1 : 0))
    notes.push_back("left out " + (lines == 1 ? "a comment" : std::to_string(lines) + " comments") + " at the top of " +
                    text.path);
  if (header && guess)
    notes.push_back("the " + std::string(named ? "comment above the rows" : "first line") + " of " + text.path +
                    " names the columns; say --header no if it " + (named ? "does not" : "is data"));
  leave_out_empty(file, text.path, notes);
  name_columns(file.format.headers);
  return file;
}

}  // namespace interplay
