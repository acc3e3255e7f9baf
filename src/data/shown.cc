#include "data/shown.h"

namespace interplay {
namespace {

// Whether the byte goes on with a UTF-8 sequence that an earlier one began.
bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::string shown(std::string_view value) {
  constexpr std::size_t most = 40;
  constexpr const char* digits = "0123456789abcdef";
  std::string text = "'";
  // Never cut a UTF-8 sequence.
  std::size_t end = std::min(value.size(), most);
  while (end < value.size() && end > 0 && continues(value[end])) --end;
  for (const char c : value.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      text += "\\x";
      text += digits[byte >> 4];
      text += digits[byte & 15];
    } else {
      text += c;
    }
  }
  return text + (end < value.size() ? "...'" : "'");
}

}  // namespace interplay
