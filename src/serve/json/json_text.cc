#include "serve/json/json_text.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>

#include <simdjson.h>
#include <nlohmann/json.hpp>

namespace interplay::serve {
namespace {

void append_escaped(std::string& text, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (byte) {
    case '"':
      text += "\\\"";
      return;
    case '\\':
      text += "\\\\";
      return;
    case '\b':
      text += "\\b";
      return;
    case '\f':
      text += "\\f";
      return;
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    default:
      text += "\\u00";
      text += digits[byte >> 4];
      text += digits[byte & 15];
  }
}

}  // namespace

void append_json_string(std::string& text, std::string_view value) {
  if (!simdjson::validate_utf8(value.data(), value.size())) {
    using Json = nlohmann::json;
    text += Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  text += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    text.append(value.substr(copied, i - copied));
    append_escaped(text, byte);
    copied = i + 1;
  }
  text.append(value.substr(copied));
  text += '"';
}

void JsonText::separate() {
  if (comma_) text_ += ',';
  comma_ = true;
}

JsonText& JsonText::open(char bracket) {
  separate();
  text_ += bracket;
  comma_ = false;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  text_ += bracket;
  comma_ = true;
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  separate();
  text_ += '"';
  text_ += name;
  text_ += "\":";
  comma_ = false;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  append_json_string(text_, value);
  return *this;
}

JsonText& JsonText::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

JsonText& JsonText::integer(std::int64_t value) {
  char digits[24];
  return raw({digits, std::to_chars(digits, std::end(digits), value).ptr});
}

JsonText& JsonText::unsigned_integer(std::uint64_t value) {
  char digits[24];
  return raw({digits, std::to_chars(digits, std::end(digits), value).ptr});
}

JsonText& JsonText::number_after(double value) {
  comma_ = false;
  return number(value);
}

JsonText& JsonText::number(double value) {
  if (!std::isfinite(value)) return null();
  char digits[40];
  char* end = std::to_chars(digits, std::end(digits), value).ptr;
  // A number that is whole keeps its point, so that readers see the same type in every row.
  if (std::string_view(digits, end).find_first_of(".en") == std::string_view::npos) {
    *end++ = '.';
    *end++ = '0';
  }
  return raw({digits, end});
}

}  // namespace interplay::serve
