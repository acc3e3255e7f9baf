// Observations of many small least-squares problems, and their sums. Strides as in least_squares.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/panels.h"

namespace interplay::kernels {

// The number of observations that are made at a time: they stay in the first-level cache.
constexpr std::size_t observation_tile = 64;

// Another table of an observation: per row a vector, a number, and the root of a factor of the weight.
struct OtherTable {
  const float* vectors;
  const float* numbers;
  const float* roots;     // null: all 1
  const float* weighted;  // the vectors times the roots; may be null
};

struct ObservationList {
  const OtherTable* others;
  std::size_t other_count;
  const std::uint32_t* rows;  // [observation][other]
  const float* targets;       // by observation
  const float* weights;       // null: all 1
  std::size_t count, stride;  // count <= observation_tile
  // This many of the others, at their end, have only numbers: no vectors and no roots.
  std::size_t without_vectors = 0;
};

// sqrt(o) [R, 1, T] for every observation, so that products of two of its numbers have the weight o.
struct Observations {
  const float* vectors[observation_tile];
  float roots[observation_tile], targets[observation_tile];
  std::size_t count;
};

// Sums over observations: of the weights o, of o T and of o T^2.
struct ObservationTotals {
  double weight = 0, target = 0, squares = 0;

  void scale(double by) {
    weight *= by;
    target *= by;
    squares *= by;
  }
};

// R is the sum of the others' vectors, and T = target - bias - sum of the others' numbers - |R|^2 / 2. The last part is
// only for several others with vectors (their numbers are then a - |v|^2 / 2, so that all pairs among them are counted
// once). `memory`: observation_tile * stride floats for vectors that are not in a table already.
void make_observations(const ObservationList& list, float bias, float* memory, Observations& out);

// Adds the sums sum o R R', sum o R and sum o T R, in this order, and the totals.
void add_observations(const Observations& observations, const Panels& panels, float* sums, ObservationTotals& totals);

// x' square x
float quadratic(const float* square, const float* x, const Panels& panels);

}  // namespace interplay::kernels
