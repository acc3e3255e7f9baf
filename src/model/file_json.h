// The texts of a model file: options, schema, target and history as JSON. Reading throws std::exception for anything
// that writing does not produce; the caller adds the name of the file.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "interplay/model.h"
#include "interplay/options.h"
#include "model/json.h"
#include "plan/plan.h"

namespace interplay {

// The recorded options by name, as text for set_option.
template <class Struct>
Json file_json(const Struct& values) {
  Json json = Json::object();
  for (const auto& option : options<Struct>()) {
    if (!option.recorded) continue;
    std::string value = get_option(values, option.name);
    if (option.recorded_if_set && value == get_option(Struct{}, option.name)) continue;
    json[std::string(option.name)] = std::move(value);
  }
  return json;
}

// Options that the JSON lacks keep the library's defaults: the file is older than they are.
template <class Struct>
Struct options_from_json(const Json& json) {
  Struct values;
  for (const auto& [name, text] : json.items()) set_option(values, name, text.template get<std::string>());
  return values;
}

// Without the vocabularies, which are tensors.
Json file_json(const Schema& schema);
Schema schema_from_json(const Json& json, std::size_t entities);

Json file_json(const TargetInfo& target);
TargetInfo target_from_json(const Json& json);

// A list of pairs, not an object, to keep the order of metrics.
Json metrics_to_json(const MetricValues& values);
MetricValues metrics_from_json(const Json& json);

Json file_json(const History& history);
History history_from_json(const Json& json);
// The history of one run as an object, those of several runs as a list.
Json file_json(const std::vector<History>& histories);
std::vector<History> histories_from_json(const Json& json);

}  // namespace interplay
