// Entities by the names that options of derived columns use.
#pragma once

#include <string>
#include <string_view>

#include "interplay/dataset.h"

namespace interplay {

// The table of the entity that `wanted`, a part of the option's value, names: by the name of its key, or as "user" or
// "item" by role. Throws Error(usage), listing the entities.
std::size_t entity_named(const Dataset& data, std::string_view option, const std::string& value,
                         std::string_view wanted);

// The index of the input of that name that holds numbers. Throws Error(usage), listing those that do.
std::size_t numbers_named(const Schema& schema, std::string_view option, const std::string& value,
                          std::string_view wanted);

// Throws Error(usage) if there already is a field of that name.
void refuse_repeated(const Dataset& data, std::string_view option, const std::string& value, const std::string& name);

// "option 'counts' is 'shoe', and FOUND".
[[noreturn]] void refuse_value(std::string_view option, const std::string& value, const std::string& found,
                               const std::string& remedy);

}  // namespace interplay
