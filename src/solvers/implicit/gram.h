// Sums over all rows of a side.
#pragma once

#include "base/aligned.h"
#include "kernels/panels.h"
#include "solvers/implicit/sides.h"

namespace interplay {

// sum of p p' over the rows with interactions, whole, in rows of `stride` floats.
struct Gram {
  std::size_t rank = 0, stride = 0;
  AlignedArray<float> numbers;

  const float* row(std::size_t k) const { return numbers.data() + k * stride; }
};

Gram gram_of(const Side& side, const TaskPool& pool);

// sum of s^2 over all pairs of rows of two sides.
double sum_of_squared_scores(const Gram& a, const Gram& b);

}  // namespace interplay
