#include "score/panel_matrix.h"

#include <algorithm>
#include <limits>

#include "kernels/matrix.h"

namespace interplay {

void PanelMatrix::multiply(std::size_t p, const float* query, std::size_t k, std::size_t count, float* products) const {
  kernels::multiply({1,
                     count,
                     width,
                     {query + k, count, 1},
                     numbers_.data() + (p * inner_ + k) * width,
                     width,
                     products,
                     width,
                     false});
}

std::vector<float> PanelMatrix::products(const float* queries, std::size_t count) const {
  std::vector<float> all(count * items_);
  Products panel;
  panel.thresholds.assign(std::min(count, queries_at_a_time),
                          -std::numeric_limits<float>::infinity());  // none is below
  for (std::size_t first = 0; first < count; first += queries_at_a_time) {
    const std::size_t here = std::min(queries_at_a_time, count - first);
    for (std::size_t p = 0; p < panels(); ++p) {
      kernels::scan_panel({numbers_.data(), panels(), inner_}, p, queries + first * inner_, here,
                          panel.thresholds.data(), panel.values.data(), panel.places.data());
      const std::size_t used = std::min(width, items_ - p * width);
      for (std::size_t q = 0; q < here; ++q)
        std::copy_n(panel.values.data() + q * width, used, all.data() + (first + q) * items_ + p * width);
    }
  }
  return all;
}

}  // namespace interplay
