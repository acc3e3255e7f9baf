// Terms with a column for each field, for heads that learn how much each counts.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// Column f is w_f, the field's pooled weight. The source has one column and `fields` fields.
std::unique_ptr<Term> linear_by_field(Source source, std::size_t fields);

// Column f is <v_f, s - v_f>, where s is the sum of all fields' pooled vectors: how the field goes with all others
// together. Half the sum of the columns is the pairwise term.
std::unique_ptr<Term> pairwise_by_field(Source source, std::size_t fields);

}  // namespace interplay
