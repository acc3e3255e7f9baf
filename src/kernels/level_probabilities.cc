#include "kernels/level_probabilities.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/level_probabilities.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr float end = 12;  // beyond it a tail is less than 1e-32: no denormal numbers
constexpr float least = 1e-37f;

// 1 - Phi(x) = erfc(z) / 2 for x = sqrt(2) z >= 0. Press et al. 2007, "Numerical recipes", section 6.2.2: a
// polynomial in t = 2 / (2 + z).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V upper_tail(D d, V x) {
  constexpr float coefficients[] = {-0.82215223f, 1.48851587f, -1.13520398f, 0.27886807f, -0.18628806f,
                                    0.09678418f,  0.37409196f, 1.00002368f,  -1.26551223f};
  const auto z = hn::Mul(x, hn::Set(d, 0.70710678f));
  const auto t = hn::Div(hn::Set(d, 1.0f), hn::MulAdd(z, hn::Set(d, 0.5f), hn::Set(d, 1.0f)));
  auto sum = hn::Set(d, 0.17087277f);
  for (const float coefficient : coefficients) sum = hn::MulAdd(sum, t, hn::Set(d, coefficient));
  return hn::Mul(hn::Mul(hn::Set(d, 0.5f), t), hn::Exp(d, hn::NegMulAdd(z, z, sum)));
}

// Of low > 0 the interval is mirrored, so that no tail is the difference of two numbers near 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V probabilities(D d, V low, V high) {
  const auto zero = hn::Zero(d), one = hn::Set(d, 1.0f);
  const auto mirrored = hn::Gt(low, zero);
  const auto from = hn::IfThenElse(mirrored, hn::Neg(high), low), to = hn::IfThenElse(mirrored, hn::Neg(low), high);
  const auto tail = upper_tail(d, hn::Abs(to));
  const auto up_to = hn::IfThenElse(hn::Gt(to, zero), hn::Sub(one, tail), tail);
  return hn::Max(hn::Sub(up_to, upper_tail(d, hn::Neg(from))), hn::Set(d, least));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V mean(D d, const LevelSteps& levels, V score, V threshold_scale) {
  const auto above = hn::Sub(score, hn::Set(d, levels.middle)), one = hn::Set(d, 1.0f);
  auto sum = hn::Set(d, levels.lowest);
  for (std::size_t k = 0; k < levels.count; ++k) {
    const auto x = hn::NegMulAdd(threshold_scale, hn::Set(d, levels.thresholds[k] - levels.middle), above);
    const auto tail = upper_tail(d, hn::Min(hn::Abs(x), hn::Set(d, end)));
    sum =
        hn::MulAdd(hn::Set(d, levels.steps[k]), hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Sub(one, tail), tail), sum);
  }
  return sum;
}

void level_means(const LevelSteps& levels, const float* scores, const float* threshold_scale, std::size_t count,
                 float* out) {
  std::size_t i = 0;
  const auto run = [&](auto d) HWY_ATTR {
    for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d))
      hn::StoreU(mean(d, levels, hn::LoadU(d, scores + i),
                      threshold_scale ? hn::LoadU(d, threshold_scale + i) : hn::Set(d, 1.0f)),
                 d, out + i);
  };
  run(hn::CappedTag<float, probability_tile>());
  run(hn::CappedTag<float, 1>());
}

double sum_log_probabilities(const Intervals& intervals, float factor) {
  const hn::CappedTag<float, probability_tile> d;
  const auto scale = hn::Set(d, factor), lowest = hn::Set(d, -end), highest = hn::Set(d, end);
  const auto ends = [&](const float* at, const float* offset) HWY_ATTR {
    return hn::Clamp(hn::MulSub(scale, hn::LoadU(d, at), hn::LoadU(d, offset)), lowest, highest);
  };
  double sum = 0;
  for (std::size_t first = 0; first < intervals.count;) {
    // Floats hold the sum of a few hundred logarithms well.
    const std::size_t last = std::min(first + 256, intervals.count);
    auto logarithms = hn::Zero(d);
    for (; first < last; first += hn::Lanes(d)) {
      const float* offset = intervals.offset + first;
      const auto probability =
          probabilities(d, ends(intervals.low + first, offset), ends(intervals.high + first, offset));
      logarithms = hn::Add(logarithms, hn::Log(d, probability));
    }
    sum += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, logarithms)));
  }
  return sum;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(sum_log_probabilities);
HWY_EXPORT(level_means);

double sum_log_probabilities(const Intervals& intervals, float factor) {
  return HWY_DYNAMIC_DISPATCH(sum_log_probabilities)(intervals, factor);
}
void level_means(const LevelSteps& levels, const float* scores, const float* threshold_scale, std::size_t count,
                 float* out) {
  HWY_DYNAMIC_DISPATCH(level_means)(levels, scores, threshold_scale, count, out);
}

}  // namespace interplay::kernels
#endif
