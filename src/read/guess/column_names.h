// The names that columns usually have.
#pragma once

#include <optional>
#include <string_view>

#include "interplay/schema.h"

namespace interplay {

// The role that a column of this name usually has ("movieId": item).
std::optional<Role> usual_role(std::string_view header);

}  // namespace interplay
