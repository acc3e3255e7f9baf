// Cells of text: their blanks, and those that hold several values.
#pragma once

#include <algorithm>
#include <string_view>

namespace interplay {

// Without blanks (spaces and tabs) at both ends: what readers make of a cell that is not quoted.
inline std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Whether the cell is a list of plain values as Python and JSON write it: ['Action', 'Sci-Fi'].
inline bool is_list_literal(std::string_view cell) {
  if (cell.size() < 2 || cell.front() != '[' || cell.back() != ']') return false;
  const std::string_view inner = trimmed(cell.substr(1, cell.size() - 2));
  return inner.empty() || (inner.front() != '[' && inner.front() != '{' && inner.front() != '(');
}

// The values of such a list, in order, without their quotes; empty ones are left out.
template <class Visit>
void split_list_literal(std::string_view cell, Visit visit) {
  std::string_view rest = trimmed(cell.substr(1, cell.size() - 2));
  while (!rest.empty()) {
    const bool quoted = rest.front() == '\'' || rest.front() == '"';
    std::size_t end = quoted ? 1 : std::min(rest.find(','), rest.size());
    while (quoted && end < rest.size() && rest[end] != rest.front()) end += rest[end] == '\\' ? 2 : 1;
    end = std::min(end, rest.size());
    if (const std::string_view value = trimmed(rest.substr(quoted, end - quoted)); !value.empty()) visit(value);
    rest.remove_prefix(std::min(rest.find(',', end), rest.size()));
    rest = trimmed(rest.substr(std::min<std::size_t>(1, rest.size())));
  }
}

// The values of a cell of several, in order, without blanks at their ends; empty ones are left out. `separator` is not
// empty. Where it is a comma, the cell may be a list as above.
template <class Visit>
void split_cell(std::string_view cell, std::string_view separator, Visit visit) {
  if (separator == "," && is_list_literal(trimmed(cell))) return split_list_literal(trimmed(cell), visit);
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(separator), cell.size());
    if (const std::string_view value = trimmed(cell.substr(0, end)); !value.empty()) visit(value);
    cell.remove_prefix(std::min(end + separator.size(), cell.size()));
  }
}

}  // namespace interplay
