// The first order of FwFM without weights of its own (Pan et al. 2018): with v_f the pooled vector of field f, the sum
// over fields of <v_f, w_f>, where w_f is one vector for the field, or the field's second pooled vector.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// One vector w_f for each of `fields` fields: tensor "field_weights", fields x rank, from uniform numbers in [-0.01,
// 0.01].
std::unique_ptr<Term> field_weights(Source source, std::size_t fields, std::size_t rank);

// w_f is the pooled vector of the second half of the columns, of which the source has 2 * rank.
std::unique_ptr<Term> paired_halves(Source source, std::size_t rank);

}  // namespace interplay
