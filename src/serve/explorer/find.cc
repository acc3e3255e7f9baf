// Search for users and items by id, title and attribute.
#include <algorithm>
#include <charconv>
#include <tuple>

#include "data/text/cells.h"
#include "recommend/alike.h"
#include "recommend/condition.h"
#include "serve/explorer/state.h"

namespace interplay::serve {
namespace {

struct Query {
  std::vector<std::string> words;  // in lower case
  std::vector<Condition> conditions;
  std::string text;  // the words as typed, in lower case
};

// A word with one of = != >= <= > < between a column of the table and a value is a condition. Values may have blanks
// between quotes: occupation="health care".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char byte : text) {
    if (byte == '"') {
      quoted = !quoted;
    } else if (byte == ' ' && !quoted) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else {
      word += byte;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool names_column(const Side& side, std::string_view word) {
  const std::size_t end = word.find_first_of("=!<>");
  if (end == 0 || end == std::string_view::npos) return false;
  return std::ranges::any_of(side.attributes(),
                             [&](std::size_t field) { return side.field(field).name == word.substr(0, end); });
}

Query query_of(const Model& model, const Side& side, std::string_view text) {
  Query query;
  for (std::string& word : words_of(text)) {
    if (names_column(side, word)) {
      query.conditions.emplace_back(word, model.star(), static_cast<std::uint32_t>(side.entity() + 1));
      continue;
    }
    query.text += (query.text.empty() ? "" : " ") + lower(word);
    query.words.push_back(lower(word));
  }
  return query;
}

// How well a row answers: the lower the better; none if it does not.
std::optional<int> rank_of(const Query& query, const std::string& id, const std::string& title) {
  if (query.words.empty()) return 0;
  const std::string low_id = lower(id), low_title = lower(title);
  if (low_id == query.text) return 0;
  if (low_title == query.text) return 1;
  for (const std::string& word : query.words)
    if (low_title.find(word) == std::string::npos && low_id.find(word) == std::string::npos) return std::nullopt;
  if (low_title.starts_with(query.text)) return 2;
  if (low_id.starts_with(query.text)) return 3;
  return 4;
}

}  // namespace

std::string Explorer::find(Role role, std::string_view text, std::size_t count) const {
  const Side& side = state_->side(role);
  const Query query = query_of(state_->model, side, text);
  std::vector<std::tuple<int, std::size_t, std::uint32_t>> found;  // rank, length of the title, row
  for (const std::uint32_t row : side.rows()) {
    if (!std::ranges::all_of(query.conditions, [&](const Condition& condition) { return condition.holds(row); }))
      continue;
    const std::string title = side.title(row);
    // Among equals a short title, which the text is more of, comes first; without words the order is that of ids.
    if (const auto rank = rank_of(query, side.id(row), title))
      found.emplace_back(*rank, query.words.empty() ? 0 : title.size(), row);
  }
  const auto last = found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size()));
  std::ranges::partial_sort(found, last);
  Value matches = Value::array();
  for (auto match = found.begin(); match != last; ++match) {
    const std::uint32_t row = std::get<2>(*match);
    matches.push_back({{"id", side.id(row)}, {"title", side.title(row)}, {"attributes", attributes_of(side, row)}});
  }
  return json::text_of({{"side", std::string(side.name())}, {"total", found.size()}, {"matches", std::move(matches)}});
}

}  // namespace interplay::serve
