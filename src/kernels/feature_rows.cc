#include "kernels/feature_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/feature_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// `count` vectors of columns: the sum and the products with it stay in registers. Returns the products, not yet added.
template <std::size_t count, bool within, class D>
HWY_INLINE hn::Vec<D> add_columns(D d, const FeatureTables& tables, const FeatureBag& bag, std::size_t column,
                                  float* to) {
  hn::Vec<D> sum[count], own[count], pairs[count];
  for (std::size_t k = 0; k < count; ++k) {
    sum[k] = hn::LoadU(d, to + k * hn::Lanes(d));
    own[k] = pairs[k] = hn::Zero(d);
  }
  const auto factor = hn::Set(d, bag.factor);
  for (std::size_t i = 0; i < bag.count; ++i) {
    const float* v = tables.vectors + bag.codes[i] * tables.stride + column;
    const auto x = bag.x ? hn::Set(d, bag.factor * bag.x[i]) : factor;
    for (std::size_t k = 0; k < count; ++k) {
      const auto xv = hn::Mul(x, hn::LoadU(d, v + k * hn::Lanes(d)));
      if constexpr (within) {
        pairs[k] = hn::MulAdd(xv, sum[k], pairs[k]);
        sum[k] = hn::Add(sum[k], xv);
      } else {
        own[k] = hn::Add(own[k], xv);
      }
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    if constexpr (!within) {
      pairs[k] = hn::Mul(sum[k], own[k]);
      sum[k] = hn::Add(sum[k], own[k]);
    }
    hn::StoreU(sum[k], d, to + k * hn::Lanes(d));
    if (k > 0) pairs[0] = hn::Add(pairs[0], pairs[k]);
  }
  return pairs[0];
}

template <bool within, class D>
HWY_INLINE float add_vectors(D d, const FeatureTables& tables, const FeatureBag& bag, float* sum) {
  auto pairs = hn::Zero(d);
  std::size_t k = 0;
  for (; k + 2 * hn::Lanes(d) <= tables.stride; k += 2 * hn::Lanes(d))
    pairs = hn::Add(pairs, add_columns<2, within>(d, tables, bag, k, sum + k));
  for (; k < tables.stride; k += hn::Lanes(d))
    pairs = hn::Add(pairs, add_columns<1, within>(d, tables, bag, k, sum + k));
  return hn::GetLane(hn::SumOfLanes(d, pairs));
}

float add_features(const FeatureTables& tables, const FeatureBag& bag, bool within, float* sum) {
  float number = 0;
  if (tables.weights)
    for (std::size_t i = 0; i < bag.count; ++i)
      number += (bag.x ? bag.factor * bag.x[i] : bag.factor) * tables.weights[bag.codes[i] * tables.weight_stride];
  if (tables.vectors == nullptr || tables.stride == 0 || bag.count == 0) return number;
  with_panels(tables.stride, [&](auto d, auto) HWY_ATTR {
    number += within ? add_vectors<true>(d, tables, bag, sum) : add_vectors<false>(d, tables, bag, sum);
  });
  return number;
}

// Joins one record: vector_of(t) and number_of(t) are those of its row of table t.
template <class D, class VectorOf, class NumberOf>
HWY_INLINE float join(D d, std::size_t table_count, std::size_t stride, float start, const VectorOf& vector_of,
                      const NumberOf& number_of, float* vector) {
  float number = start;
  for (std::size_t t = 0; t < table_count; ++t) number += number_of(t);
  auto pairs = hn::Zero(d);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (std::size_t t = 0; t < table_count; ++t) {
      const auto v = hn::LoadU(d, vector_of(t) + k);
      pairs = hn::MulAdd(v, sum, pairs);
      sum = hn::Add(sum, v);
    }
    if (vector) hn::StoreU(sum, d, vector + k);
  }
  return number + hn::GetLane(hn::SumOfLanes(d, pairs));
}

void join_rows(const SummedRows* tables, std::size_t table_count, std::size_t count, std::size_t stride, float start,
               float* numbers, float* vectors) {
  with_panels(stride, [&](auto d, auto) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i)
      numbers[i] = join(
          d, table_count, stride, start,
          [&](std::size_t t) HWY_ATTR { return tables[t].vectors + tables[t].rows[i] * stride; },
          [&](std::size_t t) HWY_ATTR { return tables[t].numbers[tables[t].rows[i]]; },
          vectors ? vectors + i * stride : nullptr);
  });
}

void join_members(const SummedMembers* tables, std::size_t table_count, std::size_t count, std::size_t stride,
                  const float* starts, float* numbers, float* vectors) {
  with_panels(stride, [&](auto d, auto) HWY_ATTR {
    for (std::size_t m = 0; m < count; ++m)
      numbers[m] = join(
          d, table_count, stride, starts[m], [&](std::size_t t) HWY_ATTR { return tables[t].vectors + m * stride; },
          [&](std::size_t t) HWY_ATTR { return tables[t].numbers[m]; }, vectors ? vectors + m * stride : nullptr);
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(add_features);
HWY_EXPORT(join_rows);
HWY_EXPORT(join_members);

float add_features(const FeatureTables& tables, const FeatureBag& bag, bool within, float* sum) {
  return HWY_DYNAMIC_DISPATCH(add_features)(tables, bag, within, sum);
}
void join_rows(const SummedRows* tables, std::size_t table_count, std::size_t count, std::size_t stride, float start,
               float* numbers, float* vectors) {
  HWY_DYNAMIC_DISPATCH(join_rows)(tables, table_count, count, stride, start, numbers, vectors);
}
void join_members(const SummedMembers* tables, std::size_t table_count, std::size_t count, std::size_t stride,
                  const float* starts, float* numbers, float* vectors) {
  HWY_DYNAMIC_DISPATCH(join_members)(tables, table_count, count, stride, starts, numbers, vectors);
}

}  // namespace interplay::kernels
#endif
