#include "data/text/id_lines.h"

#include <algorithm>
#include <utility>

#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view delimiter_of(std::string_view line) {
  for (const std::string_view delimiter : {"\t", "::", ",", ";"})
    if (line.find(delimiter) != std::string_view::npos) return delimiter;
  return {};
}

// Takes the first cell off the line, and what ends it.
std::string take_cell(std::string_view& line, std::string_view delimiter, bool& more) {
  const auto end_of = [&](std::size_t from) {
    return std::min(delimiter.empty() ? line.find_first_of(blanks, from) : line.find(delimiter, from), line.size());
  };
  line.remove_prefix(std::min(line.find_first_not_of(delimiter == "\t" ? " " : " \t"), line.size()));
  std::string cell;
  std::size_t end = 0;
  if (line.starts_with('"')) {
    std::size_t place = 1;
    for (; place < line.size(); ++place) {
      if (line[place] == '"' && line.substr(place + 1, 1) != "\"") break;
      if (line[place] == '"') ++place;
      cell += line[place];
    }
    end = end_of(place);
  } else {
    end = end_of(0);
    cell = without_blanks(line.substr(0, end));
  }
  more = end < line.size();
  line.remove_prefix(more ? end + std::max<std::size_t>(delimiter.size(), 1) : end);
  return cell;
}

}  // namespace

IdLines::IdLines(const std::string& path, std::string_view bytes, std::shared_ptr<const void> owner)
    : path_(path), owner_(std::move(owner)), rest_(bytes) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (rest_.starts_with(mark)) rest_.remove_prefix(mark.size());
}

bool IdLines::next(Line& line, std::size_t least, std::string_view expected) {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++lines_;
    if (without_blanks(text).empty()) continue;
    if (line.number == 0) delimiter_ = delimiter_of(text);
    while (!text.empty() &&
           (text.back() == '\r' || (delimiter_.empty() && (text.back() == ' ' || text.back() == '\t'))))
      text.remove_suffix(1);
    line.number = lines_;
    line.cells.clear();
    for (bool more = true; more;) line.cells.push_back(take_cell(text, delimiter_, more));
    const bool empty = std::ranges::any_of(line.cells, [](const std::string& cell) { return cell.empty(); });
    if (empty || line.cells.size() < least)
      throw Error(Code::bad_data, at(path_, lines_),
                  line.cells.size() < least
                      ? "has " + std::to_string(line.cells.size()) + (line.cells.size() == 1 ? " cell" : " cells") +
                            ", beginning with " + shown(line.cells.front()) + ", expected " + std::string(expected)
                      : "has an empty cell, expected " + std::string(expected),
                  "mend the line, or take it out");
    return true;
  }
  return false;
}

}  // namespace interplay
