#include "kernels/ranked_step.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/aligned.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ranked_step.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/lanes-inl.h"
#include "kernels/ranked_compare-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Positives ahead whose rows are fetched into the cache, and at most so many of their negatives.
constexpr std::size_t positives_ahead = 3, negatives_ahead = 8;

template <class D>
HWY_INLINE float RowDot(D d, const float* HWY_RESTRICT p, const float* HWY_RESTRICT q, std::size_t factors) {
  const std::size_t lanes = hn::Lanes(d);
  auto even = hn::Zero(d), odd = hn::Zero(d);
  for (std::size_t k = 0; k < factors; k += 2 * lanes) {
    even = hn::MulAdd(hn::LoadU(d, p + k), hn::LoadU(d, q + k), even);
    if (k + lanes < factors) odd = hn::MulAdd(hn::LoadU(d, p + k + lanes), hn::LoadU(d, q + k + lanes), odd);
  }
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
}

// Steps of vectors and weights by their gradients without L2, to which it adds `decay` times that of the row.
template <bool Adagrad, class D>
struct Stepper {
  D d;
  const FusedStep& step;
  hn::Vec<D> rate, epsilon, least;

  Stepper(D tag, const FusedStep& of)
      : d(tag),
        step(of),
        rate(hn::Set(tag, of.rate)),
        epsilon(hn::Set(tag, of.epsilon)),
        least(hn::Set(tag, of.nonnegative ? 0.0f : -3.4e38f)) {}

  HWY_INLINE void numbers(float* v, float* sums, hn::Vec<D> old, hn::Vec<D> gradient, hn::Vec<D> l2) const {
    gradient = hn::MulAdd(l2, old, gradient);
    if constexpr (Adagrad) {
      const auto squares = hn::MulAdd(gradient, gradient, hn::LoadU(d, sums));
      hn::StoreU(squares, d, sums);
      gradient = hn::Div(gradient, hn::Sqrt(hn::Add(squares, epsilon)));
    }
    hn::StoreU(hn::Max(hn::NegMulAdd(rate, gradient, old), least), d, v);
  }

  HWY_INLINE void weight(float* extra, float* extra_sums, float gradient, float decay) const {
    gradient += decay * extra[fused_l2_linear] * extra[fused_weight];
    if constexpr (Adagrad) {
      extra_sums[fused_weight] += gradient * gradient;
      gradient /= ScalarSqrt(extra_sums[fused_weight] + step.epsilon);
    }
    extra[fused_weight] -= step.linear_rate * gradient;
  }

  void bias(float& bias, float& bias_sum, float gradient) const {
    if constexpr (Adagrad) {
      bias_sum += gradient * gradient;
      gradient /= ScalarSqrt(bias_sum + step.epsilon);
    }
    bias -= step.bias_rate * gradient;
  }
};

