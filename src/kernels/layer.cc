#include "kernels/layer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

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
void activate_backward_as(const float* y, std::size_t rows, std::size_t columns, std::size_t stride, float* gradient) {
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
    case Activation::identity:
      return activate_as<Activation::identity>(bias, rows, columns, stride, x);
    case Activation::relu:
      return activate_as<Activation::relu>(bias, rows, columns, stride, x);
    case Activation::tanh:
      return activate_as<Activation::tanh>(bias, rows, columns, stride, x);
    case Activation::sigmoid:
      return activate_as<Activation::sigmoid>(bias, rows, columns, stride, x);
  }
}

void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient) {
  switch (f) {
    case Activation::identity:
      return;
    case Activation::relu:
      return activate_backward_as<Activation::relu>(y, rows, columns, stride, gradient);
    case Activation::tanh:
      return activate_backward_as<Activation::tanh>(y, rows, columns, stride, gradient);
    case Activation::sigmoid:
      return activate_backward_as<Activation::sigmoid>(y, rows, columns, stride, gradient);
  }
}

void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums) {
  for_columns(columns, [&](auto d, std::size_t j) HWY_ATTR {
    auto sum = hn::LoadU(d, sums + j);
    for (std::size_t r = 0; r < rows; ++r) sum = hn::Add(sum, hn::LoadU(d, x + r * stride + j));
    hn::StoreU(sum, d, sums + j);
  });
}

// What decides over the columns from i on of a group of eight, a register of them: numbers of `width` bits.
template <std::uint32_t width, class D>
HWY_INLINE hn::Vec<D> drawn_numbers(D d, const std::uint8_t* bits, std::size_t i) {
  if constexpr (width == 16) {
    const hn::Rebind<std::uint16_t, D> halves;
    return hn::PromoteTo(d, hn::LoadU(halves, reinterpret_cast<const std::uint16_t*>(bits) + i));
  } else if constexpr (width == 8) {
    const hn::Rebind<std::uint8_t, D> bytes;
    return hn::PromoteTo(d, hn::LoadU(bytes, bits + i));
  } else {
    std::uint32_t all = 0;
    std::memcpy(&all, bits, width);
    const auto shift = hn::Mul(hn::Iota(d, static_cast<std::uint32_t>(i)), hn::Set(d, width));
    return hn::And(hn::Shr(hn::Set(d, all), shift), hn::Set(d, (1u << width) - 1));
  }
}

template <std::uint32_t width>
void drop_by(const Dropout& dropout, std::uint32_t limit, std::size_t rows, std::size_t groups, float* factors,
             float* x) {
  const RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32);
  constexpr std::size_t groups_a_block = 16 / width;
  const std::size_t blocks = (groups + groups_a_block - 1) / groups_a_block;
  std::size_t group = 0;  // of the row
  philox_rows(stream.counter(), stream.key(), dropout.first_row, rows, blocks,
              [&](const std::uint32_t* words, std::size_t count, std::size_t) HWY_ATTR {
                const hn::CappedTag<float, 8> d;
                const hn::RebindToUnsigned<decltype(d)> wide;
                const hn::RebindToSigned<decltype(d)> whole;
                const auto kept = hn::Set(d, static_cast<float>(1 / (1 - dropout.rate)));
                const auto least = hn::Set(whole, static_cast<std::int32_t>(limit));
                for (std::size_t block = 0; block < count / 4; ++block) {
                  // Little endian: the lower bits of a word come first.
                  const auto* bits = reinterpret_cast<const std::uint8_t*>(words + 4 * block);
                  const std::size_t here = std::min(groups_a_block, groups - group);
                  for (std::size_t g = 0; g < here; ++g, factors += 8, x += 8) {
                    for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) {
                      const auto drawn = hn::BitCast(whole, drawn_numbers<width>(wide, bits + g * width, i));
                      const auto left_out = hn::RebindMask(d, hn::Lt(drawn, least));
                      const auto factor = hn::IfThenZeroElse(left_out, kept);
                      hn::StoreU(factor, d, factors + i);
                      hn::StoreU(hn::Mul(factor, hn::LoadU(d, x + i)), d, x + i);
                    }
                  }
                  group = group + here == groups ? 0 : group + here;
                }
              });
}

void drop(const Dropout& dropout, std::size_t rows, std::size_t groups, float* factors, float* x) {
  const auto [width, limit] = dropout_bits(dropout.rate);
  switch (width) {
    case 1:
      return drop_by<1>(dropout, limit, rows, groups, factors, x);
    case 2:
      return drop_by<2>(dropout, limit, rows, groups, factors, x);
    case 4:
      return drop_by<4>(dropout, limit, rows, groups, factors, x);
    case 8:
      return drop_by<8>(dropout, limit, rows, groups, factors, x);
    default:
      return drop_by<16>(dropout, limit, rows, groups, factors, x);
  }
}

void drop_backward(const float* factors, float rate, std::size_t size, float* gradient, float* x) {
  for_columns(size, [&](auto d, std::size_t i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::LoadU(d, gradient + i), hn::LoadU(d, factors + i)), d, gradient + i);
    hn::StoreU(hn::Mul(hn::LoadU(d, x + i), hn::Set(d, 1 - rate)), d, x + i);
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
HWY_EXPORT(drop);
HWY_EXPORT(drop_backward);

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
void drop(const Dropout& dropout, std::size_t rows, std::size_t groups, float* factors, float* x) {
  HWY_DYNAMIC_DISPATCH(drop)(dropout, rows, groups, factors, x);
}
void drop_backward(const float* factors, float rate, std::size_t size, float* gradient, float* x) {
  HWY_DYNAMIC_DISPATCH(drop_backward)(factors, rate, size, gradient, x);
}

DropoutBits dropout_bits(double rate) {
  auto limit = static_cast<std::uint32_t>(std::lround(65536 * rate));
  std::uint32_t width = 16;
  while (width > 1 && limit % (1u << width / 2) == 0) {
    width /= 2;
    limit >>= width;
  }
  return {width, limit};
}

}  // namespace interplay::kernels
#endif
