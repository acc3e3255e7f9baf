// Loss of one score and its slope, inlined into the fused step on every SIMD target.
// Per-target include guard, as Highway asks.
#if defined(INTERPLAY_KERNELS_FUSED_LOSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_FUSED_LOSS_INL_H_
#undef INTERPLAY_KERNELS_FUSED_LOSS_INL_H_
#else
#define INTERPLAY_KERNELS_FUSED_LOSS_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/fused_step.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

struct LossAndSlope {
  float loss, slope;
};

inline float ScalarSqrt(float x) { return std::sqrt(x); }

// 2^t = 2^n 2^f with n the nearest integer: a polynomial for f in [-1/2, 1/2] (the first terms of exp(f ln 2), error
// 2e-7), and n put into the exponent. No call into the C library, so the same bits everywhere.
inline float Exp(float x) {
  const float t = std::clamp(x, -87.0f, 87.0f) * 1.44269504f;
  const float n = static_cast<float>(static_cast<int>(t + (t < 0 ? -0.5f : 0.5f)));
  const float f = (t - n) * 0.693147181f;
  const float p =
      1 + f * (1 + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * (0.00833333333f + f * 0.00138888889f)))));
  return p * std::bit_cast<float>((static_cast<int>(n) + 127) << 23);
}

inline float Sigmoid(float x) { return 1 / (1 + Exp(-x)); }

inline LossAndSlope Evaluate(const FusedStep& step, float score, float target) {
  if (step.loss == FusedLoss::squared) {
    const float error = score - target;
    return {error * error, 2 * error};
  }
  const float probability = Sigmoid(score);
  if (step.loss == FusedLoss::squared_range) {
    const float width = step.high - step.low;
    const float error = step.low + width * probability - target;
    return {error * error, 2 * error * width * probability * (1 - probability)};
  }
  // -y log p - (1 - y) log(1 - p) = log(1 + exp(-|s|)) + max(s, 0) - y s, without cancellation.
  const float loss = std::log1p(Exp(-std::abs(score))) + std::max(score, 0.0f) - target * score;
  return {loss, probability - target};
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
