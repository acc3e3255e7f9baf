#include "kernels/panel_scan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/panel_scan.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, 16>;
constexpr std::size_t lanes = hn::MaxLanes(Lanes());
// Queries and registers of products that are summed in registers at once: 24 of 32, or 12 of 16.
constexpr std::size_t block_queries = 6;
constexpr std::size_t block_vectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
// What is fetched ahead of the sums: as much as comes while the first of it is under way.
constexpr std::size_t floats_ahead = 4096;
static_assert(panel_width % (block_vectors * lanes) == 0);

// Appends the places of the products that are not below the threshold. Up to a whole register of places is written: no
// more of them have been found than products stand before `place`.
template <class D>
HWY_INLINE std::size_t keep(D d, hn::Vec<D> products, hn::Vec<D> threshold, std::size_t place, float* values,
                            std::uint32_t* places) {
  const hn::RebindToUnsigned<D> integers;
  hn::StoreU(products, d, values + place);
  const auto found = hn::RebindMask(integers, hn::Not(hn::Lt(products, threshold)));
  // Compressed in a register: some processors compress to memory a hundred times as slowly.
  const auto all = hn::Iota(integers, static_cast<std::uint32_t>(place));
  hn::StoreU(hn::Compress(all, found), integers, places);
  return hn::CountTrue(integers, found);
}

// `count` queries with the vectors [column, column + block_vectors * lanes) of a panel.
template <std::size_t count>
HWY_INLINE std::size_t scan_block(const float* panel, std::size_t inner, std::size_t column, const float* queries,
                                  std::size_t first, const float* thresholds, float* values, std::uint32_t* places) {
  const Lanes d;
  hn::Vec<Lanes> sum[count][block_vectors];
  for (std::size_t q = 0; q < count; ++q)
    for (std::size_t v = 0; v < block_vectors; ++v) sum[q][v] = hn::Zero(d);
  const float* right = panel + column;
  for (std::size_t k = 0; k < inner; ++k, right += panel_width) {
    hn::Vec<Lanes> vectors[block_vectors];
    for (std::size_t v = 0; v < block_vectors; ++v) vectors[v] = hn::LoadU(d, right + v * lanes);
    // Of the next panel, which comes while the first block of this one is summed.
    if (first == 0)
      for (std::size_t c = 0; c < block_vectors * lanes; c += 16) hwy::Prefetch(right + inner * panel_width + c);
    for (std::size_t q = 0; q < count; ++q) {
      const auto left = hn::Set(d, queries[(first + q) * inner + k]);
      for (std::size_t v = 0; v < block_vectors; ++v) sum[q][v] = hn::MulAdd(left, vectors[v], sum[q][v]);
    }
  }
  std::size_t found = 0;
  for (std::size_t q = 0; q < count; ++q) {
    const auto threshold = hn::Set(d, thresholds[first + q]);
    auto below = hn::Lt(sum[q][0], threshold);
    for (std::size_t v = 1; v < block_vectors; ++v) below = hn::And(below, hn::Lt(sum[q][v], threshold));
    if (HWY_LIKELY(hn::AllTrue(d, below))) continue;
    const std::size_t place = (first + q) * panel_width + column;
    for (std::size_t v = 0; v < block_vectors; ++v)
      found += keep(d, sum[q][v], threshold, place + v * lanes, values, places + found);
  }
  return found;
}

// Blocks of less than a panel find places by columns first.
void order_places(std::uint32_t* places, std::size_t found) {
  for (std::size_t i = 1; i < found; ++i)
    for (std::size_t j = i; j > 0 && places[j] < places[j - 1]; --j) {
      const std::uint32_t later = places[j];
      places[j] = places[j - 1];
      places[j - 1] = later;
    }
}

