#include "kernels/pooling.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pooling.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE float squared_norm(D d, const float* v, std::size_t stride) {
  auto sum = hn::Zero(d);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const auto value = hn::LoadU(d, v + k);
    sum = hn::MulAdd(value, value, sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

// to += x from
template <class D>
HWY_INLINE void add_scaled(D d, float x, const float* from, float* to, std::size_t stride) {
  const auto factor = hn::Set(d, x);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d))
    hn::StoreU(hn::MulAdd(factor, hn::LoadU(d, from + k), hn::LoadU(d, to + k)), d, to + k);
}

void gather(const float* table, std::size_t stride, const std::uint32_t* codes, std::size_t count, float* out,
            std::size_t out_stride, float* squares, std::size_t squares_stride) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i) {
      if (i + rows_ahead < count) fetch_row(table, codes[i + rows_ahead], stride);
      const float* v = table + codes[i] * stride;
      float* to = out + i * out_stride;
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) hn::StoreU(hn::LoadU(d, v + k), d, to + k);
      if (squares) squares[i * squares_stride] = squared_norm(d, v, stride);
    }
  });
}

// The registers from k on of a bag's sum; adds their part of the sum of squares.
template <std::size_t count, class D>
HWY_INLINE float pool_part(D d, const float* table, std::size_t stride, const Bags& bags, std::size_t bag,
                           std::size_t k, bool squares, float* to) {
  hn::Vec<D> sum[count];
  for (std::size_t v = 0; v < count; ++v) sum[v] = hn::Zero(d);
  float total = 0;
  for (std::uint32_t e = bags.first[bag]; e < bags.last[bag]; ++e) {
    const float* from = table + bags.codes[e] * stride + k;
    const auto x = hn::Set(d, bags.x[e]);
    for (std::size_t v = 0; v < count; ++v) sum[v] = hn::MulAdd(x, hn::LoadU(d, from + v * hn::Lanes(d)), sum[v]);
    if (squares) total += bags.x[e] * bags.x[e] * squared_norm(d, from, count * hn::Lanes(d));
  }
  for (std::size_t v = 0; v < count; ++v) hn::StoreU(sum[v], d, to + k + v * hn::Lanes(d));
  return total;
}

void pool(const float* table, std::size_t stride, const Bags& bags, float* out, std::size_t out_stride, float* squares,
          std::size_t squares_stride) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    constexpr std::size_t several = 3;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i < bags.count; ++i) {
      float* to = out + i * out_stride;
      float sum = 0;
      std::size_t k = 0;
      for (; k + several * lanes <= stride; k += several * lanes)
        sum += pool_part<several>(d, table, stride, bags, i, k, squares != nullptr, to);
      for (; k < stride; k += lanes) sum += pool_part<1>(d, table, stride, bags, i, k, squares != nullptr, to);
      if (squares) squares[i * squares_stride] = sum;
    }
  });
}

void map_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count, float* out,
                 std::size_t out_stride, float* squares, std::size_t squares_stride) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i) {
      float* to = out + i * out_stride;
      const auto factor = hn::Set(d, x[i]);
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
        const auto start = b ? hn::LoadU(d, b + k) : hn::Zero(d);
        hn::StoreU(hn::MulAdd(factor, hn::LoadU(d, v + k), start), d, to + k);
      }
      if (squares) squares[i * squares_stride] = squared_norm(d, to, stride);
    }
  });
}

void scatter(const float* table, std::size_t stride, const std::uint32_t* codes, const std::uint32_t* positions,
             std::size_t count, const PooledGradient& pooled, float* gradient) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t i = 0; i < count; ++i) {
      if (i + rows_ahead < count) {
        fetch_row(gradient, positions[i + rows_ahead], stride);
        fetch(pooled.values + (i + rows_ahead) * pooled.values_stride, stride);
      }
      float* to = gradient + positions[i] * stride;
      const float* g = pooled.values + i * pooled.values_stride;
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d))
        hn::StoreU(hn::Add(hn::LoadU(d, to + k), hn::LoadU(d, g + k)), d, to + k);
      if (pooled.squares)
        add_scaled(d, 2 * pooled.squares[i * pooled.squares_stride], table + codes[i] * stride, to, stride);
    }
  });
}

