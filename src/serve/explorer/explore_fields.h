// Fields that several of the explorer's routes have.
#pragma once

#include "serve/route_fields.h"

namespace interplay::serve {

inline constexpr std::string_view side_names[] = {"user", "item"};

// clang-format off
inline constexpr FieldSpec side_field = {"side", FieldKind::text, "Users or items", true, 0, 0, side_names};
// clang-format on

// What a route about one side of the model asks for.
inline constexpr FieldSpec side_request[] = {side_field, model_field, version_field, key_field};

}  // namespace interplay::serve
