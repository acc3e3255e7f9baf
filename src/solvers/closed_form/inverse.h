// The inverse of a large symmetric matrix, in its own memory.
#pragma once

#include <cstddef>
#include <functional>

#include "base/task_pool.h"

namespace interplay {

// A symmetric matrix of n x n floats, `stride` from row to row, of which the lower triangle counts.
struct SymmetricMatrix {
  float* data;
  std::size_t n, stride;

  float* row(std::size_t i) const { return data + i * stride; }
};

// Replaces a positive definite matrix by its negative inverse; what stands above the diagonal afterwards means nothing.
// n^3 / 2 multiplications. Calls keep_going(share done) on the caller's thread now and then, and returns false, with
// the matrix spoiled, when it says no. Throws Error(diverged) if a pivot is not above 0. The bits do not depend on the
// number of threads.
bool negative_inverse(const SymmetricMatrix& a, const TaskPool& pool, const std::function<bool(double)>& keep_going);

// Bytes that it takes besides the matrix.
double inverse_bytes(std::size_t n);

}  // namespace interplay
