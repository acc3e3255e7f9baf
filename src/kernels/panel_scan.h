// Products of queries with many vectors, of which only the large ones are wanted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// The vectors per panel: element k of vector i of panel p is at panels[(p * inner + k) * panel_width + i].
constexpr std::size_t panel_width = 64;

struct PanelScan {
  const float* panels;
  std::size_t panel_count, inner;
};

// Finds the products of `count` queries (inner numbers each, one after the other) with the vectors of panel p that are
// not below thresholds[q] (NaN is not). Writes their places q * panel_width + i, in order of q and then of i, and the
// products to values[place]; the other numbers of `values` are undefined. Returns how many there are. Both arrays have
// room for count * panel_width.
std::size_t scan_panel(const PanelScan& scan, std::size_t p, const float* queries, std::size_t count,
                       const float* thresholds, float* values, std::uint32_t* places);

// Returns the first panel from `first` on that has a product with the query which is not below the threshold;
// panel_count if none has. `found` receives their number, `places` and `values` what scan_panel writes, with room for
// panel_width. Products are summed in another order than in scan_panel.
std::size_t skip_panels(const PanelScan& scan, std::size_t first, const float* query, float threshold, float* values,
                        std::uint32_t* places, std::size_t& found);

}  // namespace interplay::kernels
