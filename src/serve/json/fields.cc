#include "serve/json/fields.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "interplay/options.h"
#include "serve/fault.h"

namespace interplay::serve {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

bool is_number(const element& value) {
  const element_type type = value.type();
  return type == element_type::INT64 || type == element_type::UINT64 || type == element_type::DOUBLE;
}

double number_of(const element& value) {
  switch (value.type()) {
    case element_type::INT64:
      return static_cast<double>(value.get_int64().value_unsafe());
    case element_type::UINT64:
      return static_cast<double>(value.get_uint64().value_unsafe());
    default:
      return value.get_double().value_unsafe();
  }
}

bool is_id(const element& value) { return value.is_string() || is_number(value); }
bool is_cell(const element& value) { return is_id(value) || value.is_bool() || value.is_null(); }

template <class Holds>
bool all(const simdjson::dom::array& list, const Holds& holds) {
  return std::all_of(list.begin(), list.end(), holds);
}

bool has_type(const FieldSpec& spec, const element& value) {
  switch (spec.kind) {
    case FieldKind::id:
      return is_id(value);
    case FieldKind::ids:
      return value.is_array() && all(value.get_array().value_unsafe(), is_id);
    case FieldKind::text:
      return value.is_string();
    case FieldKind::texts:
      return value.is_array() &&
             all(value.get_array().value_unsafe(), [](const element& one) { return one.is_string(); });
    case FieldKind::integer:
      return is_number(value) && number_of(value) == std::floor(number_of(value)) && std::abs(number_of(value)) < 9e15;
    case FieldKind::number:
      return is_number(value);
    case FieldKind::boolean:
      return value.is_bool();
    case FieldKind::values: {
      if (!value.is_object()) return false;
      const auto object = value.get_object().value_unsafe();
      return std::all_of(object.begin(), object.end(), [](const auto& pair) { return is_cell(pair.value); });
    }
    case FieldKind::objects:
      return value.is_array();
    case FieldKind::anything:
      return true;
  }
  return true;
}

std::string_view type_name(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a text";
    case element_type::BOOL:
      return "true or false";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

std::string_view string_of(const element& value) { return value.get_string().value_unsafe(); }

// What was found, in a few words: long texts and lists are not repeated.
std::string shown_value(const element& value) {
  constexpr std::size_t longest = 40;
  if (value.is_string()) {
    const std::string_view text = string_of(value);
    return text.size() <= longest ? fmt::format("'{}'", text) : "a text of " + std::to_string(text.size()) + " bytes";
  }
  if (is_number(value)) return fmt::format("{}", number_of(value));
  return std::string(type_name(value));
}

}  // namespace

template <class Number>
std::string_view TextArena::kept(Number number) {
  if (used_ == texts_.size()) texts_.emplace_back();
  std::array<char, 40>& text = texts_[used_++];
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

std::string_view TextArena::keep(const element& number) {
  switch (number.type()) {
    case element_type::INT64:
      return kept(number.get_int64().value_unsafe());
    case element_type::UINT64:
      return kept(number.get_uint64().value_unsafe());
    default:
      return kept(number.get_double().value_unsafe());
  }
}

template std::string_view TextArena::kept(std::int64_t);
template std::string_view TextArena::kept(double);

std::string expected_of(const FieldSpec& spec) {
  const bool low = std::isfinite(spec.low), high = std::isfinite(spec.high);
  const std::string range = low && high ? fmt::format(" from {} to {}", spec.low, spec.high)
                            : low       ? fmt::format(" of at least {}", spec.low)
                            : high      ? fmt::format(" of at most {}", spec.high)
                                        : "";
  switch (spec.kind) {
    case FieldKind::id:
      return "an id: a text or a number";
    case FieldKind::ids:
      return "a list of ids: texts or numbers";
    case FieldKind::text:
      return spec.choices.empty() ? "a text" : fmt::format("{}", fmt::join(spec.choices, " or "));
    case FieldKind::texts:
      return "a list of texts";
    case FieldKind::integer:
      return "a whole number" + range;
    case FieldKind::number:
      return "a number" + range;
    case FieldKind::boolean:
      return "true or false";
    case FieldKind::values:
      return "an object of texts, numbers and booleans by name";
    case FieldKind::objects:
      return "a list of objects";
    case FieldKind::anything:
      return "";
  }
  return "";
}

bool Fields::knows(std::string_view name) const {
  return std::ranges::find(specs_, name, &FieldSpec::name) != specs_.end();
}

std::size_t Fields::index(std::string_view name) const {
  for (std::size_t i = 0; i < specs_.size(); ++i)
    if (specs_[i].name == name) return i;
  assert(false);
  return 0;
}

std::string Fields::path(std::string_view name) const {
  std::string text = place_.empty() ? "" : fmt::format("{}[{}]", place_, number_);
  if (!name.empty()) text += (text.empty() ? "" : ".") + std::string(name);
  return text;
}

void Fields::refuse(std::string_view name, std::string message, std::string remedy) const {
  throw Fault{400, "bad_request", path(name), std::move(message), std::move(remedy)};
}

void Fields::check(const FieldSpec& spec, const element& value) const {
  if (!has_type(spec, value))
    refuse(spec.name, fmt::format("'{}' is {}, expected {}", spec.name, shown_value(value), expected_of(spec)));
  if (spec.kind == FieldKind::integer || spec.kind == FieldKind::number) {
    const double number = number_of(value);
    if (number < spec.low || number > spec.high)
      refuse(spec.name, fmt::format("'{}' is {}, expected {}", spec.name, number, expected_of(spec)));
  }
  if (spec.choices.empty() || spec.kind != FieldKind::text) return;
  if (std::ranges::find(spec.choices, string_of(value)) != spec.choices.end()) return;
  const std::string near = nearest(string_of(value), spec.choices);
  refuse(spec.name, fmt::format("'{}' is {}, expected {}", spec.name, shown_value(value), expected_of(spec)),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

void Fields::read(const element& value, std::span<const FieldSpec> specs, TextArena& arena, std::string_view place,
                  std::size_t number) {
  assert(specs.size() <= most);
  specs_ = specs;
  arena_ = &arena;
  place_ = place;
  number_ = number;
  present_.fill(false);
  if (!value.is_object()) refuse("", fmt::format("found {}, expected an object of fields", type_name(value)));
  for (const auto& [key, given] : simdjson::dom::object(value)) {
    const auto found = std::ranges::find(specs, key, &FieldSpec::name);
    if (found == specs.end()) {
      std::vector<std::string_view> names;
      for (const FieldSpec& spec : specs) names.push_back(spec.name);
      const std::string near = nearest(key, names);
      const std::string shown(key.substr(0, 60));
      refuse(shown, fmt::format("there is no field '{}'", shown),
             near.empty() ? fmt::format("the fields are {}", fmt::join(names, ", "))
                          : fmt::format("did you mean '{}'?", near));
    }
    const auto i = static_cast<std::size_t>(found - specs.begin());
    if (present_[i]) refuse(key, fmt::format("'{}' is given twice", key), "give it once");
    if (given.is_null()) continue;
    check(*found, given);
    values_[i] = given;
    present_[i] = true;
  }
  for (std::size_t i = 0; i < specs.size(); ++i)
    if (specs[i].required && !present_[i])
      refuse(specs[i].name, fmt::format("'{}' is missing, expected {}", specs[i].name, expected_of(specs[i])));
}

std::string_view Fields::text(std::string_view name, std::string_view otherwise) const {
  const std::size_t i = index(name);
  if (!present_[i]) return otherwise;
  return values_[i].is_string() ? string_of(values_[i]) : arena_->keep(values_[i]);
}

std::int64_t Fields::integer(std::string_view name, std::int64_t otherwise) const {
  const std::size_t i = index(name);
  return present_[i] ? static_cast<std::int64_t>(number_of(values_[i])) : otherwise;
}

double Fields::number(std::string_view name, double otherwise) const {
  const std::size_t i = index(name);
  return present_[i] ? number_of(values_[i]) : otherwise;
}

bool Fields::boolean(std::string_view name, bool otherwise) const {
  const std::size_t i = index(name);
  return present_[i] ? values_[i].get_bool().value_unsafe() : otherwise;
}

std::size_t Fields::size(std::string_view name) const {
  const std::size_t i = index(name);
  return present_[i] ? values_[i].get_array().value_unsafe().size() : 0;
}

void Fields::append_texts(std::string_view name, std::vector<std::string_view>& to) const {
  const std::size_t i = index(name);
  if (!present_[i]) return;
  for (const element& one : simdjson::dom::array(values_[i]))
    to.push_back(one.is_string() ? string_of(one) : arena_->keep(one));
}

void Fields::append_values(std::string_view name,
                           std::vector<std::pair<std::string_view, std::string_view>>& to) const {
  const std::size_t i = index(name);
  if (!present_[i]) return;
  for (const auto& [key, value] : simdjson::dom::object(values_[i])) {
    if (value.is_null()) continue;
    to.emplace_back(key, value.is_string() ? string_of(value)
                         : value.is_bool() ? (value.get_bool().value_unsafe() ? "true" : "false")
                                           : arena_->keep(value));
  }
}

simdjson::dom::array Fields::objects(std::string_view name) const { return simdjson::dom::array(values_[index(name)]); }

element parse_body(simdjson::dom::parser& parser, std::string& body) {
  if (body.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Fault{400, "bad_json", "", "the body is empty, expected a JSON object",
                "send one, such as {\"user\": \"196\"}"};
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  element document;
  const auto failed = parser.parse(body.data(), body.size(), false).get(document);
  if (failed != simdjson::SUCCESS)
    throw Fault{400, "bad_json", "", fmt::format("the body is no JSON: {}", simdjson::error_message(failed)),
                "send one JSON object in UTF-8"};
  return document;
}

}  // namespace interplay::serve
