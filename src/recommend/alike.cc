#include "recommend/alike.h"

#include <algorithm>
#include <set>

#include "data/text/numbers.h"
#include "interplay/options.h"

namespace interplay {
namespace {

// "Toy Story" of "Toy Story (1995)".
std::string_view without_year(std::string_view title) {
  constexpr std::size_t size = 7;  // of " (1995)"
  if (title.size() <= size) return title;
  const std::string_view end = title.substr(title.size() - size);
  const bool year =
      end.starts_with(" (") && end.ends_with(')') && std::all_of(end.begin() + 2, end.end() - 1, is_digit);
  return year ? title.substr(0, title.size() - size) : title;
}

std::string name_of(std::string_view title) { return lower(without_year(title)); }

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::vector<std::string> like(std::string_view text, const std::vector<std::string>& names, std::size_t count) {
  const std::string wanted = lower(text);
  std::vector<std::string> chosen;
  std::set<std::string> rest;
  for (const std::string& name : names) {
    const bool contains = lower(name).find(wanted) != std::string::npos;
    if (std::ranges::find(chosen, name) != chosen.end()) continue;
    if (contains && chosen.size() < count) {
      chosen.push_back(name);
    } else {
      rest.insert(name);
    }
  }
  while (chosen.size() < count && !rest.empty()) {
    std::vector<std::string> candidates;
    for (const std::string& name : rest) candidates.push_back(name_of(name));
    const std::string near =
        nearest(name_of(text), std::vector<std::string_view>(candidates.begin(), candidates.end()));
    if (near.empty()) break;
    const auto found =
        std::find_if(rest.begin(), rest.end(), [&](const std::string& name) { return name_of(name) == near; });
    chosen.push_back(*found);
    rest.erase(found);
  }
  return chosen;
}

}  // namespace interplay
