#include "model/json.h"

#include <fmt/format.h>

#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

namespace interplay {

std::string json_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json parse_json(std::string_view text) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto callback = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second) {
      throw std::runtime_error("the key '" + parsed.get<std::string>() + "' stands twice");
    }
    return true;
  };
  return Json::parse(text, callback);
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
