#include "data/encode/titles.h"

#include <string_view>
#include <unordered_map>

#include "data/shown.h"
#include "data/star_parts.h"
#include "interplay/text.h"

namespace interplay {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

constexpr std::uint32_t several = no_row;

// The row of every title, or `several`.
std::unordered_map<std::string, std::uint32_t> rows_by_title(const Star& star, std::size_t field) {
  const Vocabulary& titles = star.schema.fields[field].vocabulary;
  const SharedSpan<std::uint32_t>& codes = std::get<CategoricalColumn>(star.columns[field]).codes;
  std::unordered_map<std::string, std::uint32_t> rows;
  for (std::uint32_t row = 1; row < codes.size(); ++row) {
    if (codes[row] == 0) continue;
    const auto [known, added] = rows.try_emplace(lower(titles.id(codes[row])), row);
    if (!added) known->second = several;
  }
  return rows;
}

}  // namespace

std::optional<std::size_t> title_field(const Star& star, std::uint32_t table) {
  std::optional<std::size_t> found;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table != table || !std::holds_alternative<CategoricalColumn>(star.columns[f])) continue;
    if (field.role == Role::title || (field.name == "title" && !found)) found = f;
  }
  return found;
}

CodeMap rows_of_ids(const Vocabulary& ids, const Star& star, std::size_t table, std::vector<std::string>& notes) {
  const Entity& entity = star.entities[table];
  CodeMap rows = map_codes(ids, entity.keys);
  const auto field = ids.integers() ? std::nullopt : title_field(star, static_cast<std::uint32_t>(table + 1));
  if (!field) return rows;
  std::optional<std::unordered_map<std::string, std::uint32_t>> by_title;
  std::size_t found = 0, doubtful = 0;
  std::uint32_t first = 0, first_doubtful = 0;
  for (std::uint32_t code = 1; code < rows.size(); ++code) {
    if (rows[code] > 0) continue;
    if (!by_title) by_title = rows_by_title(star, *field);
    const auto title = by_title->find(lower(ids.id(code)));
    if (title == by_title->end()) continue;
    if (title->second == several) {
      if (doubtful++ == 0) first_doubtful = code;
      continue;
    }
    rows[code] = title->second;
    if (found++ == 0) first = code;
  }
  if (found > 0)
    notes.push_back(entity.name + ": " + counted(found, "value") + (found == 1 ? " is a title" : " are titles") +
                    ", such as " + shown(ids.id(first)) + ", which is " + shown(entity.keys.id(rows[first])));
  if (doubtful > 0)
    notes.push_back(entity.name + ": " + counted(doubtful, "value") + (doubtful == 1 ? " is a title" : " are titles") +
                    " of several, such as " + shown(ids.id(first_doubtful)) +
                    ", and count as unseen; name them by their ids");
  return rows;
}

}  // namespace interplay
