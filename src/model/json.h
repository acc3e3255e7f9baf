// JSON as it stands in model files: keys sorted, nothing that depends on the machine, nothing believed when
// read.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace interplay {

using Json = nlohmann::json;  // objects are sorted by key

// Compact. Bytes that are not UTF-8 are replaced.
std::string json_text(const Json& value);

// Throws std::exception for what is not JSON, and for an object with two equal keys.
Json parse_json(std::string_view text);
// Calls `fail`, which must throw, with the reason.
Json parse_json_or(std::string_view text, const std::function<void(const std::string& reason)>& fail);

// A number, or null where it is NaN or infinite.
double number_or_nan(const Json& value);

// 16 digits.
std::string hexadecimal(std::uint64_t value);

}  // namespace interplay
