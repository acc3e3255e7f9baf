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

// Columns [j, end) of a row, as many registers of d as they fill, among the 64 of `keep`. Returns where the outcome is
// not 0, behind relu.
template <Activation f, class D>
HWY_INLINE std::uint64_t activate_lanes(D d, const float* bias, std::uint64_t keep, float factor, std::size_t& j,
                                        std::size_t end, float* row) {
  std::uint64_t active = 0;
  for (; j + hn::Lanes(d) <= end; j += hn::Lanes(d)) {
    const auto in = hn::LoadU(d, row + j), z = bias ? hn::Add(in, hn::LoadU(d, bias + j)) : in;
    auto kept = mask_of(d, keep >> j % 64);
    if constexpr (f == Activation::relu) {
      kept = hn::And(kept, hn::Not(hn::Le(z, hn::Zero(d))));  // not Gt: a NaN stays one
      active |= bits_of(d, kept) << j % 64;
      hn::StoreU(hn::IfThenElseZero(kept, hn::Mul(hn::Set(d, factor), z)), d, row + j);
    } else {
      hn::StoreU(hn::IfThenElseZero(kept, hn::Mul(hn::Set(d, factor), value<f>(d, z))), d, row + j);
    }
  }
  return active;
}

template <Activation f>
void activate_kept_as(const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, DropoutMask kept,
                      float* x) {
  for (std::size_t r = 0; r < rows; ++r) {
    float* row = x + r * stride;
    for (std::size_t j = 0; j < columns;) {
      const std::size_t end = std::min(columns, j + 64);
      std::uint64_t& word = kept.bits.row(r)[j / 64];
      const std::uint64_t keep = kept.is_dropout ? word : ~std::uint64_t{0};
      std::uint64_t active = activate_lanes<f>(hn::CappedTag<float, 16>(), bias, keep, kept.factor, j, end, row);
      active |= activate_lanes<f>(hn::CappedTag<float, 4>(), bias, keep, kept.factor, j, end, row);
      active |= activate_lanes<f>(One(), bias, keep, kept.factor, j, end, row);
      if (f == Activation::relu) word = active;
    }
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

void activate_kept(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride,
                   DropoutMask kept, float* x) {
  switch (f) {
    case Activation::identity:
      return activate_kept_as<Activation::identity>(bias, rows, columns, stride, kept, x);
    case Activation::relu:
      return activate_kept_as<Activation::relu>(bias, rows, columns, stride, kept, x);
    case Activation::tanh:
      return activate_kept_as<Activation::tanh>(bias, rows, columns, stride, kept, x);
    case Activation::sigmoid:
      return activate_kept_as<Activation::sigmoid>(bias, rows, columns, stride, kept, x);
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

// Columns [first, first + count registers), within one word of bits, of all rows: their sums stay in registers.
template <std::size_t count, class D>
void keep_and_add_columns(D d, BitRows bits, std::size_t rows, std::size_t first, std::size_t stride, float* x,
                          float* sums) {
  hn::Vec<D> sum[count];
  for (std::size_t v = 0; v < count; ++v) sum[v] = hn::LoadU(d, sums + first + v * hn::Lanes(d));
  for (std::size_t r = 0; r < rows; ++r) {
    const std::uint64_t word = bits.row(r)[first / 64] >> first % 64;
    for (std::size_t v = 0; v < count; ++v) {
      float* at = x + r * stride + first + v * hn::Lanes(d);
      const auto kept = hn::IfThenElseZero(mask_of(d, word >> v * hn::Lanes(d)), hn::LoadU(d, at));
      hn::StoreU(kept, d, at);
      sum[v] = hn::Add(sum[v], kept);
    }
  }
  for (std::size_t v = 0; v < count; ++v) hn::StoreU(sum[v], d, sums + first + v * hn::Lanes(d));
}

template <std::size_t count, class D>
std::size_t keep_and_add_parts(D d, BitRows bits, std::size_t rows, std::size_t first, std::size_t columns,
                               std::size_t stride, float* x, float* sums) {
  const std::size_t width = count * hn::Lanes(d);
  for (; first + width <= columns; first += width) keep_and_add_columns<count>(d, bits, rows, first, stride, x, sums);
  return first;
}

void keep_and_add_rows(BitRows bits, std::size_t rows, std::size_t columns, std::size_t stride, float* x, float* sums) {
  const hn::CappedTag<float, 16> d;
  std::size_t first = keep_and_add_parts<4>(d, bits, rows, 0, columns, stride, x, sums);
  first = keep_and_add_parts<1>(d, bits, rows, first, columns, stride, x, sums);
  first = keep_and_add_parts<1>(hn::CappedTag<float, 4>(), bits, rows, first, columns, stride, x, sums);
  keep_and_add_parts<1>(One(), bits, rows, first, columns, stride, x, sums);
}

void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride) {
  with_lanes(from_stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t p = 0; p < parts; ++p) {
        const float* part = from + (r * parts + p) * from_stride;
        float* at = to + r * to_stride + p * columns;
        if (r + 1 == rows && p + 1 == parts) {
          std::memcpy(at, part, columns * sizeof(float));
          continue;
        }
        for (std::size_t k = 0; k < columns; k += hn::Lanes(d))  // padding goes where the next part begins
          hn::StoreU(hn::LoadU(d, part + k), d, at + k);
      }
    }
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

// Which of eight columns of a row are kept, by their random bits.
template <std::uint32_t width>
HWY_INLINE std::uint64_t draw_eight(const std::uint8_t* bits, std::uint32_t limit) {
  const hn::CappedTag<std::uint32_t, 8> d;
  const hn::RebindToSigned<decltype(d)> whole;
  const auto greatest = hn::Set(whole, static_cast<std::int32_t>(limit) - 1);  // that is left out
  std::uint64_t kept = 0;
  for (std::size_t i = 0; i < 8; i += hn::Lanes(d))
    kept |= bits_of(whole, hn::Gt(hn::BitCast(whole, drawn_numbers<width>(d, bits, i)), greatest)) << i;
  return kept;
}

// Writes what a block of 128 random bits tells of a row's columns, from number `block` of its blocks on.
template <std::uint32_t width>
HWY_INLINE void draw_block(const std::uint32_t* random, std::uint32_t limit, std::size_t block, std::size_t words,
                           std::uint64_t* row) {
  // Little endian: the lower bits of a word come first.
  const auto* bits = reinterpret_cast<const std::uint8_t*>(random);
  if constexpr (width == 1) {
    std::uint64_t both[2];
    std::memcpy(both, bits, sizeof both);
    for (std::size_t w = 2 * block; w < std::min(words, 2 * block + 2); ++w)
      row[w] = limit == 0 ? ~std::uint64_t{0} : both[w % 2];
  } else {
    constexpr std::size_t groups = 16 / width;
    for (std::size_t group = groups * block; group < std::min(8 * words, groups * (block + 1)); ++group, bits += width)
      row[group / 8] |= draw_eight<width>(bits, limit) << 8 * (group % 8);
  }
}

template <std::uint32_t width>
void draw_by(const Dropout& dropout, std::uint32_t limit, std::size_t rows, std::size_t columns, BitRows kept) {
  const RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32);
  const std::size_t blocks = (columns * width + 127) / 128;
  std::size_t row = 0, block = 0;
  philox_rows(stream.counter(), stream.key(), dropout.first_row, rows, blocks,
              [&](const std::uint32_t* words, std::size_t size, std::size_t) HWY_ATTR {
                for (std::size_t i = 0; i < size; i += 4) {
                  draw_block<width>(words + i, limit, block, kept.words, kept.row(row));
                  if (++block < blocks) continue;
                  block = 0;
                  ++row;
                }
              });
}

void draw(const Dropout& dropout, std::size_t rows, std::size_t columns, BitRows kept) {
  const auto [width, limit] = dropout_bits(dropout.rate);
  switch (width) {
    case 1:
      return draw_by<1>(dropout, limit, rows, columns, kept);
    case 2:
      return draw_by<2>(dropout, limit, rows, columns, kept);
    case 4:
      return draw_by<4>(dropout, limit, rows, columns, kept);
    case 8:
      return draw_by<8>(dropout, limit, rows, columns, kept);
    default:
      return draw_by<16>(dropout, limit, rows, columns, kept);
  }
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(activate);
HWY_EXPORT(activate_kept);
HWY_EXPORT(activate_backward);
HWY_EXPORT(add_rows);
HWY_EXPORT(keep_and_add_rows);
HWY_EXPORT(put_side_by_side);
HWY_EXPORT(add_apart);
HWY_EXPORT(draw);

void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride, float* x) {
  HWY_DYNAMIC_DISPATCH(activate)(f, bias, rows, columns, stride, x);
}
void activate(Activation f, const float* bias, std::size_t rows, std::size_t columns, std::size_t stride,
              DropoutMask kept, float* x) {
  HWY_DYNAMIC_DISPATCH(activate_kept)(f, bias, rows, columns, stride, kept, x);
}
void activate_backward(Activation f, const float* y, std::size_t rows, std::size_t columns, std::size_t stride,
                       float* gradient) {
  HWY_DYNAMIC_DISPATCH(activate_backward)(f, y, rows, columns, stride, gradient);
}
void add_rows(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, float* sums, BitRows nonzero) {
  HWY_DYNAMIC_DISPATCH(add_rows)(x, rows, columns, stride, sums, nonzero);
}
void keep_and_add_rows(BitRows bits, std::size_t rows, std::size_t columns, std::size_t stride, float* x, float* sums) {
  HWY_DYNAMIC_DISPATCH(keep_and_add_rows)(bits, rows, columns, stride, x, sums);
}
void put_side_by_side(const float* from, std::size_t rows, std::size_t parts, std::size_t columns,
                      std::size_t from_stride, float* to, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(put_side_by_side)(from, rows, parts, columns, from_stride, to, to_stride);
}
void add_apart(const float* from, std::size_t rows, std::size_t parts, std::size_t columns, std::size_t from_stride,
               float* to, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(add_apart)(from, rows, parts, columns, from_stride, to, to_stride);
}
void draw(const Dropout& dropout, std::size_t rows, std::size_t columns, BitRows kept) {
  std::fill_n(kept.data, rows * kept.words, 0);
  HWY_DYNAMIC_DISPATCH(draw)(dropout, rows, columns, kept);
  if (columns % 64 == 0) return;
  const std::uint64_t mask = (std::uint64_t{1} << columns % 64) - 1;
  for (std::size_t r = 0; r < rows; ++r) kept.row(r)[kept.words - 1] &= mask;
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
