// Sums over the features of rows for a factorization machine: of x v, of x w, and of the pairs among them. Strides as
// in least_squares.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// Rows of tables of vectors v and of weights w; either may be null.
struct FeatureTables {
  const float* vectors;
  std::size_t stride;
  const float* weights;
  std::size_t weight_stride;
};

// Features codes[i] with values x[i] times `factor`; x may be null: all 1.
struct FeatureBag {
  const std::uint32_t* codes;
  const float* x;
  float factor;
  std::size_t count;
};

// Adds sum x v to `sum`. Returns sum x w plus the pairs of the features with what was in `sum` and, if `within`, with
// each other. Features are paired one by one with those before them, so that no large squares are subtracted.
float add_features(const FeatureTables& tables, const FeatureBag& bag, bool within, float* sum);

// A vector and a number for each of some rows, and the row that each of `count` records refers to.
struct SummedRows {
  const float* vectors;
  const float* numbers;
  const std::uint32_t* rows;
};

// numbers[i] = start + the numbers of record i's rows and the pairs of their vectors. Writes the sums of these vectors
// to `vectors` (count * stride floats) unless it is null.
void join_rows(const SummedRows* tables, std::size_t table_count, std::size_t count, std::size_t stride, float start,
               float* numbers, float* vectors);

// The values of one row of a table under each of several parameter sets: a vector and a number per set.
struct SummedMembers {
  const float* vectors;
  const float* numbers;
};

// join_rows of the same record for `count` parameter sets, from starts[m] on. The bits equal those of join_rows.
void join_members(const SummedMembers* tables, std::size_t table_count, std::size_t count, std::size_t stride,
                  const float* starts, float* numbers, float* vectors);

}  // namespace interplay::kernels
