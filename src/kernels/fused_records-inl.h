// Records of features: their walk, score and weighted loss, inlined into the steps that visit them one by one on every
// SIMD target.
// Per-target include guard, as Highway asks.
#if defined(INTERPLAY_KERNELS_FUSED_RECORDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_FUSED_RECORDS_INL_H_
#undef INTERPLAY_KERNELS_FUSED_RECORDS_INL_H_
#else
#define INTERPLAY_KERNELS_FUSED_RECORDS_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/fused_loss-inl.h"
#include "kernels/fused_step.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Calls visit(feature) for the features of a record, list by list.
template <class Visit>
HWY_INLINE void EachFeature(const FusedRecords& records, std::size_t record, const Visit& visit) {
  for (std::size_t l = 0; l < records.lists.size(); ++l) {
    const FusedLists& list = records.lists[l];
    const std::uint32_t at = records.index[record * records.lists.size() + l];
    for (std::uint64_t i = list.offsets[at]; i < list.offsets[at + 1]; ++i) visit(list.features[i]);
  }
}

// Of features with a `row` (vector, then weight) and a `value`: writes S = sum x v and returns the score without the
// bias.
template <class D, class Feature>
float ScoreOf(D d, const Feature* features, std::size_t count, std::size_t factors, float* HWY_RESTRICT sum) {
  float linear = 0;
  for (std::size_t i = 0; i < count; ++i) linear += features[i].value * features[i].row[factors + fused_weight];
  auto pairs = hn::Zero(d);
  for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
    auto s = hn::Zero(d), squares = hn::Zero(d);
    for (std::size_t i = 0; i < count; ++i) {
      const auto xv = hn::Mul(hn::Set(d, features[i].value), hn::Load(d, features[i].row + k));
      s = hn::Add(s, xv);
      squares = hn::MulAdd(xv, xv, squares);
    }
    hn::Store(s, d, sum + k);
    pairs = hn::Add(pairs, hn::Sub(hn::Mul(s, s), squares));
  }
  return linear + 0.5f * hn::GetLane(hn::SumOfLanes(d, pairs));
}

inline LossAndSlope EvaluateRecord(const FusedStep& step, const FusedRecords& records, std::size_t record,
                                   float score) {
  LossAndSlope e = Evaluate(step, score, records.target[record]);
  if (records.weight != nullptr) {
    e.loss *= records.weight[record];
    e.slope *= records.weight[record];
  }
  return e;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
