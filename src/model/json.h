// JSON of model files: keys are sorted, nothing depends on the machine, and nothing is trusted when read.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace interplay {

using Json = nlohmann::json;  // objects are sorted by key

// Compact text. Bytes that are not UTF-8 are replaced.
std::string json_text(const Json& value);

// Throws std::exception for text that is not JSON, and for an object with two equal keys.
Json parse_json(std::string_view text);
// The same, but calls `fail`, which must throw, with the reason.
Json parse_json_or(std::string_view text, const std::function<void(const std::string& reason)>& fail);

// A number, or null where it is NaN or infinite.
double number_or_nan(const Json& value);

// 16 digits.
std::string hexadecimal(std::uint64_t value);

}  // namespace interplay
