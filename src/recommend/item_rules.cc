#include "recommend/item_rules.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/text.h"
#include "recommend/alike.h"
#include "recommend/condition.h"

namespace interplay {
namespace {

// Rows of the items by id and by title.
class Names {
 public:
  Names(const Vocabulary& keys, const std::vector<std::uint32_t>& rows, const Titles& titles)
      : keys_(keys), rows_(rows) {
    if (!titles.known()) return;
    for (const std::uint32_t row : rows)
      if (const std::string title = titles.of(row); !title.empty()) by_title_.emplace(lower(title), row);
  }

  // Those that `text` names: one by its id, or else all of that title.
  std::vector<std::uint32_t> rows_of(const std::string& text) const {
    if (const std::uint32_t row = keys_.code(text); row > 0 && std::ranges::binary_search(rows_, row)) return {row};
    std::vector<std::uint32_t> rows;
    const auto [first, last] = by_title_.equal_range(lower(text));
    for (auto titled = first; titled != last; ++titled) rows.push_back(titled->second);
    return rows;
  }

 private:
  const Vocabulary& keys_;
  const std::vector<std::uint32_t>& rows_;
  std::unordered_multimap<std::string, std::uint32_t> by_title_;
};

std::unordered_set<std::uint32_t> named(const std::vector<std::string>& texts, const Names& names, ItemSet& result) {
  std::unordered_set<std::uint32_t> rows;
  for (const std::string& text : texts) {
    const std::vector<std::uint32_t> of_text = names.rows_of(text);
    if (of_text.empty()) result.unknown.push_back(text);
    rows.insert(of_text.begin(), of_text.end());
  }
  return rows;
}

[[noreturn]] void nothing_left(const std::string& rule, std::size_t before, bool first, const std::string& remedy) {
  throw Error(Code::not_found,
              rule + " leaves none of the " + counted(before, "item") + (first ? "" : " that the other filters left"),
              remedy);
}

}  // namespace

ItemSet items_by(const ItemRules& rules, const Star& star, std::uint32_t table, const std::vector<std::uint32_t>& rows,
                 const Titles& titles) {
  ItemSet result;
  std::vector<std::uint32_t> left = rows;
  for (const std::string& text : rules.only) {
    const Condition condition(text, star, table);
    if (condition.is_of_unknown() && condition.excludes()) {
      result.notes.push_back("the condition " + shown(text) +
                             " holds for every item: " + condition.values_there_are(rows));
      continue;
    }
    if (condition.is_of_unknown())
      throw Error(Code::not_found, "no item is what the condition " + shown(text) + " compares with",
                  condition.values_there_are(rows));
    std::vector<std::uint32_t> kept;
    std::ranges::copy_if(left, std::back_inserter(kept), [&](std::uint32_t row) { return condition.holds(row); });
    if (kept.empty())
      nothing_left("the condition " + shown(text), left.size(), left.size() == rows.size(),
                   condition.values_there_are(left));
    left = std::move(kept);
  }
  const Names names(star.entities[table - 1].keys, rows, titles);
  const auto keep = [&](const std::unordered_set<std::uint32_t>& listed, bool wanted, const std::string& what,
                        const std::string& remedy) {
    const std::size_t before = left.size();
    std::erase_if(left, [&](std::uint32_t row) { return listed.contains(row) != wanted; });
    if (left.empty()) nothing_left(what, before, before == rows.size(), remedy);
  };
  if (rules.allow) {
    const auto allowed = named(*rules.allow, names, result);
    std::string remedy = "write ids or titles of items seen in training, one a line";
    if (!result.unknown.empty()) {
      std::vector<std::string> known;
      for (const std::uint32_t row : rows)
        if (std::string title = titles.of(row); !title.empty()) known.push_back(std::move(title));
      if (const auto near = like(result.unknown.front(), known, 3); !near.empty()) {
        remedy += "; like " + shown(result.unknown.front()) + " are";
        for (std::size_t i = 0; i < near.size(); ++i) remedy += (i > 0 ? ", " : " ") + shown(near[i]);
      }
    }
    keep(allowed, true, "the list of allowed items", remedy);
  }
  if (!rules.deny.empty())
    keep(named(rules.deny, names, result), false, "the list of denied items", "deny fewer of them");

  result.bits.assign((rows.size() + 63) / 64, 0);
  for (const std::uint32_t row : left) {
    const auto position = static_cast<std::size_t>(std::ranges::lower_bound(rows, row) - rows.begin());
    result.bits[position / 64] |= std::uint64_t{1} << position % 64;
  }
  result.count = left.size();
  return result;
}

}  // namespace interplay
