// Masks of floats as bits. Included once per target, by Highway's rules.
#if defined(INTERPLAY_KERNELS_BITS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_BITS_INL_H
#undef INTERPLAY_KERNELS_BITS_INL_H
#else
#define INTERPLAY_KERNELS_BITS_INL_H
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {

// The bits of a mask, lane 0 the lowest.
template <class D, class Mask>
HWY_INLINE std::uint64_t bits_of(D d, Mask mask) {
  std::uint8_t bits[8] = {};
  hwy::HWY_NAMESPACE::StoreMaskBits(d, mask, bits);
  std::uint64_t word = 0;
  std::memcpy(&word, bits, sizeof word);
  return word;
}

// The mask of bits; bits beyond the lanes are ignored.
template <class D>
HWY_INLINE hwy::HWY_NAMESPACE::Mask<D> mask_of(D d, std::uint64_t word) {
  namespace hn = hwy::HWY_NAMESPACE;
  if constexpr (hn::MaxLanes(d) < 8) word &= (1u << hn::MaxLanes(d)) - 1;
  std::uint8_t bits[8];
  std::memcpy(bits, &word, sizeof word);
  return hn::LoadMaskBits(d, bits);
}

// Which of eight floats are not 0. NaN is not.
HWY_INLINE std::uint64_t nonzero_eight(const float* x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::CappedTag<float, 8> d;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) bits |= bits_of(d, hn::Ne(hn::LoadU(d, x + i), hn::Zero(d))) << i;
  return bits;
}

// A row of bits (kernels/bit_rows.h).
HWY_INLINE void find_nonzero_row(const float* x, std::size_t columns, std::uint64_t* out) {
  for (std::size_t first = 0; first < columns; first += 64) {
    std::uint64_t word = 0;
    const std::size_t end = std::min(columns, first + 64);
    std::size_t j = first;
    for (; j + 8 <= end; j += 8) word |= nonzero_eight(x + j) << (j % 64);
    for (; j < end; ++j) word |= std::uint64_t{x[j] != 0} << (j % 64);
    out[first / 64] = word;
  }
}

}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