// Users and items of one feature each. `Factors`: their number where it is common; 0: known at run time only.
template <std::size_t Factors, bool Adagrad, class D>
double RunIds(D d, const RankedStep& step, const RankedTables& tables, const RankedPositives& positives, float& bias,
              float& bias_sum) {
  const std::size_t factors = Factors > 0 ? Factors : step.fused.factors, stride = factors + fused_extra;
  const Stepper<Adagrad, D> stepper(d, step.fused);
  Candidates c(1 + step.negatives);
  AlignedArray<float> sum(std::max<std::size_t>(factors, 1)), before(std::max<std::size_t>(factors, 1));
  LogSum loss;
  const auto row_of = [&](const RankedSide& side, std::uint32_t number) {
    return tables.rows + side.rows[number] * stride;
  };
  const auto sums_of = [&](const float* row) { return Adagrad ? tables.sums + (row - tables.rows) : nullptr; };
  const auto fetch = [&](const float* row) {
    fetch_to_write(row, stride);
    if (Adagrad) fetch_to_write(tables.sums + (row - tables.rows), stride);
  };
  for (std::size_t i = 0; i < positives.count; ++i) {
    if (const std::size_t next = i + positives_ahead; next < positives.count) {
      fetch(row_of(tables.users, positives.user[next]));
      fetch(row_of(tables.items, positives.item[next]));
      for (std::size_t n = 0; n < std::min(positives.most_drawn, negatives_ahead); ++n)
        fetch(row_of(tables.items, positives.drawn[next * positives.most_drawn + n]));
    }
    float* HWY_RESTRICT user = row_of(tables.users, positives.user[i]);
    const float common = bias + user[factors + fused_weight];
    Compare(
        step, positives, i,
        [&](std::size_t, std::uint32_t item) {
          const float* row = row_of(tables.items, item);
          return common + row[factors + fused_weight] + RowDot(d, user, row, factors);
        },
        c, loss);
    if (c.count == 0) continue;
    const float decay = positives.weight == nullptr ? 2.0f : 2 * positives.weight[i];
    float* user_sums = sums_of(user);
    const float total = SlopeSum(step, c);
    float active = 1;
    if (c.count == 2 && c.item[0] != c.item[1]) {
      float* HWY_RESTRICT p = row_of(tables.items, c.item[0]);
      float* HWY_RESTRICT q = row_of(tables.items, c.item[1]);
      float* p_sums = sums_of(p);
      float* q_sums = sums_of(q);
      const auto up = hn::Set(d, c.slope[0]), down = hn::Set(d, c.slope[1]);
      const auto l2_user = hn::Set(d, 2 * decay * user[factors + fused_l2_factors]);
      const auto l2_p = hn::Set(d, decay * p[factors + fused_l2_factors]);
      const auto l2_q = hn::Set(d, decay * q[factors + fused_l2_factors]);
      for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
        const auto u = hn::LoadU(d, user + k), a = hn::LoadU(d, p + k), b = hn::LoadU(d, q + k);
        stepper.numbers(user + k, user_sums + k, u, hn::MulAdd(up, a, hn::Mul(down, b)), l2_user);
        stepper.numbers(p + k, p_sums + k, a, hn::Mul(up, u), l2_p);
        stepper.numbers(q + k, q_sums + k, b, hn::Mul(down, u), l2_q);
      }
      stepper.weight(p + factors, p_sums + factors, c.slope[0], decay);
      stepper.weight(q + factors, q_sums + factors, c.slope[1], decay);
      active = 2;
    } else {
      for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
        hn::StoreU(hn::Zero(d), d, sum.data() + k);
        hn::StoreU(hn::LoadU(d, user + k), d, before.data() + k);
      }
      active = 0;
      for (std::size_t j = 0; j < c.count; ++j) {
        if (c.slope[j] == 0) continue;
        active += 1;
        float* HWY_RESTRICT p = row_of(tables.items, c.item[j]);
        float* p_sums = sums_of(p);
        const auto slope = hn::Set(d, c.slope[j]), l2 = hn::Set(d, decay * p[factors + fused_l2_factors]);
        for (std::size_t k = 0; k < factors; k += hn::Lanes(d)) {
          const auto a = hn::LoadU(d, p + k);
          hn::StoreU(hn::MulAdd(slope, a, hn::LoadU(d, sum.data() + k)), d, sum.data() + k);
          stepper.numbers(p + k, p_sums + k, a, hn::Mul(slope, hn::LoadU(d, before.data() + k)), l2);
        }
        stepper.weight(p + factors, p_sums + factors, c.slope[j], decay);
      }
      const auto l2 = hn::Set(d, active * decay * user[factors + fused_l2_factors]);
      for (std::size_t k = 0; k < factors; k += hn::Lanes(d))
        stepper.numbers(user + k, user_sums + k, hn::LoadU(d, user + k), hn::LoadU(d, sum.data() + k), l2);
    }
    stepper.weight(user + factors, user_sums + factors, total, active * decay);
    stepper.bias(bias, bias_sum, total);
  }
  return c.loss + loss.sum();
}

