#include "kernels/fused_step.h"

#include <memory>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/fused_step.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/fused_records-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Ratings ahead whose rows are fetched into the cache. Rows are fetched for writing.
constexpr std::size_t prefetch_distance = 8;

inline void prefetch(const float* row, std::size_t stride) {
  for (std::size_t k = 0; k < stride; k += 16) __builtin_prefetch(row + k, 1);
}

template <class D>
float Dot(D d, const float* HWY_RESTRICT p, const float* HWY_RESTRICT q, std::size_t factors) {
  const std::size_t lanes = hn::Lanes(d);
  auto even = hn::Zero(d), odd = hn::Zero(d);
  for (std::size_t k = 0; k < factors; k += 2 * lanes) {
    even = hn::MulAdd(hn::LoadU(d, p + k), hn::LoadU(d, q + k), even);
    if (k + lanes < factors) odd = hn::MulAdd(hn::LoadU(d, p + k + lanes), hn::LoadU(d, q + k + lanes), odd);
  }
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
}

template <bool NonNegative, class D>
void DescendPair(D d, const FusedStep& step, float* HWY_RESTRICT p, float* HWY_RESTRICT q, std::size_t factors,
                 float slope) {
  float* HWY_RESTRICT p_extra = p + factors;
  float* HWY_RESTRICT q_extra = q + factors;
  const auto g = hn::Set(d, -step.rate * slope);
  const auto keep_p = hn::Set(d, 1 - 2 * step.rate * p_extra[fused_l2_factors]);
  const auto keep_q = hn::Set(d, 1 - 2 * step.rate * q_extra[fused_l2_factors]);
  for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
    const auto old_p = hn::LoadU(d, p + k), old_q = hn::LoadU(d, q + k);
    auto new_p = hn::MulAdd(old_p, keep_p, hn::Mul(g, old_q));
    auto new_q = hn::MulAdd(old_q, keep_q, hn::Mul(g, old_p));
    if (NonNegative) {
      new_p = hn::Max(new_p, hn::Zero(d));
      new_q = hn::Max(new_q, hn::Zero(d));
    }
    hn::StoreU(new_p, d, p + k);
    hn::StoreU(new_q, d, q + k);
  }
  const float linear = step.linear_rate * slope, decay = 2 * step.linear_rate;
  p_extra[fused_weight] -= linear + decay * p_extra[fused_l2_linear] * p_extra[fused_weight];
  q_extra[fused_weight] -= linear + decay * q_extra[fused_l2_linear] * q_extra[fused_weight];
}

// Eight pairs at a time, which share no row: eight independent chains of dot, loss and slope keep the processor busy
// where one would wait for its own result. The number of factors is a template parameter where it is common (0: known
// at run time only), so that loops unroll.
template <std::size_t Factors, bool NonNegative, class D>
double RunPairs(D d, const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias_out) {
  const std::size_t factors = Factors > 0 ? Factors : step.factors;
  const std::size_t stride = factors + fused_extra;
  const std::size_t count = pairs.size();
  HWY_ALIGN float scores[fused_group] = {}, targets[fused_group] = {}, slopes[fused_group];
  float bias = bias_out;
  double total = 0;
  for (std::size_t first = 0; first < count; first += fused_group) {
    const std::size_t size = HWY_MIN(fused_group, count - first);
    for (std::size_t j = 0; j < size; ++j) {
      if (first + j + prefetch_distance < count) {
        prefetch(rows + pairs[first + j + prefetch_distance].first * stride, stride);
        prefetch(rows + pairs[first + j + prefetch_distance].second * stride, stride);
      }
      const float* HWY_RESTRICT p = rows + pairs[first + j].first * stride;
      const float* HWY_RESTRICT q = rows + pairs[first + j].second * stride;
      scores[j] = bias + (p[factors + fused_weight] + q[factors + fused_weight]) + Dot(d, p, q, factors);
      targets[j] = pairs[first + j].target;
    }
    total += EvaluateGroup(step, scores, targets, size, slopes);
    float slope_sum = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const FusedPair& pair = pairs[first + j];
      DescendPair<NonNegative>(d, step, rows + pair.first * stride, rows + pair.second * stride, factors, slopes[j]);
      slope_sum += slopes[j];
    }
    bias -= step.bias_rate * slope_sum;
  }
  bias_out = bias;
  return total;
}

template <std::size_t Factors, bool NonNegative>
double PairsOf(const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias) {
  // Full-width vectors where they divide the row, else 8 lanes, which always do.
  constexpr bool full = Factors > 0 && Factors % (HWY_MAX_BYTES / sizeof(float)) == 0;
  if constexpr (full) {
    return RunPairs<Factors, NonNegative>(hn::ScalableTag<float>(), step, rows, pairs, bias);
  } else {
    return RunPairs<Factors, NonNegative>(hn::CappedTag<float, 8>(), step, rows, pairs, bias);
  }
}

template <bool NonNegative>
double PairsBySize(const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias) {
  switch (step.factors) {
    case 8:
      return PairsOf<8, NonNegative>(step, rows, pairs, bias);
    case 16:
      return PairsOf<16, NonNegative>(step, rows, pairs, bias);
    case 24:
      return PairsOf<24, NonNegative>(step, rows, pairs, bias);
    case 32:
      return PairsOf<32, NonNegative>(step, rows, pairs, bias);
    case 40:
      return PairsOf<40, NonNegative>(step, rows, pairs, bias);
    case 64:
      return PairsOf<64, NonNegative>(step, rows, pairs, bias);
    default:
      return PairsOf<0, NonNegative>(step, rows, pairs, bias);
  }
}

