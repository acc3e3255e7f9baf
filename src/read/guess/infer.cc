#include "read/guess/infer.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <utility>

#include "interplay/error.h"
#include "read/guess/delimiter_guess.h"
#include "read/guess/header_guess.h"

namespace interplay {
namespace {

// Throws an error if the first line is wrong in itself, not only in its delimiter.
void check_first_line(const Text& text, TextFormat format) {
  format.delimiter = ",";
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, 0, text.bytes.size(), format, unescaped);
  Record record;
  if (reader.next(record) && record.problem != nullptr)
    throw Error(Code::bad_data, at(text.path, text.line_of(record.offset), record.problem_cell), record.problem,
                "fix the line");
}

void check_text(const Text& text, const DataOptions& options) {
  if (std::all_of(text.bytes.begin(), text.bytes.end(), [](unsigned char c) { return std::isspace(c); }))
    throw Error(Code::bad_data, at(text.path), "the file is empty, expected lines of data", "check the path");
  const std::size_t carriage = text.bytes.find('\r');
  if (carriage < text.bytes.size() - 1 && text.bytes.find('\n') == std::string_view::npos)
    throw Error(Code::bad_data, at(text.path), "the lines end in carriage returns alone, expected newlines",
                "convert it, for example with: tr '\\r' '\\n'");
  const std::size_t nul = text.has_nul ? text.bytes.substr(0, std::size_t{1} << 16).find('\0') : std::string::npos;
  if (nul != std::string::npos && !options.skip_bad_lines)
    throw Error(Code::bad_data, at(text.path, text.line_of(nul)), "the line contains a NUL byte, expected text",
                bad_line_remedy);
}

}  // namespace

InferredFile infer_file(const Text& text, const DataOptions& options, std::vector<std::string>& notes) {
  check_text(text, options);
  InferredFile file;
  file.format.text.quotes = text.has_quote && options.quote != "none";
  file.format.text.backslash = options.quote == "backslash";
  file.format.text.comment = options.comment;
  file.format.text.delimiter = spelled_delimiter(options.delimiter);
  if (file.format.text.delimiter.empty()) {
    const std::string delimiter = guess_delimiter(text, file.format.text);
    if (delimiter.empty()) check_first_line(text, file.format.text);
    if (delimiter.empty())
      throw Error(Code::bad_data, at(text.path),
                  "no delimiter cuts the first lines into columns, expected '::', tab, ';', ',', '|' or space",
                  "name it with --delimiter");
    file.format.text.delimiter = delimiter;
    notes.push_back("columns of " + text.path + " are separated by " + delimiter_name(delimiter) +
                    "; say --delimiter to choose another");
  }
  file.rows = sample_of(text, file.format.text);
  if (!options.delimiter.empty() && usual_cells(file.rows).cells == 1)
    throw Error(Code::bad_data, at(text.path, 1),
                "the delimiter " + delimiter_name(file.format.text.delimiter) + " is not in the first lines",
                "name another with --delimiter, or leave it out");
  const bool guess = options.header == "auto";
  const bool header = guess ? !file.rows.empty() && looks_like_header(file.rows) : options.header == "yes";
  file.format.cells = usual_cells(file.rows).cells;
  if (header) {
    Header found = read_header(text, file.format.text);
    file.format.first = found.end;
    file.format.headers = std::move(found.names);
    file.format.cells = file.format.headers.size();
    if (!file.rows.empty()) file.rows.erase(file.rows.begin());
    if (guess) notes.push_back("the first line of " + text.path + " names the columns; say --header no if it is data");
  }
  return file;
}

}  // namespace interplay
