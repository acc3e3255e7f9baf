// What models read of a data set.
#pragma once

#include "interplay/schema.h"

namespace interplay {

// Whether models read fields of the role: users, items and plain features.
inline bool is_input(Role role) { return role == Role::user || role == Role::item || role == Role::feature; }
inline bool is_input(const Field& field) { return is_input(field.role); }

}  // namespace interplay
