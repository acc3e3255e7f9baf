#include "kernels/layer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "base/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/layer.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "kernels/bits-inl.h"
#include "kernels/lanes-inl.h"
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

void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums, BitRows nonzero) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float* row = x + r * stride;
    for_columns(columns, [&](auto d, std::size_t j) HWY_ATTR {
      hn::StoreU(hn::Add(hn::LoadU(d, sums + j), hn::LoadU(d, row + j)), d, sums + j);
    });
    find_nonzero_row(row, columns, nonzero.row(r));
  }
}

void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride) {
  with_lanes(from_stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t p = 0; p < parts; ++p)
        for (std::size_t k = 0; k < columns; k += hn::Lanes(d))  // padding goes where the next part begins
          hn::StoreU(hn::LoadU(d, from + (r * parts + p) * from_stride + k), d, to + r * to_stride + p * columns + k);
  });
}

void add_apart(const float* from, std::size_t rows, std::size_t parts, std::size_t columns, std::size_t from_stride,
               float* to, std::size_t to_stride) {
  with_lanes(to_stride, [&](auto d) HWY_ATTR {
    const std::size_t whole = columns / hn::Lanes(d) * hn::Lanes(d);
    const auto rest = hn::FirstN(d, columns - whole);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t p = 0; p < parts; ++p) {
        const float* part = from + r * from_stride + p * columns;
        float* at = to + (r * parts + p) * to_stride;
        for (std::size_t k = 0; k < whole; k += hn::Lanes(d))
          hn::StoreU(hn::Add(hn::LoadU(d, part + k), hn::LoadU(d, at + k)), d, at + k);
        if (whole == columns) continue;
        const auto more = hn::IfThenElseZero(rest, hn::LoadU(d, part + whole));
        hn::StoreU(hn::Add(more, hn::LoadU(d, at + whole)), d, at + whole);
      }
    }
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

// Eight columns of a row, by their random bits. kept, nonzero: bytes of rows of bits, which lie as little endian has
// it.
template <std::uint32_t width>
HWY_INLINE void drop_eight(const std::uint8_t* bits, std::uint32_t limit, float factor, float* x, std::uint8_t* kept,
                           std::uint8_t* nonzero) {
  const hn::CappedTag<float, 8> d;
  const hn::RebindToUnsigned<decltype(d)> wide;
  const hn::RebindToSigned<decltype(d)> whole;
  const auto greatest = hn::Set(whole, static_cast<std::int32_t>(limit) - 1);  // that is left out
  std::uint64_t all_kept = 0, all_nonzero = 0;
  for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) {
    const auto drawn = hn::BitCast(whole, drawn_numbers<width>(wide, bits, i));
    const auto keep = hn::RebindMask(d, hn::Gt(drawn, greatest));
    const auto value = hn::IfThenElseZero(keep, hn::Mul(hn::Set(d, factor), hn::LoadU(d, x + i)));
    hn::StoreU(value, d, x + i);
    all_kept |= bits_of(d, keep) << i;
    all_nonzero |= bits_of(d, hn::Ne(value, hn::Zero(d))) << i;
  }
  *kept = static_cast<std::uint8_t>(all_kept);
  *nonzero = static_cast<std::uint8_t>(all_nonzero);
}

template <std::uint32_t width>
void drop_by(const Dropout& dropout, std::uint32_t limit, std::size_t rows, std::size_t stride, BitRows kept,
             BitRows nonzero, float* x) {
  const RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32);
  constexpr std::size_t groups_a_block = 16 / width;
  const std::size_t groups = stride / 8, blocks = (groups + groups_a_block - 1) / groups_a_block;
  const auto factor = static_cast<float>(1 / (1 - dropout.rate));
  std::size_t row = 0, group = 0;
  philox_rows(stream.counter(), stream.key(), dropout.first_row, rows, blocks,
              [&](const std::uint32_t* words, std::size_t size, std::size_t) HWY_ATTR {
                for (std::size_t block = 0; block < size / 4; ++block) {
                  // Little endian: the lower bits of a word come first.
                  const auto* bits = reinterpret_cast<const std::uint8_t*>(words + 4 * block);
                  const std::size_t end = std::min(groups, group + groups_a_block);
                  auto* const row_kept = reinterpret_cast<std::uint8_t*>(kept.row(row));
                  auto* const row_nonzero = reinterpret_cast<std::uint8_t*>(nonzero.row(row));
                  for (; group < end; ++group, bits += width)
                    drop_eight<width>(bits, limit, factor, x + row * stride + 8 * group, row_kept + group,
                                      row_nonzero + group);
                  if (group == groups) {
                    group = 0;
                    ++row;
                  }
                }
              });
}

