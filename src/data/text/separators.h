// What stands between the values of a bag's cell, as a field keeps it: one character as `separator`, a longer text as
// `reading`.
#pragma once

#include <string>

#include "interplay/schema.h"

namespace interplay {

// Precondition: a field of bags.
inline std::string separator_of(const Field& field) {
  return field.reading.empty() ? std::string(1, field.separator) : field.reading;
}

inline void set_separator(Field& field, const std::string& separator) {
  field.separator = separator.front();
  field.reading = separator.size() > 1 ? separator : "";
}

}  // namespace interplay
