#include "kernels/sparse_product.h"

#include <algorithm>
#include <bit>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sparse_product.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Registers of a row of c that are summed at once: they hide the latency of multiply-add, and one more holds the
// factor.
constexpr std::size_t panel_vectors = 10;
// Row i of c, `vectors` registers from `column` on, and the inner indices of words [first, last).
template <std::size_t vectors, class D>
HWY_INLINE void sum_row(D d, const Product& p, const std::uint64_t* bits, std::size_t first, std::size_t last,
                        std::size_t i, std::size_t column, bool add) {
  const std::size_t lanes = hn::Lanes(d);
  float* c = p.c + i * p.c_stride + column;
  hn::Vec<D> sum[vectors];
  for (std::size_t v = 0; v < vectors; ++v) sum[v] = add ? hn::LoadU(d, c + v * lanes) : hn::Zero(d);
  for (std::size_t w = first; w < last; ++w) {
    const float* a = p.a.data + i * p.a.row_step + 64 * w * p.a.column_step;
    const float* b = p.b + 64 * w * p.b_stride + column;
    for (std::uint64_t left = bits[w]; left != 0; left &= left - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(left));
      const auto factor = hn::Set(d, a[k * p.a.column_step]);
      const float* row = b + k * p.b_stride;
      for (std::size_t v = 0; v < vectors; ++v) sum[v] = hn::MulAdd(factor, hn::LoadU(d, row + v * lanes), sum[v]);
    }
  }
  for (std::size_t v = 0; v < vectors; ++v) hn::StoreU(sum[v], d, c + v * lanes);
}

template <std::size_t vectors, class D>
void panel(D d, const Product& p, BitRows nonzero, std::size_t column) {
  const bool near = p.inner * vectors * hn::Lanes(d) <= near_floats;
  const std::size_t step = near ? nonzero.words : 1;
  for (std::size_t first = 0; first < nonzero.words; first += step)
    for (std::size_t i = 0; i < p.rows; ++i)
      sum_row<vectors>(d, p, nonzero.row(i), first, first + step, i, column, p.add || first > 0);
}

// The columns from `column` on, at most `vectors` registers at a time; returns the first that fill none.
template <std::size_t vectors, class D>
std::size_t panels(D d, const Product& p, BitRows nonzero, std::size_t column) {
  const std::size_t width = vectors * hn::Lanes(d);
  for (; column + width <= p.columns; column += width) panel<vectors>(d, p, nonzero, column);
  if constexpr (vectors > 1) return panels<vectors - 1>(d, p, nonzero, column);
  return column;
}

void multiply_sparse(const Product& p, BitRows nonzero) {
  std::size_t column = panels<panel_vectors>(hn::CappedTag<float, 16>(), p, nonzero, 0);
  column = panels<3>(hn::CappedTag<float, 4>(), p, nonzero, column);
  panels<3>(hn::CappedTag<float, 1>(), p, nonzero, column);
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(multiply_sparse);

void multiply_sparse(const Product& product, BitRows nonzero) {
  HWY_DYNAMIC_DISPATCH(multiply_sparse)(product, nonzero);
}

bool pays_sparse(const Product& product, std::size_t nonzero) {
  constexpr std::size_t least_columns = 8, wide_panel = 64;
  if (product.columns < least_columns) return false;
  const bool near = product.inner * std::min(product.columns, wide_panel) <= near_floats;
  return 100 * nonzero <= (near ? 60 : 30) * product.rows * product.inner;
}

void multiply_faster(const Product& product, BitRows nonzero) {
  if (pays_sparse(product, estimated_count(nonzero, product.rows))) {
    multiply_sparse(product, nonzero);
  } else {
    multiply(product);
  }
}

}  // namespace interplay::kernels
#endif
