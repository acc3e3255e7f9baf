#include "kernels/count_above.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/count_above.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, places_beyond>;

Above count_above(const float* values, std::size_t count, float low, float high, std::uint32_t* places) {
  const Lanes d;
  const hn::RebindToUnsigned<Lanes> integers;
  const std::size_t lanes = hn::Lanes(d);
  const auto lower = hn::Set(d, low), upper = hn::Set(d, high);
  Above result;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto numbers = hn::LoadU(d, values + i);
    const auto above = hn::Gt(numbers, upper), not_below = hn::Ge(numbers, lower);
    result.above += hn::CountTrue(d, above);
    const auto between = hn::AndNot(above, not_below);
    if (HWY_LIKELY(hn::AllFalse(d, between))) continue;
    const auto found = hn::RebindMask(integers, between);
    const auto here = hn::Iota(integers, static_cast<std::uint32_t>(i));
    // Compressed in a register: some processors compress to memory a hundred times as slowly.
    hn::StoreU(hn::Compress(here, found), integers, places + result.found);
    result.found += hn::CountTrue(integers, found);
  }
  for (; i < count; ++i) {
    if (values[i] > high)
      ++result.above;
    else if (values[i] >= low)
      places[result.found++] = static_cast<std::uint32_t>(i);
  }
  return result;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(count_above);

Above count_above(const float* values, std::size_t count, float low, float high, std::uint32_t* places) {
  return HWY_DYNAMIC_DISPATCH(count_above)(values, count, low, high, places);
}

}  // namespace interplay::kernels
#endif
