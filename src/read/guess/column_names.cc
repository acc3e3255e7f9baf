#include "read/guess/column_names.h"

#include <array>
#include <cctype>
#include <string>

namespace interplay {
namespace {

std::string folded(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != '_' && c != '-' && c != ' ') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

}  // namespace

std::optional<Role> usual_role(std::string_view header) {
  struct Name {
    std::string_view name;
    Role role;
  };
  static constexpr std::array<Name, 25> names = {{
      {"user", Role::user},           {"userid", Role::user},    {"uid", Role::user},
      {"item", Role::item},           {"itemid", Role::item},    {"movie", Role::item},
      {"movieid", Role::item},        {"mid", Role::item},       {"iid", Role::item},
      {"product", Role::item},        {"productid", Role::item}, {"book", Role::item},
      {"bookid", Role::item},         {"rating", Role::target},  {"target", Role::target},
      {"label", Role::target},        {"score", Role::target},   {"y", Role::target},
      {"stars", Role::target},        {"timestamp", Role::time}, {"time", Role::time},
      {"unixtime", Role::time},       {"datetime", Role::time},  {"weight", Role::weight},
      {"sampleweight", Role::weight},
  }};
  const std::string plain = folded(header);
  for (const Name& known : names)
    if (known.name == plain) return known.role;
  return std::nullopt;
}

}  // namespace interplay
