#include "read/parse/records.h"
#include "data/text/cells.h"

#include <algorithm>
#include <cstring>

namespace interplay {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// If tabs separate cells, a tab does not count as a blank.
bool blank_line(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return is_blank(c) || c == '\r'; });
}

}  // namespace

RecordReader::RecordReader(std::string_view text, std::size_t begin, std::size_t end, const TextFormat& format,
                           std::deque<std::string>& unescaped)
    : text_(text), position_(begin), end_(end), format_(format), unescaped_(unescaped) {}

bool RecordReader::next(Record& record) {
  while (position_ < end_) {
    const char* start = text_.data() + position_;
    const auto* found = static_cast<const char*>(std::memchr(start, '\n', text_.size() - position_));
    const std::size_t newline = found != nullptr ? static_cast<std::size_t>(found - text_.data()) : text_.size();
    std::string_view line = text_.substr(position_, newline - position_);
    record.offset = position_;
    record.problem = nullptr;
    record.cells.clear();
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (is_blank(line[0]) && blank_line(line)) ||
        (!format_.comment.empty() && line.starts_with(format_.comment))) {
      position_ = newline + 1;
      continue;
    }
    if (format_.quotes && std::memchr(line.data(), '"', line.size()) != nullptr) {
      position_ = read_quoted_record(record);
      return true;
    }
    position_ = newline + 1;
    if (format_.delimiter == " ")
      cut_at_spaces(line, record);
    else
      cut(line, record);
    return true;
  }
  return false;
}

void RecordReader::cut(std::string_view line, Record& record) const {
  const char first = format_.delimiter[0];
  const std::size_t size = format_.delimiter.size();
  const char* const end = line.data() + line.size();
  // Where the last delimiter of that size may begin.
  const char* const last = line.size() < size ? line.data() : end - (size - 1);
  const auto delimits = [&](const char* p) {
    if (*p != first) return false;
    if (size == 1) return true;
    return p[1] == format_.delimiter[1] && (size == 2 || std::memcmp(p, format_.delimiter.data(), size) == 0);
  };
  const char* cell = line.data();
  for (const char* p = cell; p < last; ++p) {
    if (!delimits(p)) continue;
    record.cells.push_back(trimmed({cell, static_cast<std::size_t>(p - cell)}));
    p += size - 1;
    cell = p + 1;
  }
  record.cells.push_back(trimmed({cell, static_cast<std::size_t>(end - cell)}));
}

// Several spaces in a row count as one delimiter, as in aligned columns.
void RecordReader::cut_at_spaces(std::string_view line, Record& record) const {
  std::size_t position = 0;
  while (true) {
    while (position < line.size() && line[position] == ' ') ++position;
    if (position >= line.size()) return;
    const std::size_t end = std::min(line.find(' ', position), line.size());
    record.cells.push_back(line.substr(position, end - position));
    position = end;
  }
}

// Returns where the next record starts.
std::size_t RecordReader::read_quoted_record(Record& record) {
  std::size_t position = position_;
  const bool spaces = format_.delimiter == " ";
  while (true) {
    while (position < text_.size() && text_[position] == ' ') ++position;
    if (position < text_.size() && text_[position] == '"') {
      position = read_quoted_cell(position + 1, record);
      if (record.problem != nullptr) return position;
    } else {
      const std::size_t newline = std::min(text_.find('\n', position), text_.size());
      const std::size_t end = std::min(text_.find(format_.delimiter, position), newline);
      std::string_view cell = text_.substr(position, end - position);
      if (end == newline && cell.ends_with('\r')) cell.remove_suffix(1);
      if (!spaces || !cell.empty()) record.cells.push_back(trimmed(cell));
      position = end;
    }
    if (position >= text_.size() || text_[position] == '\n') return position + 1;
    position += format_.delimiter.size();
  }
}

// `position` is after the opening quote. Returns the position of the delimiter or newline after the cell; after a
// problem, the position to continue from.
std::size_t RecordReader::read_quoted_cell(std::size_t position, Record& record) {
  const std::size_t begin = position;
  bool escaped = false;
  while (true) {
    position = format_.backslash ? text_.find_first_of("\"\\", position) : text_.find('"', position);
    if (position < text_.size() && text_[position] == '\\') {
      escaped = true;
      position += 2;
      continue;
    }
    if (position == std::string_view::npos) {
      record.problem = "a quoted cell has no end, expected a closing '\"'";
      record.problem_cell = record.cells.size() + 1;
      return text_.size();
    }
    if (position + 1 >= text_.size() || text_[position + 1] != '"') break;
    escaped = true;
    position += 2;
  }
  std::string_view cell = text_.substr(begin, position - begin);
  if (escaped) {
    std::string& plain = unescaped_.emplace_back();
    for (std::size_t i = 0; i < cell.size(); ++i) {
      if (format_.backslash && cell[i] == '\\') {
        plain += cell[++i];
        continue;
      }
      plain += cell[i];
      if (cell[i] == '"') ++i;
    }
    cell = plain;
  }
  record.cells.push_back(cell);
  ++position;
  while (position < text_.size() && (text_[position] == ' ' || text_[position] == '\r') &&
         text_.substr(position, format_.delimiter.size()) != format_.delimiter)
    ++position;
  const bool ends = position >= text_.size() || text_[position] == '\n' ||
                    text_.substr(position, format_.delimiter.size()) == format_.delimiter;
  if (ends) return position;
  record.problem = "text follows a closing quote, expected a delimiter or the end of the line";
  record.problem_cell = record.cells.size();
  return std::min(text_.find('\n', position), text_.size()) + 1;
}

}  // namespace interplay
