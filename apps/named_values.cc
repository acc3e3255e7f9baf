#include "named_values.h"

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay::cli {

NamedTexts named_values(const Arguments& arguments, std::string_view flag) {
  NamedTexts values;
  for (const std::string& piece : arguments.list(flag)) {
    const auto equals = piece.find('=');
    if (equals == std::string::npos && !values.empty()) {
      values.back().second += "," + piece;
      continue;
    }
    if (equals == std::string::npos || equals == 0)
      throw Error(Code::usage, fmt::format("--{} is given '{}', expected COLUMN=VALUE", flag, piece),
                  fmt::format("as in --{} {}", flag, flag == "set" ? "hour=13" : "age=31"));
    values.emplace_back(piece.substr(0, equals), piece.substr(equals + 1));
  }
  return values;
}

}  // namespace interplay::cli
