// Flat JSON objects, one after the other: on lines of their own, or in an array, or simply following each other.
#pragma once

#include <simdjson.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "read/text.h"

namespace interplay {

// Where objects begin and end. On lines: whatever a line holds is one object, so that a damaged one ends with its line.
struct JsonLayout {
  bool lines = false;
  std::size_t first = 0;  // where the first object may begin: after the bracket of an array
};

// Whether the text is JSON, by its first characters: an object, or an array of objects.
bool is_json(std::string_view text);
JsonLayout json_layout(std::string_view text);

// Ranges of about `size` bytes that cut no object.
std::vector<Range> json_ranges(std::string_view text, const JsonLayout& layout, std::size_t size);

// The next object of [position, end), or what stands in its place, without blanks and commas around it; empty at the
// end.
Range next_json_object(std::string_view text, const JsonLayout& layout, std::size_t position, std::size_t end);

// The key between its quotes, as it is written; `key` points to its first character.
std::string_view raw_key(const char* key);

// Visits the objects of a range.
class JsonWalk {
 public:
  JsonWalk(std::string_view text, const JsonLayout& layout, Range range) : text_(text), layout_(layout), range_(range) {
    buffer_.reserve(range.end - range.begin + simdjson::SIMDJSON_PADDING);
    buffer_.assign(text.substr(range.begin, range.end - range.begin));
    buffer_.resize(buffer_.size() + simdjson::SIMDJSON_PADDING, ' ');
    position_ = range.begin;
  }

  // Calls `field(key, value)` for the fields of the next object: the key as it is written, the value a
  // simdjson::ondemand::value. `field` returns an error code, and anything but SUCCESS ends the object. False at the
  // end; otherwise `offset` is where the object begins, and `error` what is wrong with it.
  template <class Field>
  bool next(std::size_t& offset, simdjson::error_code& error, const Field& field) {
    const Range place = next_json_object(text_, layout_, position_, range_.end);
    if (place.begin == place.end) return false;
    position_ = place.end;
    offset = place.begin;
    error = visit(place, field);
    return true;
  }

  // The same characters in the text, which outlives this.
  std::string_view in_text(std::string_view part) const {
    return text_.substr(range_.begin + static_cast<std::size_t>(part.data() - buffer_.data()), part.size());
  }

 private:
  std::string_view text_;
  JsonLayout layout_;
  Range range_;
  std::string buffer_;  // the range, padded as simdjson needs it
  std::size_t position_ = 0;
  simdjson::ondemand::parser parser_;

  template <class Field>
  simdjson::error_code visit(Range place, const Field& field) {
    const char* const begin = buffer_.data() + (place.begin - range_.begin);
    const std::size_t size = place.end - place.begin;
    simdjson::ondemand::document document;
    if (const auto error =
            parser_.iterate(simdjson::padded_string_view(begin, size, size + simdjson::SIMDJSON_PADDING)).get(document))
      return error;
    simdjson::ondemand::object object;
    if (const auto error = document.get_object().get(object)) return error;
    for (auto each : object) {
      simdjson::ondemand::field one;
      if (const auto error = std::move(each).get(one)) return error;
      if (const auto error = field(raw_key(one.key().raw()), one.value())) return error;
    }
    // Something may follow the object only where the object itself was not found by its end.
    const char* after = nullptr;
    return document.current_location().get(after) ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
  }
};

}  // namespace interplay
