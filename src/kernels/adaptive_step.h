// Stochastic gradient descent of a factorization machine with adaptive regularisation (Rendle 2012, "Learning
// recommender systems with adaptive regularization", section 4). A step of the parameters on a training row and a step
// of the L2 coefficients on a validation row take turns.
//
// The features of a row belong to groups (one per field), feature i to group g(i). A group has a coefficient c for its
// weights and one for each coordinate k of its factors. A training row with loss l and score s makes the step
//   G = dl/ds x_i (S_k - x_i v_ik),   v_ik -= rate (G + 2 c_gk v_ik),   S = sum_i x_i v_i
//   H = dl/ds x_i,                    w_i -= linear_rate (H + 2 c_g w_i),   b -= bias_rate dl/ds
// and its gradients G and H are kept. A validation row moves the coefficients of its groups down the gradient of its
// loss under the parameters after the next step, for which the kept gradients are the best available guess:
//   v+ = v - rate (G + 2 c v),   w+ = w - linear_rate (H + 2 c w),   s+ = b + sum x w+ + (|S+|^2 - sum |x v+|^2) / 2
//   ds+/dc_g  = -2 linear_rate sum_{i in g} x_i w_i
//   ds+/dc_gk = sum_{i in g} ds+/dv+_ik dv+_ik/dc_gk = -2 rate sum_{i in g} x_i (S+_k - x_i v+_ik) v_ik
//   c <- min(max(c - coefficient_rate dl/ds+ ds+/dc, 0), 1 / (2 rate))
// (linear_rate for weights). Above the upper limit a step would turn a parameter's sign.
#pragma once

#include "kernels/fused_step.h"

namespace interplay::kernels {

struct AdaptiveStep {
  FusedStep theta;  // of the parameters: plain descent; its epsilon is not read
  float coefficient_rate = 0;
};

// Working rows as in fused_step.h, of whose extra numbers only the weight is read. `gradients` has the same layout: G
// and, in place of the weight, H of the last training row with the feature. `coefficients` points, for every working
// row, to the numbers of its group in the same layout. All of them start at multiples of 32 bytes.
struct AdaptiveTables {
  float* rows;
  float* gradients;
  float* const* coefficients;
};

// Step i trains on record train[i] and adapts to record valid[i], for i from 0 up to count. In a record, features of
// the same group are adjacent.
struct AdaptiveOrder {
  const std::uint32_t* train;
  const std::uint32_t* valid;
  std::size_t count;
};

// Updates tables and `bias`. Returns the sum of the training rows' losses, each before its own step.
double adaptive_steps(const AdaptiveStep& step, const AdaptiveTables& tables, const FusedRecords& records,
                      const AdaptiveOrder& order, float& bias);

}  // namespace interplay::kernels
