#include "score/panel_matrix.h"

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

}  // namespace interplay
