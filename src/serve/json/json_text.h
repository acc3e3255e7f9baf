// JSON written straight into a text whose memory is used again: the same text as interplay/json.h has for equal values,
// for answers that are made thousands of times a second.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace interplay::serve {

class JsonText {
 public:
  explicit JsonText(std::string& text) : text_(text) {}

  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_list() { return open('['); }
  JsonText& end_list() { return close(']'); }
  // Keys are plain names of ours and are not escaped.
  JsonText& key(std::string_view name);

  JsonText& text(std::string_view value);
  JsonText& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonText& null() { return raw("null"); }
  JsonText& integer(std::int64_t value);
  JsonText& unsigned_integer(std::uint64_t value);
  // NaN and infinities are null.
  JsonText& number(double value);
  // The number of a key that `raw` has ended with.
  JsonText& number_after(double value);
  // A value that is JSON already.
  JsonText& raw(std::string_view json);

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  void separate();

  std::string& text_;
  bool comma_ = false;
};

// In quotes; bytes that are not UTF-8 become the replacement character.
void append_json_string(std::string& text, std::string_view value);

}  // namespace interplay::serve
