// Entities as options of derived columns name them.
#pragma once

#include <string>
#include <string_view>

#include "interplay/dataset.h"

namespace interplay {

// The table of the entity that `wanted`, a part of the option's value, names: by its key's name, or as "user" or "item"
// by its role. Throws Error(usage) that lists the entities.
std::size_t entity_named(const Dataset& data, std::string_view option, const std::string& value,
                         std::string_view wanted);

// Throws Error(usage) where there is a field of that name.
void refuse_repeated(const Dataset& data, std::string_view option, const std::string& value, const std::string& name);

// "option 'counts' is 'shoe', and FOUND".
[[noreturn]] void refuse_value(std::string_view option, const std::string& value, const std::string& found,
                               const std::string& remedy);

}  // namespace interplay