// A list of features with its sums.
struct Summed {
  const FusedFeature* first = nullptr;
  const FusedFeature* last = nullptr;
  float* sum = nullptr;  // of x v
  float alone = 0;       // the score of these features by themselves
};

template <bool Adagrad, class D>
class Lists {
 public:
  Lists(D d, const RankedStep& step, const RankedTables& tables)
      : d_(d),
        step_(step),
        tables_(tables),
        factors_(step.fused.factors),
        stepper_(d, step.fused),
        candidates_(1 + step.negatives),
        items_(1 + step.negatives),
        sums_(std::max<std::size_t>((4 + step.negatives) * factors_, 1)) {
    user_.sum = sums_.data();
    merged_ = sums_.data() + factors_;
    slope_user_ = merged_ + factors_;
    for (std::size_t j = 0; j < items_.size(); ++j) items_[j].sum = sums_.data() + (3 + j) * factors_;
  }

  double run(const RankedPositives& positives, float& bias, float& bias_sum) {
    for (std::size_t i = 0; i < positives.count; ++i) {
      summed(tables_.users, positives.user[i], user_);
      Compare(
          step_, positives, i,
          [&](std::size_t candidate, std::uint32_t item) {
            Summed& list = items_[candidate];
            summed(tables_.items, item, list);
            return bias + user_.alone + list.alone + RowDot(d_, user_.sum, list.sum, factors_);
          },
          candidates_, loss_);
      if (candidates_.count == 0) continue;
      if (step_.hardest) summed(tables_.items, candidates_.item[1], items_[1]);
      update(positives.weight == nullptr ? 2.0f : 2 * positives.weight[i], bias, bias_sum);
    }
    return candidates_.loss + loss_.sum();
  }

 private:
  void summed(const RankedSide& side, std::uint32_t number, Summed& list) const {
    list.first = side.lists.features + side.lists.offsets[number];
    list.last = side.lists.features + side.lists.offsets[number + 1];
    const std::size_t stride = step_.fused.stride();
    float linear = 0;
    for (const FusedFeature* f = list.first; f < list.last; ++f)
      linear += f->value * tables_.rows[f->row * stride + factors_ + fused_weight];
    auto pairs = hn::Zero(d_);
    for (std::size_t k = 0; k < factors_; k += hn::Lanes(d_)) {
      auto sum = hn::Zero(d_), squares = hn::Zero(d_);
      for (const FusedFeature* f = list.first; f < list.last; ++f) {
        const auto xv = hn::Mul(hn::Set(d_, f->value), hn::Load(d_, tables_.rows + f->row * stride + k));
        sum = hn::Add(sum, xv);
        squares = hn::MulAdd(xv, xv, squares);
      }
      hn::Store(sum, d_, list.sum + k);
      pairs = hn::Add(pairs, hn::MulSub(sum, sum, squares));
    }
    list.alone = linear + 0.5f * hn::GetLane(hn::SumOfLanes(d_, pairs));
  }

  // Gradients of the features of a list: x (base + slope (own - x v)).
  void descend(const Summed& list, const float* base, float slope, float decay) const {
    const std::size_t stride = step_.fused.stride();
    for (const FusedFeature* f = list.first; f < list.last; ++f) {
      float* row = tables_.rows + f->row * stride;
      float* sums = Adagrad ? tables_.sums + f->row * stride : nullptr;
      const auto x = hn::Set(d_, f->value), g = hn::Set(d_, slope);
      const auto l2 = hn::Set(d_, decay * row[factors_ + fused_l2_factors]);
      for (std::size_t k = 0; k < factors_; k += hn::Lanes(d_)) {
        const auto v = hn::Load(d_, row + k);
        const auto others = hn::NegMulAdd(x, v, hn::Load(d_, list.sum + k));
        const auto gradient = hn::Mul(x, hn::MulAdd(g, others, hn::Load(d_, base + k)));
        stepper_.numbers(row + k, sums + k, v, gradient, l2);
      }
      stepper_.weight(row + factors_, sums + factors_, f->value * slope, decay);
    }
  }

