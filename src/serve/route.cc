#include "serve/route.h"

namespace interplay::serve {
namespace {

// Whether the path is of the pattern; fills in the variables.
bool matches(std::string_view pattern, std::string_view path, std::array<std::string_view, 4>& variables) {
  std::size_t count = 0;
  while (true) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) return pattern == path;
    if (!path.starts_with(pattern.substr(0, brace))) return false;
    path.remove_prefix(brace);
    pattern.remove_prefix(pattern.find('}') + 1);
    const std::string_view value = path.substr(0, path.find('/'));
    if (value.empty() || count == variables.size()) return false;
    variables[count++] = value;
    path.remove_prefix(value.size());
  }
}

}  // namespace

Match match_route(std::string_view method, std::string_view path) {
  Match match;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const auto routes = route_table();
  for (std::size_t i = 0; i < routes.size(); ++i)
    for (const std::string_view pattern : routes[i]->paths) {
      if (!matches(pattern, path, match.variables)) continue;
      match.path_exists = true;
      match.allowed = routes[i]->method;
      if (routes[i]->method != wanted) continue;
      match.route = routes[i];
      match.number = i;
      return match;
    }
  return match;
}

}  // namespace interplay::serve
