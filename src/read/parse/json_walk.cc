#include "read/parse/json_walk.h"

#include <algorithm>

namespace interplay {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view between = " \t\r\n,";

// After the closing quote of the string whose text begins at `position`; the end of the text if there is none.
std::size_t after_string(std::string_view text, std::size_t position) {
  while (true) {
    const std::size_t quote = text.find('"', position);
    if (quote == std::string_view::npos) return text.size();
    std::size_t escapes = 0;
    while (quote - escapes > position && text[quote - escapes - 1] == '\\') ++escapes;
    position = quote + 1;
    if (escapes % 2 == 0) return position;
  }
}

// After the brace that closes the object that begins at `position`; the end of the text if there is none.
std::size_t after_object(std::string_view text, std::size_t position) {
  std::size_t depth = 0;
  while (position < text.size()) {
    const char c = text[position++];
    if (c == '"') position = after_string(text, position);
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return position;
  }
  return position;
}

std::size_t skip(std::string_view text, std::string_view set, std::size_t position) {
  return std::min(text.find_first_not_of(set, position), text.size());
}

}  // namespace

bool is_json(std::string_view text) {
  std::size_t position = skip(text, blanks, 0);
  const bool array = text.substr(position).starts_with('[');
  if (array) position = skip(text, blanks, position + 1);
  if (array && text.substr(position).starts_with(']')) return skip(text, blanks, position + 1) == text.size();
  if (!text.substr(position).starts_with('{')) return false;
  position = skip(text, blanks, position + 1);
  return text.substr(position).starts_with('"') || text.substr(position).starts_with('}');
}

JsonLayout json_layout(std::string_view text) {
  JsonLayout layout;
  layout.first = skip(text, blanks, 0);
  if (text.substr(layout.first).starts_with('[')) {
    ++layout.first;
    return layout;
  }
  const std::size_t newline = std::min(text.find('\n', layout.first), text.size());
  const std::size_t end = after_object(text.substr(0, newline), layout.first);
  // A first line that is damaged is one of lines if the second one is.
  layout.lines = end < newline || text.substr(0, end).ends_with('}') || text.substr(newline).starts_with("\n{");
  if (end < newline && skip(text, blanks, end) < newline) layout.lines = false;
  return layout;
}

std::vector<Range> json_ranges(std::string_view text, const JsonLayout& layout, std::size_t size) {
  if (layout.lines) return line_ranges(text, layout.first, size);
  std::vector<Range> ranges;
  std::size_t begin = layout.first;
  for (Range one = next_json_object(text, layout, begin, text.size()); one.begin < one.end;
       one = next_json_object(text, layout, one.end, text.size())) {
    if (one.end - begin < size) continue;
    ranges.push_back({begin, one.end});
    begin = one.end;
  }
  if (begin < text.size()) ranges.push_back({begin, text.size()});
  return ranges;
}

Range next_json_object(std::string_view text, const JsonLayout& layout, std::size_t position, std::size_t end) {
  text = text.substr(0, end);
  if (layout.lines) {
    position = skip(text, blanks, position);
    std::size_t after = std::min(text.find('\n', position), text.size());
    const std::size_t newline = after;
    while (after > position && blanks.find(text[after - 1]) != std::string_view::npos) --after;
    return {position, std::max(after, std::min(position, newline))};
  }
  position = skip(text, between, position);
  if (position == text.size()) return {position, position};
  if (text[position] == '{') return {position, after_object(text, position)};
  if (text[position] == ']' && skip(text, blanks, position + 1) == text.size()) return {text.size(), text.size()};
  return {position, std::min(text.find_first_of(",\n", position + 1), text.size())};
}

std::string_view raw_key(const char* key) {
  std::size_t size = 0;
  // simdjson found the closing quote.
  while (key[size] != '"') size += key[size] == '\\' ? 2 : 1;
  return {key, size};
}

}  // namespace interplay
