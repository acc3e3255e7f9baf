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

namespace hn = hwy::HWY_NAMESPACE;

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

// Exp's arithmetic on vectors.
template <class D, class V = hn::Vec<D>>
V Sigmoids(D d, V x) {
  const auto t = hn::Mul(hn::Clamp(hn::Neg(x), hn::Set(d, -87.0f), hn::Set(d, 87.0f)), hn::Set(d, 1.44269504f));
  const auto n = hn::Round(t);
  const auto f = hn::Mul(hn::Sub(t, n), hn::Set(d, 0.693147181f));
  const auto one = hn::Set(d, 1.0f);
  // Estrin's scheme: pairs of terms first, so that the chain of dependences is short.
  const auto f2 = hn::Mul(f, f);
  const auto low = hn::Add(one, f);
  const auto middle = hn::MulAdd(f, hn::Set(d, 0.166666667f), hn::Set(d, 0.5f));
  const auto high = hn::MulAdd(f, hn::Set(d, 0.00833333333f), hn::Set(d, 0.0416666667f));
  const auto p = hn::MulAdd(f2, hn::MulAdd(f2, hn::MulAdd(f2, hn::Set(d, 0.00138888889f), high), middle), low);
  const hn::RebindToSigned<D> di;
  const auto power = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127))));
  return hn::Div(one, hn::MulAdd(p, power, one));
}

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

// The same for a group of scores: vectors for the squared losses. Slopes of lanes beyond `size` are meaningless.
inline double EvaluateGroup(const FusedStep& step, const float* HWY_RESTRICT scores, const float* HWY_RESTRICT targets,
                            std::size_t size, float* HWY_RESTRICT slopes) {
  double total = 0;
  if (step.loss == FusedLoss::logistic) {
    for (std::size_t j = 0; j < size; ++j) {
      const LossAndSlope e = Evaluate(step, scores[j], targets[j]);
      slopes[j] = e.slope;
      total += static_cast<double>(e.loss);
    }
    return total;
  }
  const hn::CappedTag<float, fused_group> d;
  const float width = step.high - step.low;
  HWY_ALIGN float errors[fused_group];
  for (std::size_t j = 0; j < fused_group; j += hn::Lanes(d)) {
    const auto s = hn::Load(d, scores + j), y = hn::Load(d, targets + j);
    auto error = hn::Sub(s, y), slope = hn::Add(error, error);
    if (step.loss == FusedLoss::squared_range) {
      const auto p = Sigmoids(d, s);
      error = hn::Sub(hn::MulAdd(p, hn::Set(d, width), hn::Set(d, step.low)), y);
      const auto spread = hn::Mul(hn::Sub(p, hn::Mul(p, p)), hn::Set(d, width));
      slope = hn::Mul(hn::Add(error, error), spread);
    }
    hn::Store(error, d, errors + j);
    hn::Store(slope, d, slopes + j);
  }
  for (std::size_t j = 0; j < size; ++j) total += static_cast<double>(errors[j] * errors[j]);
  return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
