#include "kernels/adaptive_step.h"

#include <algorithm>

#include "base/aligned.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/adaptive_step.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/fused_records-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One feature of the record at hand.
struct Met {
  float* row;
  float* gradient;
  float* coefficients;  // of its group
  float value;
};

// What the steps on one record need.
struct Scratch {
  AlignedArray<Met> met;
  AlignedArray<float> sum;   // S, or S+
  AlignedArray<float> next;  // v+ of every feature
};

inline std::size_t Collect(const AdaptiveTables& tables, const FusedRecords& records, std::uint32_t record,
                           std::size_t stride, Met* met) {
  std::size_t count = 0;
  EachFeature(records, record, [&](const FusedFeature& f) {
    const std::size_t offset = f.row * stride;
    met[count++] = {tables.rows + offset, tables.gradients + offset, tables.coefficients[f.row], f.value};
  });
  return count;
}

// A feature that a record holds more than once adds up its gradients.
template <class D>
double Train(D d, const FusedStep& step, const AdaptiveTables& tables, const FusedRecords& records,
             std::uint32_t record, float& bias, Scratch& scratch) {
  const std::size_t factors = step.factors;
  Met* met = scratch.met.data();
  const float* HWY_RESTRICT sum = scratch.sum.data();
  const std::size_t count = Collect(tables, records, record, step.stride(), met);
  const float score = bias + ScoreOf(d, met, count, factors, scratch.sum.data());
  const LossAndSlope e = EvaluateRecord(step, records, record, score);
  const auto rate = hn::Set(d, -step.rate), decay = hn::Set(d, -2 * step.rate), one = hn::Set(d, 1.0f);
  const auto least = hn::Set(d, step.nonnegative ? 0.0f : -3.4e38f);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < step.stride(); k += hn::Lanes(d)) hn::Store(hn::Zero(d), d, met[i].gradient + k);
  for (std::size_t i = 0; i < count; ++i) {
    const Met& m = met[i];
    const auto x = hn::Set(d, m.value), slope_x = hn::Set(d, e.slope * m.value);
    for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
      const auto v = hn::Load(d, m.row + k);
      const auto gradient = hn::Mul(slope_x, hn::NegMulAdd(x, v, hn::Load(d, sum + k)));
      hn::Store(hn::Add(hn::Load(d, m.gradient + k), gradient), d, m.gradient + k);
      const auto keep = hn::MulAdd(decay, hn::Load(d, m.coefficients + k), one);
      hn::Store(hn::Max(hn::MulAdd(v, keep, hn::Mul(rate, gradient)), least), d, m.row + k);
    }
    float& w = m.row[factors + fused_weight];
    const float gradient = e.slope * m.value;
    m.gradient[factors + fused_weight] += gradient;
    w -= step.linear_rate * (gradient + 2 * m.coefficients[factors + fused_weight] * w);
  }
  bias -= step.bias_rate * e.slope;
  return static_cast<double>(e.loss);
}

// Writes v+ of every feature and S+; returns s+ without the bias.
template <class D>
float NextScore(D d, const FusedStep& step, std::size_t count, Scratch& scratch) {
  const std::size_t factors = step.factors;
  const Met* met = scratch.met.data();
  const auto rate = hn::Set(d, -step.rate), decay = hn::Set(d, -2 * step.rate), one = hn::Set(d, 1.0f);
  const auto least = hn::Set(d, step.nonnegative ? 0.0f : -3.4e38f);
  float linear = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float w = met[i].row[factors + fused_weight], g = met[i].gradient[factors + fused_weight];
    linear += met[i].value * (w - step.linear_rate * (g + 2 * met[i].coefficients[factors + fused_weight] * w));
  }
  auto pairs = hn::Zero(d);
  for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
    auto s = hn::Zero(d), squares = hn::Zero(d);
    for (std::size_t i = 0; i < count; ++i) {
      const Met& m = met[i];
      const auto keep = hn::MulAdd(decay, hn::Load(d, m.coefficients + k), one);
      const auto next =
          hn::Max(hn::MulAdd(hn::Load(d, m.row + k), keep, hn::Mul(rate, hn::Load(d, m.gradient + k))), least);
      hn::Store(next, d, scratch.next.data() + i * factors + k);
      const auto xv = hn::Mul(hn::Set(d, m.value), next);
      s = hn::Add(s, xv);
      squares = hn::MulAdd(xv, xv, squares);
    }
    hn::Store(s, d, scratch.sum.data() + k);
    pairs = hn::Add(pairs, hn::Sub(hn::Mul(s, s), squares));
  }
  return linear + 0.5f * hn::GetLane(hn::SumOfLanes(d, pairs));
}