void drop(const Dropout& dropout, std::size_t rows, std::size_t stride, BitRows kept, BitRows nonzero, float* x) {
  const auto [width, limit] = dropout_bits(dropout.rate);
  switch (width) {
    case 1:
      return drop_by<1>(dropout, limit, rows, stride, kept, nonzero, x);
    case 2:
      return drop_by<2>(dropout, limit, rows, stride, kept, nonzero, x);
    case 4:
      return drop_by<4>(dropout, limit, rows, stride, kept, nonzero, x);
    case 8:
      return drop_by<8>(dropout, limit, rows, stride, kept, nonzero, x);
    default:
      return drop_by<16>(dropout, limit, rows, stride, kept, nonzero, x);
  }
}

void drop_backward(double rate, std::size_t rows, std::size_t stride, BitRows kept, float* gradient) {
  const hn::CappedTag<float, 8> d;
  const auto factor = hn::Set(d, static_cast<float>(1 / (1 - rate)));
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < stride; j += hn::Lanes(d)) {
      const std::uint64_t bits = kept.row(r)[j / 64] >> (j % 64);
      const auto keep = hn::LoadMaskBits(d, reinterpret_cast<const std::uint8_t*>(&bits));
      float* at = gradient + r * stride + j;
      hn::StoreU(hn::IfThenElseZero(keep, hn::Mul(factor, hn::LoadU(d, at))), d, at);
    }
  }
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(activate);
HWY_EXPORT(activate_backward);
HWY_EXPORT(add_rows);
HWY_EXPORT(put_side_by_side);
HWY_EXPORT(add_apart);
HWY_EXPORT(drop);
HWY_EXPORT(drop_backward);

void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x) {
  HWY_DYNAMIC_DISPATCH(activate)(f, bias, rows, columns, stride, x);
}
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient) {
  HWY_DYNAMIC_DISPATCH(activate_backward)(f, y, rows, columns, stride, gradient);
}
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums, BitRows nonzero) {
  HWY_DYNAMIC_DISPATCH(add_rows)(x, rows, columns, stride, sums, nonzero);
}
void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(put_side_by_side)(from, rows, parts, columns, from_stride, to, to_stride);
}
void add_apart(const float* from, std::size_t rows, std::size_t parts, std::size_t columns, std::size_t from_stride,
               float* to, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(add_apart)(from, rows, parts, columns, from_stride, to, to_stride);
}
void drop(const Dropout& dropout, std::size_t rows, std::size_t columns, std::size_t stride, BitRows kept,
          BitRows nonzero, float* x) {
  assert(stride % 8 == 0);
  std::fill_n(kept.data, rows * kept.words, 0);
  std::fill_n(nonzero.data, rows * nonzero.words, 0);
  HWY_DYNAMIC_DISPATCH(drop)(dropout, rows, stride, kept, nonzero, x);
  if (columns % 64 == 0) return;
  const std::uint64_t mask = (std::uint64_t{1} << columns % 64) - 1;
  for (std::size_t r = 0; r < rows; ++r) nonzero.row(r)[nonzero.words - 1] &= mask;
}
void drop_backward(double rate, std::size_t rows, std::size_t stride, BitRows kept, float* gradient) {
  HWY_DYNAMIC_DISPATCH(drop_backward)(rate, rows, stride, kept, gradient);
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
