// The body of a request by a table of its fields: which there are, of what type, within what limits. The same table
// makes /openapi.json and the reference page.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

namespace interplay::serve {

enum class FieldKind {
  id,        // a text or a number, as in the data
  ids,       // a list of them
  text,      // a text
  texts,     // a list of them
  integer,   // a whole number
  number,    // a finite number
  boolean,   // true or false
  values,    // an object of texts, numbers and booleans by name: columns of a row
  objects,   // a list of objects, of `fields`
  anything,  // of answers: described in words alone
};

struct FieldSpec {
  std::string_view name;
  FieldKind kind;
  std::string_view help;  // one sentence, without a full stop
  bool required = false;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  std::span<const std::string_view> choices = {};
  std::span<const FieldSpec> fields = {};
};

// Numbers that are wanted as text, in memory that is used again.
class TextArena {
 public:
  void clear() { used_ = 0; }
  std::string_view keep(const simdjson::dom::element& number);
  std::string_view keep(std::int64_t number) { return kept(number); }
  std::string_view keep(double number) { return kept(number); }

 private:
  template <class Number>
  std::string_view kept(Number number);
  std::deque<std::array<char, 40>> texts_;
  std::size_t used_ = 0;
};

// The values of one object. Refers to the parser's document and to the arena; valid until these are used again.
class Fields {
 public:
  static constexpr std::size_t most = 24;

  // `place`: where the object stands, for messages ("requests"), with its number in that list. Throws Fault for a value
  // that is no object, for names that the table does not have (with the nearest one), for names that occur twice, for
  // values of another type or out of range, and for required ones that are missing.
  void read(const simdjson::dom::element& value, std::span<const FieldSpec> specs, TextArena& arena,
            std::string_view place = "", std::size_t number = 0);

  // Whether the table has such a field.
  bool knows(std::string_view name) const;
  bool has(std::string_view name) const { return present_[index(name)]; }
  // The functions below give what was sent or, where nothing was, `otherwise`. Precondition: the table has the field,
  // of that kind.
  std::string_view text(std::string_view name, std::string_view otherwise = "") const;  // id, text
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  double number(std::string_view name, double otherwise) const;
  bool boolean(std::string_view name, bool otherwise) const;
  // ids and texts; empty where there is none.
  void append_texts(std::string_view name, std::vector<std::string_view>& to) const;
  std::size_t size(std::string_view name) const;  // of a list
  // values: names and texts; null values are left out.
  void append_values(std::string_view name, std::vector<std::pair<std::string_view, std::string_view>>& to) const;
  simdjson::dom::array objects(std::string_view name) const;
  const FieldSpec& spec(std::string_view name) const { return specs_[index(name)]; }

  // "requests[3].user"
  std::string path(std::string_view name) const;

 private:
  std::size_t index(std::string_view name) const;
  [[noreturn]] void refuse(std::string_view name, std::string message, std::string remedy = "") const;
  void check(const FieldSpec& spec, const simdjson::dom::element& value) const;

  std::span<const FieldSpec> specs_;
  TextArena* arena_ = nullptr;
  std::string_view place_;
  std::size_t number_ = 0;
  std::array<simdjson::dom::element, most> values_;
  std::array<bool, most> present_{};
};

// The document of a body. Throws Fault (400) for text that is no JSON, saying what is wrong with it.
simdjson::dom::element parse_body(simdjson::dom::parser& parser, std::string& body);

// "a text", "a whole number from 1 to 100", ... : what a field takes.
std::string expected_of(const FieldSpec& spec);

}  // namespace interplay::serve
