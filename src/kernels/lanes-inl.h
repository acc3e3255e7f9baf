// Vector widths for padded rows. Included once per target, by Highway's rules.
#if defined(INTERPLAY_KERNELS_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef INTERPLAY_KERNELS_LANES_INL_H
#undef INTERPLAY_KERNELS_LANES_INL_H
#else
#define INTERPLAY_KERNELS_LANES_INL_H
#endif

#include <cstddef>
#include <type_traits>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "kernels/panels.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {

// Calls f(d) with the widest vector type whose lanes divide `stride`, which is 1, 4 or a multiple of 8
// (padded() in base/aligned.h): loops over a row have no tail.
template <class Function>
HWY_INLINE void with_lanes(std::size_t stride, const Function& f) {
  namespace hn = hwy::HWY_NAMESPACE;
  if (stride % 16 == 0) {
    f(hn::CappedTag<float, 16>());
  } else if (stride % 8 == 0) {
    f(hn::CappedTag<float, 8>());
  } else if (stride % 4 == 0) {
    f(hn::CappedTag<float, 4>());
  } else {
    f(hn::CappedTag<float, 1>());
  }
}

// Calls f(d, width) with the width of panels (kernels/panels.h) as a constant, and a vector type whose lanes divide it.
template <class Function>
HWY_INLINE void with_panels(std::size_t stride, const Function& f) {
  namespace hn = hwy::HWY_NAMESPACE;
  if (stride % 8 == 0) {
    f(hn::CappedTag<float, 8>(), std::integral_constant<std::size_t, 8>());
  } else if (stride % 4 == 0) {
    f(hn::CappedTag<float, 4>(), std::integral_constant<std::size_t, 4>());
  } else {
    f(hn::CappedTag<float, 1>(), std::integral_constant<std::size_t, 1>());
  }
}

// Calls visit(first row of a panel, floats before it).
template <class Visit>
HWY_INLINE void for_panels(const Panels& panels, const Visit& visit) {
  std::size_t before = 0;
  for (std::size_t row = 0; row < panels.rank; row += panels.width()) {
    visit(row, before);
    before += (panels.rank - row) * panels.width();
  }
}

// How many rows ahead to fetch, if rows come in no order: about as many as a core can have misses of its nearest caches
// in flight.
constexpr std::size_t rows_ahead = 6;

// Calls f(address) for every cache line of `floats` floats.
template <class Function>
HWY_INLINE void for_lines(const float* at, std::size_t floats, const Function& f) {
  constexpr std::size_t line_floats = 16;
  for (std::size_t k = 0; k < floats; k += line_floats) f(at + k);
  if (floats > 0) f(at + floats - 1);
}

// Prefetches floats for reading.
HWY_INLINE void fetch(const float* at, std::size_t floats) {
  for_lines(at, floats, [](const float* line) { hwy::Prefetch(line); });
}

// Prefetches floats for writing: a line that another core holds comes once, not first for reading and again for
// writing.
HWY_INLINE void fetch_to_write(const float* at, std::size_t floats) {
  for_lines(at, floats, [](const float* line) {
#if defined(__x86_64__)
    // The builtin needs a flag for this instruction. Every 64-bit processor accepts it, if only to do nothing.
    asm volatile("prefetchw %0" : : "m"(*line));
#else
    __builtin_prefetch(line, 1);
#endif
  });
}

// Row `row` of an array of `stride` floats a row.
HWY_INLINE void fetch_row(const float* array, std::size_t row, std::size_t stride) {
  fetch(array + row * stride, stride);
}
HWY_INLINE void fetch_row_to_write(const float* array, std::size_t row, std::size_t stride) {
  fetch_to_write(array + row * stride, stride);
}

}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