// The coefficients of the group of features [first, last) of the record, given dl/ds+.
template <class D>
void AdaptGroup(D d, const AdaptiveStep& step, std::size_t first, std::size_t last, float slope, Scratch& scratch) {
  const std::size_t factors = step.theta.factors;
  const Met* met = scratch.met.data();
  float* HWY_RESTRICT coefficients = met[first].coefficients;
  // Minus coefficient_rate dl/ds+ times the -2 rate of ds+/dc.
  const float change = 2 * step.coefficient_rate * slope;
  const auto by = hn::Set(d, change * step.theta.rate), most = hn::Set(d, 1 / (2 * step.theta.rate));
  for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
    const auto sum = hn::Load(d, scratch.sum.data() + k);
    auto total = hn::Zero(d);
    for (std::size_t i = first; i < last; ++i) {
      const auto x = hn::Set(d, met[i].value), next = hn::Load(d, scratch.next.data() + i * factors + k);
      auto xv = hn::Mul(x, hn::Load(d, met[i].row + k));
      // Where v+ is held at 0 it does not depend on c.
      if (step.theta.nonnegative) xv = hn::IfThenElseZero(hn::Gt(next, hn::Zero(d)), xv);
      total = hn::MulAdd(xv, hn::NegMulAdd(x, next, sum), total);
    }
    const auto c = hn::MulAdd(by, total, hn::Load(d, coefficients + k));
    hn::Store(hn::Min(hn::Max(c, hn::Zero(d)), most), d, coefficients + k);
  }
  if (step.theta.linear_rate == 0) return;
  float total = 0;
  for (std::size_t i = first; i < last; ++i) total += met[i].value * met[i].row[factors + fused_weight];
  float& c = coefficients[factors + fused_weight];
  c = std::clamp(c + change * step.theta.linear_rate * total, 0.0f, 1 / (2 * step.theta.linear_rate));
}

template <class D>
void Adapt(D d, const AdaptiveStep& step, const AdaptiveTables& tables, const FusedRecords& records,
           std::uint32_t record, float bias, Scratch& scratch) {
  const Met* met = scratch.met.data();
  const std::size_t count = Collect(tables, records, record, step.theta.stride(), scratch.met.data());
  const float score = bias + NextScore(d, step.theta, count, scratch);
  const float slope = EvaluateRecord(step.theta, records, record, score).slope;
  for (std::size_t first = 0, last = 0; first < count; first = last) {
    while (last < count && met[last].coefficients == met[first].coefficients) ++last;
    AdaptGroup(d, step, first, last, slope, scratch);
  }
}

double Steps(const AdaptiveStep& step, const AdaptiveTables& tables, const FusedRecords& records,
             const AdaptiveOrder& order, float& bias) {
  const hn::CappedTag<float, 8> d;
  Scratch scratch{AlignedArray<Met>(records.longest), AlignedArray<float>(step.theta.factors),
                  AlignedArray<float>(records.longest * step.theta.factors)};
  double total = 0;
  for (std::size_t i = 0; i < order.count; ++i) {
    total += Train(d, step.theta, tables, records, order.train[i], bias, scratch);
    if (step.coefficient_rate > 0) Adapt(d, step, tables, records, order.valid[i], bias, scratch);
  }
  return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(Steps);

double adaptive_steps(const AdaptiveStep& step, const AdaptiveTables& tables, const FusedRecords& records,
                      const AdaptiveOrder& order, float& bias) {
  return HWY_DYNAMIC_DISPATCH(Steps)(step, tables, records, order, bias);
}

}  // namespace interplay::kernels
#endif  // HWY_ONCE
