// Looks up an entry of a table by its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interplay/error.h"
#include "interplay/options.h"

namespace interplay {

// `what`: "loss". `names`: all names that exist. `word`: the part of `wanted` that is compared with names.
[[noreturn]] inline void unknown_name(std::string_view what, std::string_view wanted,
                                      const std::vector<std::string_view>& names, std::string_view word) {
  std::string list;
  for (const std::string_view known : names) list += (list.empty() ? "" : ", ") + std::string(known);
  const std::string near = nearest(word, names);
  throw Error(Code::usage, "there is no " + std::string(what) + " '" + std::string(wanted) + "'",
              (near.empty() ? "" : "did you mean '" + near + "'? ") + ("choose one of " + list));
}

// The same for a table of pointers; `name_of(item)` is an entry's name.
template <class Table, class NameOf>
decltype(auto) item_named(std::string_view what, std::string_view wanted, const Table& table, const NameOf& name_of) {
  std::vector<std::string_view> names;
  for (const auto* item : table) {
    if (name_of(*item) == wanted) return *item;
    names.push_back(name_of(*item));
  }
  unknown_name(what, wanted, names, wanted);
}

}  // namespace interplay
