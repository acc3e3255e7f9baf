// One step of stochastic gradient descent for a factorization machine, fused: gather, score, gradient and update of
// one row at a time, over a run of rows.
//   s = b + sum_i x_i w_i + (|S|^2 - sum_i |x_i v_i|^2) / 2,  S = sum_i x_i v_i        (Rendle 2010, Lemma 3.1)
//   v_i -= rate * (g x_i (S - x_i v_i) + 2 c_i v_i),  w_i -= linear_rate * (g x_i + 2 d_i w_i),  b -= bias_rate * g
// with g = d loss / d s. With Adagrad, every coordinate's step is divided by the root of the sum of its squared
// gradients so far (Duchi, Hazan, Singer 2011).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace interplay::kernels {

// A working row: `factors` floats (a multiple of 8, padding zero), then these numbers. Everything that a step reads of
// a feature is together: one or two cache lines in addition to those of the factors.
enum FusedSlot : std::size_t {
  fused_weight = 0,      // w
  fused_l2_factors = 1,  // c
  fused_l2_linear = 2,   // d
  fused_touches = 3,     // number of updates of the row; counted by fused_features only
  fused_extra = 8,       // floats after the factors
};

enum class FusedLoss { squared, squared_range, logistic };

struct FusedStep {
  std::size_t factors = 0;
  FusedLoss loss = FusedLoss::squared;
  float low = 0, high = 1;  // squared_range: prediction = low + (high - low) sigmoid(s)
  float rate = 0, linear_rate = 0, bias_rate = 0;
  float epsilon = 0;         // Adagrad: step / sqrt(sum + epsilon)
  bool nonnegative = false;  // factors are projected to >= 0

  std::size_t stride() const { return factors + fused_extra; }
};

// A row of two features, each with x = 1: the rows of a matrix factorization with biases.
struct FusedPair {
  std::uint32_t first, second;  // working rows
  float target;
};

// Pairs are visited in groups of this size (the last group of a run may be smaller). No working row may occur twice in
// a group. Then its scores can be computed together, and the result is that of one pair after another, except that the
// bias steps once per group, by the sum of the group's gradients.
constexpr std::size_t fused_group = 8;

// Visits the pairs in order; updates `rows` and `bias`. Returns the sum of the losses, each before its own update.
double fused_pairs(const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias);

struct FusedFeature {
  std::uint32_t row;
  float value;
};

// Lists of features by index: list i is features[offsets[i] .. offsets[i + 1]).
struct FusedLists {
  const std::uint64_t* offsets;
  const FusedFeature* features;
};

// Rows of any number of features: record r is the concatenation of the lists lists[l] at index[r * lists.size() + l].
struct FusedRecords {
  std::span<const FusedLists> lists;
  const std::uint32_t* index;
  const float* target;
  const float* weight;  // may be null: all 1
  std::size_t count;
  std::size_t longest;  // features of the longest record
};

// Features below `first_shared` are rows of `own`, the others rows of `shared` (less first_shared).
// `sums`: Adagrad's accumulators in the same layout, or null for plain descent.
struct FusedTables {
  float* own;
  float* shared;
  float* own_sums;
  float* shared_sums;
  std::uint32_t first_shared;
};

// `bias_sum` is Adagrad's accumulator of the bias.
double fused_features(const FusedStep& step, const FusedTables& tables, const FusedRecords& records, float& bias,
                      float& bias_sum);

}  // namespace interplay::kernels
