#include "model/json.h"

#include <fmt/format.h>

#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

namespace interplay {
namespace {

// Looks for keys that stand twice in an object, of which a tree of values keeps one. In a pass of its own: the
// library's parser with a callback looks at all members of the object above after every object, so that time grows with
// their square.
struct UniqueKeys : nlohmann::json_sax<Json> {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  std::string fault;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys.emplace_back();
    return true;
  }
  bool key(string_t& name) override {
    if (keys.back().insert(name).second) return true;
    fault = "the key '" + name + "' stands twice";
    return false;
  }
  bool end_object() override {
    keys.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    fault = error.what();
    return false;
  }
};

}  // namespace

std::string json_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json parse_json(std::string_view text) {
  UniqueKeys check;
  if (!Json::sax_parse(text, &check)) throw std::runtime_error(check.fault);
  return Json::parse(text);
}

Json parse_json_or(std::string_view text, const std::function<void(const std::string& reason)>& fail) {
  try {
    return parse_json(text);
  } catch (const std::exception& error) {
    fail(std::string("is corrupt: its metadata cannot be understood (") + error.what() + ")");
  }
  return {};
}

std::string hexadecimal(std::uint64_t value) { return fmt::format("{:016x}", value); }

double number_or_nan(const Json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

}  // namespace interplay