double Pairs(const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias) {
  return step.nonnegative ? PairsBySize<true>(step, rows, pairs, bias) : PairsBySize<false>(step, rows, pairs, bias);
}

// One feature of the record at hand: where its working row is.
struct Touched {
  float* row;
  float* sums;
  float value;
};

inline std::size_t Collect(const FusedTables& tables, const FusedRecords& records, std::size_t r, std::size_t stride,
                           Touched* touched) {
  std::size_t count = 0;
  EachFeature(records, r, [&](const FusedFeature& f) {
    const bool own = f.row < tables.first_shared;
    const std::size_t offset = (own ? f.row : f.row - tables.first_shared) * stride;
    float* sums = own ? tables.own_sums : tables.shared_sums;
    touched[count++] = {(own ? tables.own : tables.shared) + offset, sums ? sums + offset : nullptr, f.value};
  });
  return count;
}

template <class D>
void Descend(D d, const FusedStep& step, const Touched& t, float slope, const float* HWY_RESTRICT sum) {
  float* HWY_RESTRICT extra = t.row + step.factors;
  const auto x = hn::Set(d, t.value), gx = hn::Set(d, -step.rate * slope * t.value);
  const auto keep = hn::Set(d, 1 - 2 * step.rate * extra[fused_l2_factors]);
  const auto least = hn::Set(d, step.nonnegative ? 0.0f : -3.4e38f);
  for (std::size_t k = 0; k < step.factors; k += hn::Lanes(d)) {
    const auto v = hn::Load(d, t.row + k);
    const auto others = hn::NegMulAdd(x, v, hn::Load(d, sum + k));
    hn::Store(hn::Max(hn::MulAdd(v, keep, hn::Mul(gx, others)), least), d, t.row + k);
  }
  extra[fused_weight] -= step.linear_rate * (slope * t.value + 2 * extra[fused_l2_linear] * extra[fused_weight]);
}

template <class D>
void DescendAdagrad(D d, const FusedStep& step, const Touched& t, float slope, const float* HWY_RESTRICT sum) {
  float* HWY_RESTRICT extra = t.row + step.factors;
  float* HWY_RESTRICT extra_sums = t.sums + step.factors;
  const auto x = hn::Set(d, t.value), gx = hn::Set(d, slope * t.value);
  const auto l2 = hn::Set(d, 2 * extra[fused_l2_factors]), rate = hn::Set(d, step.rate);
  const auto epsilon = hn::Set(d, step.epsilon);
  const auto least = hn::Set(d, step.nonnegative ? 0.0f : -3.4e38f);
  for (std::size_t k = 0; k < step.factors; k += hn::Lanes(d)) {
    const auto v = hn::Load(d, t.row + k);
    const auto others = hn::NegMulAdd(x, v, hn::Load(d, sum + k));
    const auto gradient = hn::MulAdd(l2, v, hn::Mul(gx, others));
    const auto squares = hn::MulAdd(gradient, gradient, hn::Load(d, t.sums + k));
    hn::Store(squares, d, t.sums + k);
    const auto step_v = hn::Div(hn::Mul(rate, gradient), hn::Sqrt(hn::Add(squares, epsilon)));
    hn::Store(hn::Max(hn::Sub(v, step_v), least), d, t.row + k);
  }
  const float gradient = slope * t.value + 2 * extra[fused_l2_linear] * extra[fused_weight];
  extra_sums[fused_weight] += gradient * gradient;
  extra[fused_weight] -= step.linear_rate * gradient / ScalarSqrt(extra_sums[fused_weight] + step.epsilon);
}

double Features(const FusedStep& step, const FusedTables& tables, const FusedRecords& records, float& bias,
                float& bias_sum) {
  const hn::CappedTag<float, 8> d;
  std::vector<Touched> touched(records.longest);
  std::vector<float> sum_storage(step.factors + 16);
  // Vectors load from `sum` aligned.
  void* aligned = sum_storage.data();
  std::size_t room = sum_storage.size() * sizeof(float);
  float* sum = static_cast<float*>(std::align(32, step.factors * sizeof(float), aligned, room));
  double total = 0;
  for (std::size_t r = 0; r < records.count; ++r) {
    const std::size_t count = Collect(tables, records, r, step.stride(), touched.data());
    const float s = bias + ScoreOf(d, touched.data(), count, step.factors, sum);
    const LossAndSlope e = EvaluateRecord(step, records, r, s);
    total += static_cast<double>(e.loss);
    const bool adagrad = tables.own_sums != nullptr;
    for (std::size_t i = 0; i < count; ++i) {
      touched[i].row[step.factors + fused_touches] += 1;
      if (adagrad) {
        DescendAdagrad(d, step, touched[i], e.slope, sum);
      } else {
        Descend(d, step, touched[i], e.slope, sum);
      }
    }
    if (adagrad) {
      bias_sum += e.slope * e.slope;
      bias -= step.bias_rate * e.slope / ScalarSqrt(bias_sum + step.epsilon);
    } else {
      bias -= step.bias_rate * e.slope;
    }
  }
  return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(Pairs);
HWY_EXPORT(Features);

double fused_pairs(const FusedStep& step, float* rows, std::span<const FusedPair> pairs, float& bias) {
  return HWY_DYNAMIC_DISPATCH(Pairs)(step, rows, pairs, bias);
}

double fused_features(const FusedStep& step, const FusedTables& tables, const FusedRecords& records, float& bias,
                      float& bias_sum) {
  return HWY_DYNAMIC_DISPATCH(Features)(step, tables, records, bias, bias_sum);
}

}  // namespace interplay::kernels
#endif  // HWY_ONCE
