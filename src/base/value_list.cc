#include "interplay/value_list.h"

namespace interplay {
namespace {

bool is_special(char c) { return c == ',' || c == '\\'; }

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> values;
  if (text.empty()) return values;
  values.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      values.emplace_back();
      continue;
    }
    if (text[i] == '\\' && i + 1 < text.size() && is_special(text[i + 1])) ++i;
    values.back() += text[i];
  }
  return values;
}

std::string join_list(std::span<const std::string> values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    for (const char c : values[i]) {
      if (is_special(c)) text += '\\';
      text += c;
    }
  }
  return text;
}

void append_list(std::string& list, std::string_view more) {
  if (list.empty()) {
    list = more;
    return;
  }
  const std::size_t kept = list.find_last_not_of('\\') + 1;  // 0 if there is nothing but backslashes
  if ((list.size() - kept) % 2 == 1) list += '\\';
  list += ',';
  list += more;
}

}  // namespace interplay
