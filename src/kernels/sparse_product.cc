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
// factor. Two rows at once do so where they have at most `paired_vectors`.
constexpr std::size_t panel_vectors = 10, paired_vectors = 5;

HWY_INLINE std::size_t take_lowest(std::uint64_t& bits) {
  const auto lowest = static_cast<std::size_t>(std::countr_zero(bits));
  bits &= bits - 1;
  return lowest;
}

// `vectors` registers of a row of c from `column` on.
template <std::size_t vectors, class D>
struct Row {
  HWY_INLINE Row(D d, const Product& p, std::size_t i, std::size_t column, bool add)
      : a(p.a.data + i * p.a.row_step), b(p.b + column), c(p.c + i * p.c_stride + column) {
    for (std::size_t v = 0; v < vectors; ++v) sum[v] = add ? hn::LoadU(d, c + v * hn::Lanes(d)) : hn::Zero(d);
  }
  HWY_INLINE void add(D d, const Product& p, std::size_t k) {
    const auto factor = hn::Set(d, a[k * p.a.column_step]);
    const float* from = b + k * p.b_stride;
    for (std::size_t v = 0; v < vectors; ++v)
      sum[v] = hn::MulAdd(factor, hn::LoadU(d, from + v * hn::Lanes(d)), sum[v]);
  }
  HWY_INLINE void store(D d) {
    for (std::size_t v = 0; v < vectors; ++v) hn::StoreU(sum[v], d, c + v * hn::Lanes(d));
  }
  const float *a, *b;
  float* c;
  hn::Vec<D> sum[vectors];
};

// Row i of c, and the inner indices of words [first, last).
template <std::size_t vectors, class D>
HWY_INLINE void sum_row(D d, const Product& p, BitRows nonzero, std::size_t first, std::size_t last, std::size_t i,
                        std::size_t column, bool add) {
  Row<vectors, D> row(d, p, i, column, add);
  for (std::size_t w = first; w < last; ++w)
    for (std::uint64_t left = nonzero.row(i)[w]; left != 0;) row.add(d, p, 64 * w + take_lowest(left));
  row.store(d);
}

// Rows i and i + 1.
template <std::size_t vectors, class D>
HWY_INLINE void sum_two_rows(D d, const Product& p, BitRows nonzero, std::size_t first, std::size_t last, std::size_t i,
                             std::size_t column, bool add) {
  Row<vectors, D> one(d, p, i, column, add), two(d, p, i + 1, column, add);
  for (std::size_t w = first; w < last; ++w) {
    std::uint64_t left = nonzero.row(i)[w], right = nonzero.row(i + 1)[w];
    while (left != 0 && right != 0) {
      one.add(d, p, 64 * w + take_lowest(left));
      two.add(d, p, 64 * w + take_lowest(right));
    }
    while (left != 0) one.add(d, p, 64 * w + take_lowest(left));
    while (right != 0) two.add(d, p, 64 * w + take_lowest(right));
  }
  one.store(d);
  two.store(d);
}

template <std::size_t vectors, class D>
void panel(D d, const Product& p, BitRows nonzero, std::size_t column) {
  const bool near = p.inner * vectors * hn::Lanes(d) <= near_floats;
  const std::size_t step = near ? nonzero.words : 1;
  for (std::size_t first = 0; first < nonzero.words; first += step) {
    const bool add = p.add || first > 0;
    std::size_t i = 0;
    if constexpr (vectors <= paired_vectors)
      for (; i + 2 <= p.rows; i += 2) sum_two_rows<vectors>(d, p, nonzero, first, first + step, i, column, add);
    for (; i < p.rows; ++i) sum_row<vectors>(d, p, nonzero, first, first + step, i, column, add);
  }
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
