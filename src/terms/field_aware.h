// The second order of a field-aware factorization machine: every feature has a vector for each of the other fields, and
// a pair of features takes from each the vector for the field of the other,
//   sum over pairs i, j of different fields of <v_{i,F_j}, v_{j,F_i}> x_i x_j.
// Juan et al. 2016, equation 4. Pairs inside a bag would take both vectors for the own field, <v_{i,F}, v_{j,F}>: the
// own fields' vectors are a table of their own, over the fields that hold bags, which within_bags.h reads. Other fields
// have one entry per row, and need none.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// The columns of a table for `fields` fields and vectors of `rank` numbers: the vectors for all other fields in turn,
// (fields - 1) * rank.
constexpr std::size_t field_aware_columns(std::size_t fields, std::size_t rank) { return (fields - 1) * rank; }

// `source` has at least two fields, and field_aware_columns(fields, rank) columns.
std::unique_ptr<Term> field_aware(Source source, std::size_t rank);

}  // namespace interplay
