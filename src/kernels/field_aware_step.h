// Steps of AdaGrad for a field-aware factorization machine with first order, over windows of rows:
//   s = b + sum_i x_i w_i + sum over pairs i < j of <v_{i,j}, v_{j,i}> x_i x_j               (Juan et al. 2016,
//   equation 4) g = slope x_i x_j v_{j,i} + 2 c v_{i,j},  G_{i,j} += g^2,  v_{i,j} -= rate g / sqrt(G_{i,j} + epsilon)
// where a row has one feature i of every field, and v_{i,j} is that feature's vector for field j. G starts at 0, so
// that epsilon = 1 is libffm's sum that starts at 1.
//
// The numbers of a feature: [quad][field][4], four numbers of every field's vector at a time, so that those for four
// fields are a cache line. A row of data touches all of its features' numbers. Pairs are handled by blocks of 4 x 4
// fields: the lines of features i for the fields J, and those of features j for the fields I, which no other block
// touches. So threads that own different blocks share nothing, and no order among blocks matters.
// The vector of a feature for its own field has no pair. Its first number in the first quad is the weight w_i.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/fused_step.h"

namespace interplay::kernels {

struct FieldAwareStep {
  FusedStep step;          // loss, rates, epsilon
  std::size_t fields = 0;  // a multiple of field_block; fields that are not there have features of zeros with x = 0
  std::size_t quads = 0;
  float l2_factors = 0, l2_linear = 0;

  std::size_t stride() const { return quads * fields * 4; }
};

constexpr std::size_t field_block = 4;

// Fields [first, first + field_block) with [second, second + field_block), first <= second. Equal ones: the pairs
// within the block, and the weights of its fields.
struct FieldBlock {
  std::uint32_t first, second;
};

// The features of a row by field, and their values. Several fields may name the same feature only where x = 0.
struct FieldAwareRow {
  const std::uint32_t* features;
  const float* x;
};

// values, sums: the numbers of feature i start at i * step.stride(), aligned to 64 bytes.
struct FieldAwareTables {
  float* values;
  float* sums;
};

// Shards of blocks: shard s is blocks[ends[s - 1] .. ends[s]), the first from 0.
struct BlockShards {
  std::span<const FieldBlock> blocks;
  std::span<const std::uint32_t> ends;
};

// partial[s * stride + r]: what the blocks of shard s add to the score of row r.
void field_aware_scores(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
                        const BlockShards& shards, float* partial, std::size_t stride);

// Steps the parameters of the blocks, row after row.
void field_aware_update(const FieldAwareStep& step, const FieldAwareTables& tables, std::span<const FieldAwareRow> rows,
                        const float* slopes, std::span<const FieldBlock> blocks);

// Row after row: the score from the bias and `shards` partial sums, its loss and slope, and a step of the bias.
// `weights` may be null: all 1. Returns the sum of the losses.
double field_aware_slopes(const FusedStep& step, const float* partial, std::size_t stride, std::size_t shards,
                          std::span<const float> targets, const float* weights, float& bias, float& bias_sum,
                          float* slopes);

}  // namespace interplay::kernels
