#include "data/shown.h"

#include <algorithm>

#include "interplay/text.h"

namespace interplay {
namespace {

// Whether the byte goes on with a UTF-8 sequence that an earlier one began.
bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string shown(std::string_view value) {
  constexpr std::size_t most = 40;
  // Never cut a UTF-8 sequence.
  std::size_t end = std::min(value.size(), most);
  while (end < value.size() && end > 0 && continues(value[end])) --end;
  return "'" + printable(value.substr(0, end)) + (end < value.size() ? "...'" : "'");
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) list += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) list += ", ... (" + std::to_string(names.size()) + ")";
  return list;
}

}  // namespace interplay
