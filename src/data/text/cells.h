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

// The values of a cell of several, in order, without blanks at their ends; empty ones are left out.
template <class Visit>
void split_cell(std::string_view cell, char separator, Visit visit) {
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(separator), cell.size());
    if (const std::string_view value = trimmed(cell.substr(0, end)); !value.empty()) visit(value);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
}

}  // namespace interplay
