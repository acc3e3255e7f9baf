// Philox4x32-10 (Salmon et al. 2011) on as many counters as a register has lanes: the words of RandomStream
// (base/random.h), many at a time. Included once per target, by Highway's rules.
#if defined(INTERPLAY_KERNELS_PHILOX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_PHILOX_INL_H
#undef INTERPLAY_KERNELS_PHILOX_INL_H
#else
#define INTERPLAY_KERNELS_PHILOX_INL_H
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {

// The upper halves of the products of 32-bit lanes.
template <class D>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> multiply_high(D d, hwy::HWY_NAMESPACE::Vec<D> a, hwy::HWY_NAMESPACE::Vec<D> b) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(d, static_cast<std::uint32_t>((std::uint64_t{hn::GetLane(a)} * hn::GetLane(b)) >> 32));
#else
  const auto even = hn::MulEven(a, b), odd = hn::MulEven(hn::Shuffle2301(a), b);
  return hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)));
#endif
}

template <class D>
struct PhiloxState {
  hwy::HWY_NAMESPACE::Vec<D> x0, x1, x2, x3;
};

template <class D>
HWY_INLINE void philox(D d, PhiloxState<D>& x, std::array<std::uint32_t, 2> key) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto m0 = hn::Set(d, 0xD2511F53u), m1 = hn::Set(d, 0xCD9E8D57u);
  for (int round = 0; round < 10; ++round) {
    const auto high0 = multiply_high(d, x.x0, m0), low0 = hn::Mul(x.x0, m0);
    const auto high1 = multiply_high(d, x.x2, m1), low1 = hn::Mul(x.x2, m1);
    x.x0 = hn::Xor(hn::Xor(high1, x.x1), hn::Set(d, key[0]));
    x.x1 = low1;
    x.x2 = hn::Xor(hn::Xor(high0, x.x3), hn::Set(d, key[1]));
    x.x3 = low0;
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
}

// The first 4 * blocks words of the streams whose counters are `counter` with rows first_row, first_row + 1, ... in
// word 2, stream after stream. take(words, count, first) receives `count` words, of which the first is number `first`
// of all.
template <class Take>
HWY_INLINE void philox_rows(const std::array<std::uint32_t, 4>& counter, const std::array<std::uint32_t, 2>& key,
                            std::uint32_t first_row, std::size_t rows, std::size_t blocks, const Take& take) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::CappedTag<std::uint32_t, 16> d;
  const std::size_t lanes = hn::Lanes(d), total = rows * blocks;
  alignas(64) std::uint32_t block[16], row[16], words[64];
  std::uint32_t next_block = 0, next_row = first_row;
  for (std::size_t first = 0; first < total; first += lanes) {
    for (std::size_t i = 0; i < lanes; ++i) {
      block[i] = next_block;
      row[i] = next_row;
      if (++next_block == blocks) {
        next_block = 0;
        ++next_row;
      }
    }
    PhiloxState<hn::CappedTag<std::uint32_t, 16>> x{hn::Load(d, block), hn::Set(d, counter[1]), hn::Load(d, row),
                                                    hn::Set(d, counter[3])};
    philox(d, x, key);
    hn::StoreInterleaved4(x.x0, x.x1, x.x2, x.x3, d, words);
    take(words, 4 * std::min(lanes, total - first), 4 * first);
  }
}

}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