std::size_t scan_panel(const PanelScan& scan, std::size_t p, const float* queries, std::size_t count,
                       const float* thresholds, float* values, std::uint32_t* places) {
  const float* panel = scan.panels + p * scan.inner * panel_width;
  std::size_t found = 0;
  for (std::size_t first = 0; first < count; first += block_queries) {
    std::uint32_t* const at = places + found;
    std::size_t here = 0;
    for (std::size_t column = 0; column < panel_width; column += block_vectors * lanes) {
      const auto block = [&](auto queries_of_block) HWY_ATTR {
        here +=
            scan_block<queries_of_block()>(panel, scan.inner, column, queries, first, thresholds, values, at + here);
      };
      switch (count - first) {
        case 1:
          block(std::integral_constant<std::size_t, 1>());
          break;
        case 2:
          block(std::integral_constant<std::size_t, 2>());
          break;
        case 3:
          block(std::integral_constant<std::size_t, 3>());
          break;
        case 4:
          block(std::integral_constant<std::size_t, 4>());
          break;
        case 5:
          block(std::integral_constant<std::size_t, 5>());
          break;
        default:
          block(std::integral_constant<std::size_t, block_queries>());
      }
    }
    if (block_vectors * lanes < panel_width) order_places(at, here);
    found += here;
  }
  return found;
}

// Sums that do not wait for each other's last product: one for every register of a panel, or two where these are few.
std::size_t skip_panels(const PanelScan& scan, std::size_t first, const float* query, float threshold, float* values,
                        std::uint32_t* places, std::size_t& found) {
  const Lanes d;
  found = 0;
  constexpr std::size_t vectors = panel_width / lanes, sums = vectors < 8 ? 2 : 1;
  const auto limit = hn::Set(d, threshold);
  for (std::size_t p = first; p < scan.panel_count; ++p) {
    const float* panel = scan.panels + p * scan.inner * panel_width;
    hn::Vec<Lanes> sum[sums][vectors];
    for (std::size_t s = 0; s < sums; ++s)
      for (std::size_t v = 0; v < vectors; ++v) sum[s][v] = hn::Zero(d);
    const auto add = [&](std::size_t k, std::size_t s) HWY_ATTR {
      const auto left = hn::Set(d, query[k]);
      for (std::size_t c = 0; c < panel_width; c += 16) hwy::Prefetch(panel + k * panel_width + floats_ahead + c);
      for (std::size_t v = 0; v < vectors; ++v)
        sum[s][v] = hn::MulAdd(left, hn::LoadU(d, panel + k * panel_width + v * lanes), sum[s][v]);
    };
    std::size_t k = 0;
    for (; k + sums <= scan.inner; k += sums)
      for (std::size_t s = 0; s < sums; ++s) add(k + s, s);
    if (k < scan.inner) add(k, 0);
    if constexpr (sums == 2)
      for (std::size_t v = 0; v < vectors; ++v) sum[0][v] = hn::Add(sum[0][v], sum[1][v]);
    auto below = hn::Lt(sum[0][0], limit);
    for (std::size_t v = 1; v < vectors; ++v) below = hn::And(below, hn::Lt(sum[0][v], limit));
    if (HWY_LIKELY(hn::AllTrue(d, below))) continue;
    for (std::size_t v = 0; v < vectors; ++v) found += keep(d, sum[0][v], limit, v * lanes, values, places + found);
    return p;
  }
  return scan.panel_count;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(scan_panel);
HWY_EXPORT(skip_panels);

std::size_t scan_panel(const PanelScan& scan, std::size_t p, const float* queries, std::size_t count,
                       const float* thresholds, float* values, std::uint32_t* places) {
  return HWY_DYNAMIC_DISPATCH(scan_panel)(scan, p, queries, count, thresholds, values, places);
}
std::size_t skip_panels(const PanelScan& scan, std::size_t first, const float* query, float threshold, float* values,
                        std::uint32_t* places, std::size_t& found) {
  return HWY_DYNAMIC_DISPATCH(skip_panels)(scan, first, query, threshold, values, places, found);
}

}  // namespace interplay::kernels
#endif
