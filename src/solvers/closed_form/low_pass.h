// The space of the leading singular vectors of a sparse matrix.
//   in: X, weighed.  out: an orthonormal basis of it.  Called by: fit_filter.
#pragma once

#include <cstdint>
#include <functional>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "solvers/closed_form/interactions.h"

namespace interplay {

struct LowPass {
  AlignedArray<float> basis;  // by code of an item; row 0 is 0
  std::size_t rank = 0;

  const float* of(std::uint32_t item) const { return basis.data() + item * rank; }
};

// An orthonormal basis of the right singular vectors of X with the `rank` greatest singular values, by orthogonal
// iteration (Golub and Van Loan, 7.3.2) from normal numbers: V <- orthonormal(X'X V), ten times. Vectors whose singular
// values lie close to the last ones come in to a part. Where X has a smaller rank, or singular values that are 0 to
// single precision beside the greatest, the columns in excess are 0. The bits do not depend on the number of threads.
// Empty if keep_going says no. Throws Error(usage) before it takes more memory than there is.
LowPass leading_space(const Interactions& x, std::size_t rank, std::uint64_t seed, const TaskPool& pool,
                      const std::function<bool(double)>& keep_going);

}  // namespace interplay
