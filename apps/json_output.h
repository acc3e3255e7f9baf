// JSON on output: objects composed of the library's JSON of results (interplay/json.h).
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "interplay/json.h"

namespace interplay::cli {

using Json = nlohmann::ordered_json;

// One line, with its newline. NaN and infinities become null, bytes that are not UTF-8 the replacement
// character.
std::string line_of(const Json& value);

// The library's JSON of a result, as a part of a larger object.
template <class... Result>
Json json_of(const Result&... result) {
  return Json::parse(to_json(result...));
}

}  // namespace interplay::cli