void scatter_bags(const float* table, std::size_t stride, const Bags& bags, const std::uint32_t* positions,
                  const PooledGradient& pooled, float* gradient) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t i = 0; i < bags.count; ++i) {
      const float* g = pooled.values + i * pooled.values_stride;
      for (std::uint32_t e = bags.first[i]; e < bags.last[i]; ++e) {
        float* to = gradient + positions[e] * stride;
        const float x = bags.x[e];
        add_scaled(d, x, g, to, stride);
        if (pooled.squares)
          add_scaled(d, 2 * x * x * pooled.squares[i * pooled.squares_stride], table + bags.codes[e] * stride, to,
                     stride);
      }
    }
  });
}

void scatter_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count,
                     const PooledGradient& pooled, float* v_gradient, float* b_gradient) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
      const auto slope = hn::LoadU(d, v + k);
      const auto start = b ? hn::LoadU(d, b + k) : hn::Zero(d);
      auto v_sum = hn::LoadU(d, v_gradient + k);
      auto b_sum = b ? hn::LoadU(d, b_gradient + k) : hn::Zero(d);
      for (std::size_t i = 0; i < count; ++i) {
        const auto value = hn::Set(d, x[i]);
        auto t = hn::LoadU(d, pooled.values + i * pooled.values_stride + k);
        if (pooled.squares) {
          const auto twice = hn::Set(d, 2 * pooled.squares[i * pooled.squares_stride]);
          t = hn::MulAdd(twice, hn::MulAdd(value, slope, start), t);
        }
        v_sum = hn::MulAdd(value, t, v_sum);
        b_sum = hn::Add(b_sum, t);
      }
      hn::StoreU(v_sum, d, v_gradient + k);
      if (b) hn::StoreU(b_sum, d, b_gradient + k);
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(gather);
HWY_EXPORT(pool);
HWY_EXPORT(map_numbers);
HWY_EXPORT(scatter);
HWY_EXPORT(scatter_bags);
HWY_EXPORT(scatter_numbers);

void gather(const float* table, std::size_t stride, const std::uint32_t* codes, std::size_t count, float* out,
            std::size_t out_stride, float* squares, std::size_t squares_stride) {
  HWY_DYNAMIC_DISPATCH(gather)(table, stride, codes, count, out, out_stride, squares, squares_stride);
}
void pool(const float* table, std::size_t stride, const Bags& bags, float* out, std::size_t out_stride, float* squares,
          std::size_t squares_stride) {
  HWY_DYNAMIC_DISPATCH(pool)(table, stride, bags, out, out_stride, squares, squares_stride);
}
void map_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count, float* out,
                 std::size_t out_stride, float* squares, std::size_t squares_stride) {
  HWY_DYNAMIC_DISPATCH(map_numbers)(v, b, stride, x, count, out, out_stride, squares, squares_stride);
}
void scatter(const float* table, std::size_t stride, const std::uint32_t* codes, const std::uint32_t* positions,
             std::size_t count, const PooledGradient& pooled, float* gradient) {
  HWY_DYNAMIC_DISPATCH(scatter)(table, stride, codes, positions, count, pooled, gradient);
}
void scatter_bags(const float* table, std::size_t stride, const Bags& bags, const std::uint32_t* positions,
                  const PooledGradient& pooled, float* gradient) {
  HWY_DYNAMIC_DISPATCH(scatter_bags)(table, stride, bags, positions, pooled, gradient);
}
void scatter_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count,
                     const PooledGradient& pooled, float* v_gradient, float* b_gradient) {
  HWY_DYNAMIC_DISPATCH(scatter_numbers)(v, b, stride, x, count, pooled, v_gradient, b_gradient);
}

}  // namespace interplay::kernels
#endif
