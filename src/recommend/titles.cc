#include "recommend/titles.h"

#include <algorithm>
#include <set>

namespace interplay {
namespace {

// Of ASCII letters; others stay.
std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "Toy Story" of "Toy Story (1995)".
std::string_view without_year(std::string_view title) {
  constexpr std::size_t size = 7;  // of " (1995)"
  if (title.size() <= size) return title;
  const std::string_view end = title.substr(title.size() - size);
  const bool year =
      end.starts_with(" (") && end.ends_with(')') && std::all_of(end.begin() + 2, end.end() - 1, is_digit);
  return year ? title.substr(0, title.size() - size) : title;
}

}  // namespace

Titles::Titles(const Star& star, std::uint32_t table) {
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    const auto* column = std::get_if<CategoricalColumn>(&star.columns[f]);
    if (field.table != table || column == nullptr) continue;
    if (field.role != Role::title && (field.name != "title" || field_ != nullptr)) continue;
    field_ = &field;
    column_ = column;
  }
}

std::string Titles::of(std::uint32_t row) const {
  if (column_ == nullptr || column_->codes[row] == 0) return "";
  return field_->vocabulary.id(column_->codes[row]);
}

std::vector<std::uint32_t> Titles::rows_of(std::string_view title, const std::vector<std::uint32_t>& rows) const {
  std::vector<std::uint32_t> found;
  const std::string wanted = lower(title);
  for (const std::uint32_t row : rows)
    if (const std::string known = of(row); !known.empty() && lower(known) == wanted) found.push_back(row);
  return found;
}

std::vector<std::string> Titles::like(std::string_view text, const std::vector<std::uint32_t>& rows,
                                      std::size_t count) const {
  const std::string wanted = lower(text);
  const auto name_of = [](std::string_view title) { return lower(without_year(title)); };
  std::vector<std::string> chosen;
  std::set<std::string> rest;
  for (const std::uint32_t row : rows) {
    const std::string known = of(row);
    if (known.empty()) continue;
    if (chosen.size() < count && lower(known).find(wanted) != std::string::npos &&
        std::find(chosen.begin(), chosen.end(), known) == chosen.end()) {
      chosen.push_back(known);
    } else {
      rest.insert(known);
    }
  }
  while (chosen.size() < count && !rest.empty()) {
    std::vector<std::string> candidates;
    for (const std::string& title : rest) candidates.push_back(name_of(title));
    const std::string near =
        nearest(name_of(text), std::vector<std::string_view>(candidates.begin(), candidates.end()));
    if (near.empty()) break;
    const auto found =
        std::find_if(rest.begin(), rest.end(), [&](const std::string& title) { return name_of(title) == near; });
    chosen.push_back(*found);
    rest.erase(found);
  }
  return chosen;
}

}  // namespace interplay
