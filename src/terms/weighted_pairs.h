// The second order of machines that weigh pairs of fields: with v_f the pooled vector of field f,
//   sum over f < g of v_f^T W_fg v_g,
// where W_fg is a number times the identity (FwFM, Pan et al. 2018), a diagonal (the vector form) or a whole matrix
// (FmFM, Sun et al. 2021). Pairs inside a bag do not count.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

enum class PairForm { number, vector, matrix };

// Reads the first `rank` numbers of the vectors of `fields` fields. Tensor "pairs/weight", pairs in the order (0, 1),
// (0, 2) ... (1, 2) ...: pairs x 1, pairs x rank, or pairs * rank rows of rank numbers, those of W_fg below each other.
// They start as 1 or the identity, as a plain factorization machine.
std::unique_ptr<Term> weighted_pairs(Source source, std::size_t fields, std::size_t rank, PairForm form);

}  // namespace interplay
