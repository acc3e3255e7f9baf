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

// Cells outside of lines that hold something, as spreadsheets write them: ",,,".
bool all_empty(const std::vector<std::string_view>& cells) {
  return std::ranges::all_of(cells, [](std::string_view cell) { return cell.empty(); });
}

void cut_at_blanks(std::string_view line, Record& record) {
  const char* p = line.data();
  const char* const end = p + line.size();
  while (true) {
    while (p < end && is_blank(*p)) ++p;
    if (p == end) return;
    const char* const cell = p;
    while (p < end && !is_blank(*p)) ++p;
    record.cells.emplace_back(cell, static_cast<std::size_t>(p - cell));
  }
}

}  // namespace

RecordReader::RecordReader(std::string_view text, std::size_t begin, std::size_t end, const TextFormat& format,
                           std::deque<std::string>& unescaped)
    : text_(text),
      position_(begin),
      end_(end),
      format_(format),
      blanks_(format.delimiter == blanks_delimiter),
      unescaped_(unescaped) {}

bool RecordReader::next(Record& record) {
  while (position_ < end_) {
    const char* start = text_.data() + position_;
    const auto* found = static_cast<const char*>(std::memchr(start, '\n', text_.size() - position_));
    const std::size_t newline = found != nullptr ? static_cast<std::size_t>(found - text_.data()) : text_.size();
    std::string_view line = text_.substr(position_, newline - position_);
    record.offset = position_;
    record.problem = nullptr;
    record.cells.clear();
    position_ = newline + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (is_blank(line[0]) && blank_line(line)) ||
        (!format_.comment.empty() && line.starts_with(format_.comment)))
      continue;
    if (!is_plain(line))
      position_ = read_escaped_record(record);
    else if (blanks_)
      cut_at_blanks(line, record);
    else
      cut(line, record);
    if (record.problem == nullptr && record.cells[0].empty() && all_empty(record.cells)) continue;
    return true;
  }
  return false;
}

bool RecordReader::is_plain(std::string_view line) const {
  return (!format_.quotes || std::memchr(line.data(), '"', line.size()) == nullptr) &&
         (!format_.backslash || std::memchr(line.data(), '\\', line.size()) == nullptr);
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

// The size of the delimiter that stands there; 0 if none does.
std::size_t RecordReader::delimiter_at(std::size_t position) const {
  if (position >= text_.size()) return 0;
  if (blanks_) return is_blank(text_[position]) ? 1 : 0;
  return text_.substr(position).starts_with(format_.delimiter) ? format_.delimiter.size() : 0;
}

// Whether a backslash stands there and takes what follows as it is.
bool RecordReader::escapes_at(std::size_t position) const {
  if (!format_.backslash || text_[position] != '\\' || position + 1 >= text_.size()) return false;
  const char next = text_[position + 1];
  return next == '\\' || next == '"' || delimiter_at(position + 1) > 0;
}

// A part of the text as it is meant: `quoted`, two quotes are one.
std::string_view RecordReader::without_escapes(std::string_view cell, bool quoted) {
  std::string& plain = unescaped_.emplace_back();
  const auto begin = static_cast<std::size_t>(cell.data() - text_.data());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (escapes_at(begin + i))
      ++i;
    else if (quoted && cell[i] == '"')
      ++i;
    plain += cell[i];
  }
  return plain;
}

// A record with quotes or backslashes, which starts at position_. Returns where the next record starts.
std::size_t RecordReader::read_escaped_record(Record& record) {
  std::size_t position = record.offset;
  while (true) {
    while (position < text_.size() && (text_[position] == ' ' || (blanks_ && text_[position] == '\t'))) ++position;
    if (format_.quotes && position < text_.size() && text_[position] == '"') {
      position = read_quoted_cell(position + 1, record);
      if (record.problem != nullptr) return position;
    } else {
      position = read_plain_cell(position, record);
    }
    if (position >= text_.size() || text_[position] == '\n') return position + 1;
    position += delimiter_at(position);
  }
}

// Where the cell that begins at `position` without a quote ends; `escaped` if it holds an escape.
std::size_t RecordReader::end_of_plain_cell(std::size_t position, bool& escaped) const {
  if (!format_.backslash) {
    // A text may hold no delimiter at all.
    const std::string_view lines = text_.substr(0, text_.find('\n', position));
    const std::size_t end = blanks_ ? lines.find_first_of(" \t", position) : lines.find(format_.delimiter, position);
    return std::min(end, lines.size());
  }
  for (; position < text_.size() && text_[position] != '\n' && delimiter_at(position) == 0; ++position) {
    if (!escapes_at(position)) continue;
    escaped = true;
    ++position;
  }
  return position;
}

// Returns the position of the delimiter or newline after the cell.
std::size_t RecordReader::read_plain_cell(std::size_t position, Record& record) {
  bool escaped = false;
  const std::size_t end = end_of_plain_cell(position, escaped);
  std::string_view cell = text_.substr(position, end - position);
  if ((end == text_.size() || text_[end] == '\n') && cell.ends_with('\r')) cell.remove_suffix(1);
  if (escaped) cell = without_escapes(cell, false);
  // Blanks at the end of a line separate nothing.
  if (!blanks_ || !cell.empty()) record.cells.push_back(trimmed(cell));
  return end;
}

// `position` is after the opening quote. Returns the position of the delimiter or newline after the cell; after a
// problem, the position to continue from.
std::size_t RecordReader::read_quoted_cell(std::size_t position, Record& record) {
  const std::size_t begin = position;
  // A stray quote takes no other lines along.
  const auto after_first_line = [&] { return std::min(text_.find('\n', record.offset), text_.size()) + 1; };
  bool escaped = false;
  while (true) {
    position = format_.backslash ? text_.find_first_of("\"\\", position) : text_.find('"', position);
    if (position == std::string_view::npos) {
      record.problem = "a quoted cell has no end, expected a closing '\"'";
      record.problem_cell = record.cells.size() + 1;
      return after_first_line();
    }
    if (text_[position] == '\\') {
      const bool escape = escapes_at(position);
      escaped = escaped || escape;
      position += escape ? 2 : 1;
      continue;
    }
    if (position + 1 >= text_.size() || text_[position + 1] != '"') break;
    escaped = true;
    position += 2;
  }
  const std::string_view cell = text_.substr(begin, position - begin);
  record.cells.push_back(escaped ? without_escapes(cell, true) : cell);
  ++position;
  while (position < text_.size() && (text_[position] == ' ' || text_[position] == '\r') && delimiter_at(position) == 0)
    ++position;
  const bool ends = position >= text_.size() || text_[position] == '\n' || delimiter_at(position) > 0;
  if (ends) return position;
  record.problem = "text follows a closing quote, expected a delimiter or the end of the line";
  record.problem_cell = record.cells.size();
  return after_first_line();
}

}  // namespace interplay
