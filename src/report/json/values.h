// Wing json: results as JSON (interplay/json.h). In: a result. Out: its JSON value, and the text of that. One shape for
// the command line, servers and other languages; docs/cli.md describes it. It computes nothing.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "interplay/evaluate.h"
#include "interplay/model.h"
#include "interplay/options.h"

namespace interplay::json {

using Value = nlohmann::ordered_json;

inline std::string text_of(const Value& value) { return value.dump(-1, ' ', false, Value::error_handler_t::replace); }

// null in place of "".
inline Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

template <class Struct>
Value value_of_options(const Struct& values) {
  Value value = Value::object();
  for (const auto& option : options<Struct>())
    std::visit([&](auto member) { value[std::string(option.name)] = values.*member; }, option.member);
  return value;
}

Value value_of(const MetricValues& values);
Value value_of_histories(const Model& model);
Value value_of_l2(const Model& model);
Value value_of_chains(const Model& model);
Value value_of_calibration(const Model& model);

}  // namespace interplay::json
