// Columns that hold nothing.
#pragma once

#include "interplay/dataset.h"

namespace interplay {

// A column without rows.
inline Column empty_column(Kind kind) {
  if (kind == Kind::numeric) return NumericColumn{};
  if (kind == Kind::categorical) return CategoricalColumn{};
  return MultiColumn{};
}

}  // namespace interplay
