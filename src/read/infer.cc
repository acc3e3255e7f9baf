#include "read/infer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "data/shown.h"

#include "data/text/numbers.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::size_t sample_lines = 200;

Sample sample_of(const Text& text, const TextFormat& format) {
  Sample sample;
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, 0, text.bytes.size(), format, unescaped);
  Record record;
  while (sample.size() < sample_lines && reader.next(record)) {
    if (record.problem != nullptr) continue;
    sample.emplace_back(record.cells.begin(), record.cells.end());
  }
  return sample;
}

struct CellCount {
  std::size_t cells = 0;  // of most lines
  std::size_t lines = 0;  // that have so many
};

CellCount usual_cells(const Sample& sample) {
  std::map<std::size_t, std::size_t> lines_of;
  for (const auto& row : sample) ++lines_of[row.size()];
  CellCount usual;
  for (const auto& [cells, lines] : lines_of)
    if (lines > usual.lines) usual = {cells, lines};
  return usual;
}

// The delimiter that cuts the most lines into the same number (at least 2) of cells; on a tie the first in this order,
// which begins with characters that are rare inside values.
std::string guess_delimiter(const Text& text, bool quotes) {
  std::string best;
  std::size_t most = 0;
  for (const char* delimiter : {"::", "\t", ";", ",", "|", " "}) {
    const Sample sample = sample_of(text, {delimiter, quotes});
    const CellCount usual = usual_cells(sample);
    if (usual.cells < 2 || 2 * usual.lines < sample.size()) continue;
    if (usual.lines > most) {
      best = delimiter;
      most = usual.lines;
    }
  }
  return best;
}

std::string delimiter_name(const std::string& delimiter) {
  if (delimiter == "\t") return "tab";
  if (delimiter == " ") return "space";
  return "'" + delimiter + "'";
}

bool is_number(const std::string& cell) { return parse_number(cell).has_value(); }

// Whether the first line names the columns: it holds a well-known name, or words above a column of numbers, or, in a
// file of words only, words that do not occur again below them.
bool looks_like_header(const Sample& sample) {
  const auto& first = sample[0];
  if (std::any_of(first.begin(), first.end(), is_number)) return false;
  // "y" names a target under a header, but may be an id as well.
  const auto well_known = [](const std::string& cell) { return cell.size() > 1 && usual_role(cell).has_value(); };
  if (std::any_of(first.begin(), first.end(), well_known)) return true;
  const Sample below(sample.begin() + 1, sample.end());
  if (below.empty()) return false;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (!is_missing(first[i]) && numeric_share(below, i) == 1) return true;
  if (below.size() < 2) return false;
  for (std::size_t i = 0; i < first.size(); ++i)
    for (const auto& row : below)
      if (first[i].empty() || (i < row.size() && row[i] == first[i])) return false;
  return std::set<std::string>(first.begin(), first.end()).size() == first.size();
}

// Throws an error if the first line is wrong in itself, not only in its delimiter.
void check_first_line(const Text& text) {
  const TextFormat format{",", text.has_quote};
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, 0, text.bytes.size(), format, unescaped);
  Record record;
  if (reader.next(record) && record.problem != nullptr)
    throw Error(Code::bad_data, at(text.path, text.line_of(record.offset), record.problem_cell), record.problem,
                "fix the line");
}

// Takes the header line out of the text's rows.
void take_header(const Text& text, FileFormat& format) {
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, 0, text.bytes.size(), format.text, unescaped);
  Record record;
  if (!reader.next(record)) return;
  if (record.problem != nullptr)
    throw Error(Code::bad_data, at(text.path, text.line_of(record.offset), record.problem_cell), record.problem,
                "fix the header line");
  const std::uint64_t line = text.line_of(record.offset);
  format.headers.assign(record.cells.begin(), record.cells.end());
  std::set<std::string> names;
  for (std::size_t i = 0; i < format.headers.size(); ++i) {
    if (format.headers[i].empty()) format.headers[i] = "c" + std::to_string(i + 1);
    if (!names.insert(format.headers[i]).second)
      throw Error(Code::bad_data, at(text.path, line, i + 1),
                  "two columns are named " + shown(format.headers[i]) + ", expected different names",
                  "rename one of them");
  }
  format.first = text.bytes.size();
  if (reader.next(record)) format.first = record.offset;
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

std::string folded(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != '_' && c != '-' && c != ' ') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

}  // namespace

std::string spelled_delimiter(const std::string& option) {
  if (option == "tab" || option == "\\t") return "\t";
  if (option == "space") return " ";
  if (option == "comma") return ",";
  if (option == "semicolon") return ";";
  if (option == "pipe") return "|";
  if (option.find_first_of("\"\r\n") != std::string::npos || option.find('\0') != std::string::npos)
    throw Error(Code::usage, "delimiter is " + shown(option) + ", expected characters other than quotes and newlines");
  return option;
}

std::optional<Role> usual_role(std::string_view header) {
  struct Name {
    std::string_view name;
    Role role;
  };
  static constexpr std::array<Name, 25> names = {{
      {"user", Role::user},           {"userid", Role::user},    {"uid", Role::user},
      {"item", Role::item},           {"itemid", Role::item},    {"movie", Role::item},
      {"movieid", Role::item},        {"mid", Role::item},       {"iid", Role::item},
      {"product", Role::item},        {"productid", Role::item}, {"book", Role::item},
      {"bookid", Role::item},         {"rating", Role::target},  {"target", Role::target},
      {"label", Role::target},        {"score", Role::target},   {"y", Role::target},
      {"stars", Role::target},        {"timestamp", Role::time}, {"time", Role::time},
      {"unixtime", Role::time},       {"datetime", Role::time},  {"weight", Role::weight},
      {"sampleweight", Role::weight},
  }};
  const std::string plain = folded(header);
  for (const Name& known : names)
    if (known.name == plain) return known.role;
  return std::nullopt;
}

double numeric_share(const Sample& sample, std::size_t cell, bool time) {
  std::size_t numbers = 0, present = 0;
  for (const auto& row : sample) {
    if (cell >= row.size() || is_missing(row[cell])) continue;
    ++present;
    if (time ? parse_time(row[cell]).has_value() : parse_number(row[cell]).has_value()) ++numbers;
  }
  return present == 0 ? 0 : static_cast<double>(numbers) / static_cast<double>(present);
}

std::vector<ColumnSpec> columns_of(const FileFormat& format) {
  std::vector<ColumnSpec> columns(format.cells);
  for (std::size_t i = 0; i < format.cells; ++i) {
    columns[i].position = i;
    columns[i].name = "c" + std::to_string(i + 1);
    if (format.headers.empty()) continue;
    columns[i].header = columns[i].name = format.headers[i];
  }
  return columns;
}

InferredFile infer_file(const Text& text, const DataOptions& options, std::vector<std::string>& notes) {
  check_text(text, options);
  InferredFile file;
  file.format.text.quotes = text.has_quote;
  file.format.text.delimiter = spelled_delimiter(options.delimiter);
  if (file.format.text.delimiter.empty()) {
    const std::string delimiter = guess_delimiter(text, text.has_quote);
    if (delimiter.empty()) check_first_line(text);
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
    take_header(text, file.format);
    file.format.cells = file.format.headers.size();
    if (!file.rows.empty()) file.rows.erase(file.rows.begin());
    if (guess) notes.push_back("the first line of " + text.path + " names the columns; say --header no if it is data");
  }
  return file;
}

}  // namespace interplay
