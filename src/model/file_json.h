// The texts of a model file: options, schema, target and history as JSON. Reading throws std::exception for
// anything that is not what writing makes; the caller says which file it was.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "interplay/model.h"
#include "interplay/options.h"
#include "model/json.h"
#include "model/plan.h"

namespace interplay {

// Recorded options by name, as text that set_option reads.
template <class Struct>
Json to_json(const Struct& values) {
  Json json = Json::object();
  for (const auto& option : options<Struct>()) {
    if (!option.recorded) continue;
    std::string value = get_option(values, option.name);
    if (option.recorded_if_set && value == get_option(Struct{}, option.name)) continue;
    json[std::string(option.name)] = std::move(value);
  }
  return json;
}

// Options that the JSON lacks keep the library's defaults: it was written before they existed.
template <class Struct>
Struct options_from_json(const Json& json) {
  Struct values;
  for (const auto& [name, text] : json.items()) set_option(values, name, text.template get<std::string>());
  return values;
}

// Vocabularies are tensors and not here.
Json to_json(const Schema& schema);
Schema schema_from_json(const Json& json, std::size_t entities);

Json to_json(const TargetInfo& target);
TargetInfo target_from_json(const Json& json);

Json to_json(const History& history);
History history_from_json(const Json& json);
// One run's history as it is, those of several in a list.
Json to_json(const std::vector<History>& histories);
std::vector<History> histories_from_json(const Json& json);

}  // namespace interplay