  void update(float decay, float& bias, float& bias_sum) {
    const Candidates& c = candidates_;
    const float total = SlopeSum(step_, c);
    float active = 0;
    for (std::size_t k = 0; k < factors_; k += hn::Lanes(d_)) {
      auto merged = hn::Zero(d_);
      for (std::size_t j = 0; j < c.count; ++j)
        merged = hn::MulAdd(hn::Set(d_, c.slope[j]), hn::Load(d_, items_[j].sum + k), merged);
      hn::Store(merged, d_, merged_ + k);
    }
    for (std::size_t j = 0; j < c.count; ++j) {
      if (c.slope[j] == 0) continue;
      active += 1;
      // slope (U + I - x v) = slope U + slope (I - x v)
      for (std::size_t k = 0; k < factors_; k += hn::Lanes(d_))
        hn::Store(hn::Mul(hn::Set(d_, c.slope[j]), hn::Load(d_, user_.sum + k)), d_, slope_user_ + k);
      descend(items_[j], slope_user_, c.slope[j], decay);
    }
    descend(user_, merged_, total, active * decay);
    stepper_.bias(bias, bias_sum, total);
  }

  D d_;
  const RankedStep& step_;
  const RankedTables& tables_;
  std::size_t factors_;
  Stepper<Adagrad, D> stepper_;
  Candidates candidates_;
  Summed user_;
  std::vector<Summed> items_;
  AlignedArray<float> sums_;
  float *merged_, *slope_user_;
  LogSum loss_;
};

template <std::size_t Factors>
double IdsOf(const RankedStep& step, const RankedTables& tables, const RankedPositives& positives, float& bias,
             float& bias_sum) {
  // Full-width vectors where they divide the row, else 8 lanes, which always do.
  constexpr bool full = Factors > 0 && Factors % (HWY_MAX_BYTES / sizeof(float)) == 0;
  const auto run = [&](auto d) {
    return tables.sums != nullptr ? RunIds<Factors, true>(d, step, tables, positives, bias, bias_sum)
                                  : RunIds<Factors, false>(d, step, tables, positives, bias, bias_sum);
  };
  if constexpr (full) {
    return run(hn::ScalableTag<float>());
  } else {
    return run(hn::CappedTag<float, 8>());
  }
}

double Ranked(const RankedStep& step, const RankedTables& tables, const RankedPositives& positives, float& bias,
              float& bias_sum) {
  if (tables.users.rows == nullptr || tables.items.rows == nullptr) {
    const hn::CappedTag<float, 8> d;
    if (tables.sums != nullptr) return Lists<true, decltype(d)>(d, step, tables).run(positives, bias, bias_sum);
    return Lists<false, decltype(d)>(d, step, tables).run(positives, bias, bias_sum);
  }
  switch (step.fused.factors) {
    case 16:
      return IdsOf<16>(step, tables, positives, bias, bias_sum);
    case 32:
      return IdsOf<32>(step, tables, positives, bias, bias_sum);
    case 64:
      return IdsOf<64>(step, tables, positives, bias, bias_sum);
    case 128:
      return IdsOf<128>(step, tables, positives, bias, bias_sum);
    case 256:
      return IdsOf<256>(step, tables, positives, bias, bias_sum);
    default:
      return IdsOf<0>(step, tables, positives, bias, bias_sum);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace interplay::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(Ranked);

double ranked_steps(const RankedStep& step, const RankedTables& tables, const RankedPositives& positives, float& bias,
                    float& bias_sum) {
  return HWY_DYNAMIC_DISPATCH(Ranked)(step, tables, positives, bias, bias_sum);
}

}  // namespace interplay::kernels
#endif  // HWY_ONCE
