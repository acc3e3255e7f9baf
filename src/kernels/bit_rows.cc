#include "kernels/bit_rows.h"

#include <algorithm>
#include <bit>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bit_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/bits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

std::size_t count(BitRows bits, std::size_t rows) {
  const hn::ScalableTag<std::uint64_t> d;
  const std::size_t size = rows * bits.words;
  auto sums = hn::Zero(d);
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d))
    sums = hn::Add(sums, hn::PopulationCount(hn::LoadU(d, bits.data + i)));
  auto sum = static_cast<std::size_t>(hn::GetLane(hn::SumOfLanes(d, sums)));
  for (; i < size; ++i) sum += static_cast<std::size_t>(std::popcount(bits.data[i]));
  return sum;
}

// Blocks of size x size, side by side in words i and i + size, change places.
template <class D>
HWY_INLINE void swap_blocks(D d, std::uint64_t* words, std::size_t size, std::uint64_t mask) {
  const auto keep = hn::Set(d, mask);
  const auto shift = static_cast<int>(size);
  for (std::size_t first = 0; first < 64; first += 2 * size) {
    for (std::size_t i = first; i < first + size; i += hn::Lanes(d)) {
      const auto low = hn::LoadU(d, words + i), high = hn::LoadU(d, words + i + size);
      const auto change = hn::And(hn::Xor(hn::ShiftRightSame(low, shift), high), keep);
      hn::StoreU(hn::Xor(low, hn::ShiftLeftSame(change, shift)), d, words + i);
      hn::StoreU(hn::Xor(high, change), d, words + i + size);
    }
  }
}

// 64 words of 64 bits, turned over by halves: blocks of 32 x 32 change places, then those of 16 x 16 within them, ...
void transpose_64(std::uint64_t* words) {
  const hn::CappedTag<std::uint64_t, 4> d;
  std::uint64_t mask = 0x00000000ffffffff;
  for (std::size_t size = 32; size > 0; size /= 2, mask ^= mask << size) {
    if (size >= hn::Lanes(d)) {
      swap_blocks(d, words, size, mask);
    } else {
      swap_blocks(hn::CappedTag<std::uint64_t, 1>(), words, size, mask);
    }
  }
}

void find_nonzero(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, BitRows out) {
  for (std::size_t i = 0; i < rows; ++i) find_nonzero_row(x + i * stride, columns, out.row(i));
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(count);
HWY_EXPORT(find_nonzero);
HWY_EXPORT(transpose_64);

std::size_t count(BitRows bits, std::size_t rows) { return HWY_DYNAMIC_DISPATCH(count)(bits, rows); }

std::size_t estimated_count(BitRows bits, std::size_t rows) {
  const std::size_t some = std::min<std::size_t>(rows, 32);
  return some == 0 ? 0 : count(bits, some) * rows / some;
}

void find_nonzero(const float* x, std::size_t rows, std::size_t columns, std::size_t stride, BitRows out) {
  HWY_DYNAMIC_DISPATCH(find_nonzero)(x, rows, columns, stride, out);
}

void transpose(BitRows from, std::size_t rows, std::size_t columns, BitRows to) {
  std::uint64_t block[64];
  for (std::size_t first = 0; first < rows; first += 64) {
    const std::size_t here = std::min<std::size_t>(64, rows - first);
    for (std::size_t w = 0; w < from.words; ++w) {
      for (std::size_t i = 0; i < here; ++i) block[i] = from.row(first + i)[w];
      std::fill(block + here, block + 64, 0);
      HWY_DYNAMIC_DISPATCH(transpose_64)(block);
      for (std::size_t j = 64 * w; j < std::min(columns, 64 * (w + 1)); ++j) to.row(j)[first / 64] = block[j % 64];
    }
  }
}

}  // namespace interplay::kernels
#endif
