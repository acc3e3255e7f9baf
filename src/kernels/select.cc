#include "kernels/select.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/select.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

std::size_t find_not_below(const float* values, std::size_t rows, std::size_t columns, const float* thresholds,
                           std::uint32_t* places) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t found = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    const float* row = values + r * columns;
    const auto threshold = hn::Set(d, thresholds[r]);
    const auto visit = [&](std::size_t c) {
      places[found] = static_cast<std::uint32_t>(r * columns + c);
      found += !(row[c] < thresholds[r]);
    };
    std::size_t c = 0;
    for (; c + 4 * lanes <= columns; c += 4 * lanes) {
      // Hits are rare: one branch for four registers.
      const auto below =
          hn::And(hn::And(hn::Lt(hn::LoadU(d, row + c), threshold), hn::Lt(hn::LoadU(d, row + c + lanes), threshold)),
                  hn::And(hn::Lt(hn::LoadU(d, row + c + 2 * lanes), threshold),
                          hn::Lt(hn::LoadU(d, row + c + 3 * lanes), threshold)));
      if (hn::AllTrue(d, below)) continue;
      for (std::size_t i = c; i < c + 4 * lanes; ++i) visit(i);
    }
    for (; c < columns; ++c) visit(c);
  }
  return found;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(find_not_below);

std::size_t find_not_below(const float* values, std::size_t rows, std::size_t columns, const float* thresholds,
                           std::uint32_t* places) {
  return HWY_DYNAMIC_DISPATCH(find_not_below)(values, rows, columns, thresholds, places);
}

}  // namespace interplay::kernels
#endif
