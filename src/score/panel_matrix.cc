#include "score/panel_matrix.h"

#include "kernels/matrix.h"
#include "kernels/select.h"

namespace interplay {

std::size_t PanelMatrix::find(const float* queries, std::size_t count, std::size_t p, Products& products) const {
  kernels::multiply(
      {count, inner_, width, {queries, inner_, 1}, panel(p), width, products.values.data(), width, false});
  return kernels::find_not_below(products.values.data(), count, width, products.thresholds.data(),
                                 products.places.data());
}

}  // namespace interplay
