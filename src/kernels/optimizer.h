// Steps of optimizers on rows of a table.
// clang-format off
//   sgd:     w -= rate g
//   adagrad: s += g^2;  w -= rate g / sqrt(s + epsilon)                               (Duchi, Hazan, Singer 2011)
//   adam:    m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= rate_t m / (sqrt(v) + epsilon),
//            rate_t = rate sqrt(1 - b2^t) / (1 - b1^t)                  (Kingma, Ba 2015, end of section 2)
// clang-format on
// `lower` bounds w from below after each step: 0 for nonnegative tensors, otherwise -infinity.
//
// A row outside the batch still steps if the definition says so: Adam's moments move it, and L2 over the whole table
// pulls it. Such idle steps depend on the row alone: g = decay w. They are postponed until the row is read again, and
// then made up for in registers. With a decay they use the same operations as step by step, and so give the same bits.
// Without a decay they are made all at once if possible (kernels/deferred_adam.h); otherwise sqrt(v) is carried on as
// sqrt(v) sqrt(b2)^t, which saves a root per step.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/deferred_adam.h"

namespace interplay::kernels {

enum class Rule { sgd, adagrad, adam };

struct StepRule {
  Rule rule = Rule::sgd;
  float epsilon = 0;
  float beta1 = 0, beta2 = 0;
  float lower = 0;
};

// A table and the optimizer's state in the same layout: `first` is Adagrad's s or Adam's m, `second` is Adam's v.
struct OptimizedTable {
  float* w;
  float* first;
  float* second;
  std::size_t stride;  // 1, 4 or a multiple of 8
};

// Steps row rows[i] (row i if rows is null) by the gradient scale * gradient[i].
void step_rows(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t count,
               const float* gradient, float scale, float rate);

// Idle steps: step number t (from 0) has rates[t] and decays[t]; decays is null if there are none. Row rows[i] (row
// first_row + i if rows is null) has made done[row] steps and makes those up to `now`.
struct IdleSteps {
  const float* rates;
  const float* decays;
  std::uint32_t now;
  // Sums of Adam's steps without decays; null: step by step.
  const IdleStepSums* sums = nullptr;
  const IdleStepPowers* powers = nullptr;
};
void catch_up(const StepRule& rule, const OptimizedTable& table, const std::uint32_t* rows, std::size_t first_row,
              std::size_t count, std::uint32_t* done, const IdleSteps& steps);

// gradient[i] += decay * w[rows[i]] (row i if rows is null), with decay[i] if `each`, otherwise decay[0].
void add_decay(const float* w, std::size_t stride, const std::uint32_t* rows, std::size_t count, const float* decay,
               bool each, float* gradient);

}  // namespace interplay::kernels
