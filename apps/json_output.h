// The JSON shapes of results; docs/cli.md describes them.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "interplay/data.h"
#include "interplay/evaluate.h"
#include "interplay/train.h"

namespace interplay::cli {

using Json = nlohmann::ordered_json;

// One line, with its newline. NaN and infinities become null, bytes that are not UTF-8 the replacement
// character.
std::string line_of(const Json& value);

Json to_json(const MetricValues& values);
Json to_json(const EpochRecord& record);
Json to_json(const History& history);
// The history of one run as an object, those of an ensemble as a list.
Json histories_to_json(const Model& model);
Json to_json(const Evaluation& evaluation);
Json to_json(const Event& event);

// Every option by name, with its type.
template <class Struct>
Json options_to_json(const Struct& values);

}  // namespace interplay::cli
