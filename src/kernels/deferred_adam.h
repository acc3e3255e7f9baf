// Adam's idle steps without decay, summed up. Such a step multiplies m by b1 and sqrt(v) by s = sqrt(b2), and then has
//   w -= rate_t m / (sqrt(v) + epsilon)
// With r = sqrt(v), D = r + epsilon and q = r / D before the first of them, the k-th has
//   1 / (s^k r + epsilon) = (1 + d q + (d q)^2 + ...) / D,  d = 1 - s^k,
// so that together they have w -= m / D (A0 + A1 q + A2 q^2 + ...), A_n = sum_k rate_k b1^k d^n: one division for all
// of them. As b1^k fades before d grows, four of the A_n give floats to rounding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace interplay::kernels {

struct StepRule;

// A_0 ... A_3 of the steps from some step on.
struct IdleStepSums {
  float change[4];
};
// b1^k and b2^k.
struct IdleStepPowers {
  float first, second;
};

class DeferredAdam {
 public:
  explicit DeferredAdam(const StepRule& rule);

  // Whether four sums are enough: (1 - s) / (1 - b1) is at most 0.01, and what is left out 24 times its fourth power.
  bool sums_up() const;
  // `rates`: those of all steps so far. They extend the rates of the call before, or, after clear, may be anything.
  void follow(std::span<const float> rates);
  void clear();

  // The sums of the steps from number t on, and the powers of k steps.
  const IdleStepSums* sums() const { return sums_.data(); }
  const IdleStepPowers* powers() const { return powers_.data(); }

 private:
  double beta1_, beta2_, shrink_;
  std::size_t memory_;  // steps after which b1^k no longer matters
  std::vector<IdleStepSums> sums_;
  std::vector<IdleStepPowers> powers_;
  double first_ = 1, second_ = 1;  // the last powers
};

}  // namespace interplay::kernels
