#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "interplay/error.h"
#include "interplay/store.h"

namespace interplay {
namespace {

constexpr double kilo = 1000, kibi = 1024;
constexpr std::array<std::pair<std::string_view, double>, 14> units = {{{"", 1},
                                                                        {"b", 1},
                                                                        {"k", kilo},
                                                                        {"kb", kilo},
                                                                        {"kib", kibi},
                                                                        {"m", kilo* kilo},
                                                                        {"mb", kilo* kilo},
                                                                        {"mib", kibi* kibi},
                                                                        {"g", kilo* kilo* kilo},
                                                                        {"gb", kilo* kilo* kilo},
                                                                        {"gib", kibi* kibi* kibi},
                                                                        {"t", kilo* kilo* kilo* kilo},
                                                                        {"tb", kilo* kilo* kilo* kilo},
                                                                        {"tib", kibi* kibi* kibi* kibi}}};

[[noreturn]] void refuse(const std::string& text) {
  throw Error(Code::usage, "option 'memory_limit' is '" + text + "', expected a number of bytes, or one with a unit",
              "write it as 2GB, 512MB or 1.5GiB");
}

}  // namespace

std::optional<std::uint64_t> memory_limit(const std::string& text) {
  if (text.empty()) return std::nullopt;
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || !std::isfinite(number) || number <= 0) refuse(text);
  std::string unit;
  for (const char* c = rest; c != end; ++c)
    if (*c != ' ') unit += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
  const auto found = std::ranges::find(units, std::string_view(unit), [](const auto& each) { return each.first; });
  if (found == units.end()) refuse(text);
  // Below, a program that reads nothing has no room.
  constexpr double least = 64e6, most = 1e18;
  const double bytes = number * found->second;
  if (bytes > most) refuse(text);
  if (bytes < least)
    throw Error(Code::usage, "option 'memory_limit' is '" + text + "', and the program itself takes up to 64 MB",
                "give at least 64MB");
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace interplay
