#include "kernels/layer.h"

#include <cmath>

#include "base/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/layer.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "kernels/philox-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
using One = hn::CappedTag<float, 1>;

// Calls f(d, j) for all columns, a register at a time.
template <class Function>
HWY_INLINE void for_columns(std::size_t columns, const Function& f) {
  const Floats d;
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= columns; j += hn::Lanes(d)) f(d, j);
  for (; j < columns; ++j) f(One(), j);
}

template <Activation f, class D>
HWY_INLINE hn::Vec<D> value(D d, hn::Vec<D> x) {
  if constexpr (f == Activation::relu) {
    // Not Max: a NaN stays one.
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
  } else if constexpr (f == Activation::tanh) {
    return hn::Tanh(d, x);
  } else if constexpr (f == Activation::sigmoid) {
    const auto half = hn::Set(d, 0.5f);
    return hn::MulAdd(half, hn::Tanh(d, hn::Mul(half, x)), half);
  } else {
    return x;
  }
}

template <Activation f, class D>
HWY_INLINE hn::Vec<D> slope(D d, hn::Vec<D> y, hn::Vec<D> gradient) {
  if constexpr (f == Activation::relu) {
    return hn::IfThenElseZero(hn::Gt(y, hn::Zero(d)), gradient);
  } else if constexpr (f == Activation::tanh) {
    return hn::Mul(gradient, hn::NegMulAdd(y, y, hn::Set(d, 1.0f)));
  } else if constexpr (f == Activation::sigmoid) {
    return hn::Mul(gradient, hn::NegMulAdd(y, y, y));
  } else {
    return gradient;
  }
}

template <Activation f>
void activate_as(const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x) {
  for (std::size_t r = 0; r < rows; ++r) {
    float* row = x + r * stride;
    for_columns(columns, [&](auto d, std::size_t j) HWY_ATTR {
      const auto z = hn::LoadU(d, row + j);
      hn::StoreU(value<f>(d, bias ? hn::Add(z, hn::LoadU(d, bias + j)) : z), d, row + j);
    });
  }
}

template <Activation f>
void activate_backward_as(const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                          float* gradient) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float* from = y + r * stride;
    float* to = gradient + r * stride;
    for_columns(columns, [&](auto d, std::size_t j) HWY_ATTR {
      hn::StoreU(slope<f>(d, hn::LoadU(d, from + j), hn::LoadU(d, to + j)), d, to + j);
    });
  }
}

void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x) {
  switch (f) {
    case Activation::identity: return activate_as<Activation::identity>(bias, rows, columns, stride, x);
    case Activation::relu: return activate_as<Activation::relu>(bias, rows, columns, stride, x);
    case Activation::tanh: return activate_as<Activation::tanh>(bias, rows, columns, stride, x);
    case Activation::sigmoid: return activate_as<Activation::sigmoid>(bias, rows, columns, stride, x);
  }
}

void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient) {
  switch (f) {
    case Activation::identity: return;
    case Activation::relu: return activate_backward_as<Activation::relu>(y, rows, columns, stride, gradient);
    case Activation::tanh: return activate_backward_as<Activation::tanh>(y, rows, columns, stride, gradient);
    case Activation::sigmoid: return activate_backward_as<Activation::sigmoid>(y, rows, columns, stride, gradient);
  }
}

void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums) {
  for_columns(columns, [&](auto d, std::size_t j) HWY_ATTR {
    auto sum = hn::LoadU(d, sums + j);
    for (std::size_t r = 0; r < rows; ++r) sum = hn::Add(sum, hn::LoadU(d, x + r * stride + j));
    hn::StoreU(sum, d, sums + j);
  });
}

void multiply_elements(const float* y, float* x, std::size_t size) {
  for_columns(size, [&](auto d, std::size_t i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, x + i);
  });
}

void dropout_factors(const Dropout& dropout, std::size_t rows, std::size_t groups, float* factors) {
  const RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32);
  const auto limit = static_cast<std::int32_t>(std::lround(65536 * dropout.rate));
  const auto kept = static_cast<float>(1 / (1 - dropout.rate));
  philox_rows(stream.counter(), stream.key(), dropout.first_row, rows, groups,
              [&](const std::uint32_t* words, std::size_t count, std::size_t first) HWY_ATTR {
                const hn::CappedTag<float, 8> d;
                const hn::Rebind<std::int32_t, decltype(d)> wide;
                const hn::Rebind<std::uint16_t, decltype(d)> half;
                // Little endian: the lower half of a word comes first.
                const auto* halves = reinterpret_cast<const std::uint16_t*>(words);
                for (std::size_t i = 0; i < 2 * count; i += hn::Lanes(d)) {
                  const auto bits = hn::PromoteTo(wide, hn::LoadU(half, halves + i));
                  const auto keep = hn::RebindMask(d, hn::Gt(bits, hn::Set(wide, limit - 1)));
                  hn::StoreU(hn::IfThenElseZero(keep, hn::Set(d, kept)), d, factors + 2 * first + i);
                }
              });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(activate);
HWY_EXPORT(activate_backward);
HWY_EXPORT(add_rows);
HWY_EXPORT(multiply_elements);
HWY_EXPORT(dropout_factors);

void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x) {
  HWY_DYNAMIC_DISPATCH(activate)(f, bias, rows, columns, stride, x);
}
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient) {
  HWY_DYNAMIC_DISPATCH(activate_backward)(f, y, rows, columns, stride, gradient);
}
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_rows)(x, rows, columns, stride, sums);
}
void multiply_elements(const float* y, float* x, std::size_t size) {
  HWY_DYNAMIC_DISPATCH(multiply_elements)(y, x, size);
}
void dropout_factors(const Dropout& dropout, std::size_t rows, std::size_t groups, float* factors) {
  HWY_DYNAMIC_DISPATCH(dropout_factors)(dropout, rows, groups, factors);
}

}  // namespace interplay::kernels
#endif
