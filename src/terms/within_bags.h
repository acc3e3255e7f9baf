// Pairs of entries of the same bag: the sum over fields f and over pairs i < j of f's entries of x_i x_j <v_i, v_j>, as
// half of (square of the sum minus sum of the squares) of every field. A field-aware factorization machine reads the
// own fields' vectors so (field_aware.h).
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// The source is a table that pools squares.
std::unique_ptr<Term> within_bags(Source source);

}  // namespace interplay
