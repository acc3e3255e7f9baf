// Masks of eight floats as bits. Included once per target, by Highway's rules.
#if defined(INTERPLAY_KERNELS_BITS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_BITS_INL_H
#undef INTERPLAY_KERNELS_BITS_INL_H
#else
#define INTERPLAY_KERNELS_BITS_INL_H
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {

// The bits of a mask of at most eight lanes, lane 0 the lowest.
template <class D, class Mask>
HWY_INLINE std::uint64_t bits_of(D d, Mask mask) {
  std::uint8_t bits[8] = {};
  hwy::HWY_NAMESPACE::StoreMaskBits(d, mask, bits);
  return bits[0];
}

// Which of eight floats are not 0. NaN is not.
HWY_INLINE std::uint64_t nonzero_eight(const float* x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::CappedTag<float, 8> d;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; i += hn::Lanes(d))
    bits |= bits_of(d, hn::Ne(hn::LoadU(d, x + i), hn::Zero(d))) << i;
  return bits;
}

}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
