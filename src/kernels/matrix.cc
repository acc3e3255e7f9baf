#include "kernels/matrix.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matrix.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Rows and registers of c that are summed in registers at once: 24 of 32, or 12 of 16.
constexpr std::size_t block_rows = 6;
constexpr std::size_t block_vectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;
// Rows of b between two writes of c: what a block reads of b stays in the nearest caches.
constexpr std::size_t inner_part = 256;

template <std::size_t count, std::size_t vectors, class D>
HWY_INLINE void block(D d, const Product& p, std::size_t row, std::size_t column) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sum[count][vectors];
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t v = 0; v < vectors; ++v)
      sum[i][v] = p.add ? hn::LoadU(d, p.c + (row + i) * p.c_stride + column + v * lanes) : hn::Zero(d);
  const float* a = p.a.data + row * p.a.row_step;
  const float* b = p.b + column;
  for (std::size_t k = 0; k < p.inner; ++k, a += p.a.column_step, b += p.b_stride) {
    hn::Vec<D> right[vectors];
    for (std::size_t v = 0; v < vectors; ++v) right[v] = hn::LoadU(d, b + v * lanes);
    for (std::size_t i = 0; i < count; ++i) {
      const auto left = hn::Set(d, a[i * p.a.row_step]);
      for (std::size_t v = 0; v < vectors; ++v) sum[i][v] = hn::MulAdd(left, right[v], sum[i][v]);
    }
  }
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t v = 0; v < vectors; ++v)
      hn::StoreU(sum[i][v], d, p.c + (row + i) * p.c_stride + column + v * lanes);
}

// All rows of `vectors` registers of columns.
template <std::size_t vectors, class D>
HWY_INLINE void panel(D d, const Product& p, std::size_t column) {
  std::size_t row = 0;
  for (; row + block_rows <= p.rows; row += block_rows) block<block_rows, vectors>(d, p, row, column);
  switch (p.rows - row) {
    case 5:
      return block<5, vectors>(d, p, row, column);
    case 4:
      return block<4, vectors>(d, p, row, column);
    case 3:
      return block<3, vectors>(d, p, row, column);
    case 2:
      return block<2, vectors>(d, p, row, column);
    case 1:
      return block<1, vectors>(d, p, row, column);
    default:
      return;
  }
}

// The columns from `column` on that fill registers of d; returns the first that do not.
template <class D>
HWY_INLINE std::size_t panels(D d, const Product& p, std::size_t column) {
  const std::size_t lanes = hn::Lanes(d);
  while (p.columns - column >= lanes) {
    const std::size_t vectors = std::min(block_vectors, (p.columns - column) / lanes);
    if constexpr (block_vectors == 4) {
      if (vectors == 4) panel<4>(d, p, column);
      if (vectors == 3) panel<3>(d, p, column);
    }
    if (vectors == 2) panel<2>(d, p, column);
    if (vectors == 1) panel<1>(d, p, column);
    column += vectors * lanes;
  }
  return column;
}

// One column, rows of a whole: dot products. The order of a row's sum does not depend on the row's position.
void multiply_rows_by_vector(const Product& p) {
  const hn::CappedTag<float, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < p.rows; ++i) {
    const float* a = p.a.data + i * p.a.row_step;
    auto sum = hn::Zero(d), other = hn::Zero(d);
    std::size_t k = 0;
    for (; k + 2 * lanes <= p.inner; k += 2 * lanes) {
      sum = hn::MulAdd(hn::LoadU(d, a + k), hn::LoadU(d, p.b + k), sum);
      other = hn::MulAdd(hn::LoadU(d, a + k + lanes), hn::LoadU(d, p.b + k + lanes), other);
    }
    float total = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum, other)));
    for (; k < p.inner; ++k) total += a[k] * p.b[k];
    float& c = p.c[i * p.c_stride];
    c = p.add ? c + total : total;
  }
}

// One column, columns of a whole: a sum of them, 64 rows at a time in registers.
void multiply_columns_by_vector(const Product& p) {
  const hn::CappedTag<float, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t vectors = 8;
  std::size_t row = 0;
  for (; row + vectors * lanes <= p.rows; row += vectors * lanes) {
    hn::Vec<decltype(d)> sum[vectors];
    for (std::size_t v = 0; v < vectors; ++v) sum[v] = p.add ? hn::LoadU(d, p.c + row + v * lanes) : hn::Zero(d);
    for (std::size_t k = 0; k < p.inner; ++k) {
      const auto factor = hn::Set(d, p.b[k * p.b_stride]);
      const float* a = p.a.data + k * p.a.column_step + row;
      for (std::size_t v = 0; v < vectors; ++v) sum[v] = hn::MulAdd(factor, hn::LoadU(d, a + v * lanes), sum[v]);
    }
    for (std::size_t v = 0; v < vectors; ++v) hn::StoreU(sum[v], d, p.c + row + v * lanes);
  }
  for (; row < p.rows; ++row) {
    float sum = p.add ? p.c[row] : 0;
    for (std::size_t k = 0; k < p.inner; ++k) sum += p.a.data[k * p.a.column_step + row] * p.b[k * p.b_stride];
    p.c[row] = sum;
  }
}

// One inner index: every row of c is a multiple of the row of b.
void multiply_column_by_row(const Product& p) {
  const hn::ScalableTag<float> d;
  for (std::size_t i = 0; i < p.rows; ++i) {
    const float factor = p.a.data[i * p.a.row_step];
    float* c = p.c + i * p.c_stride;
    std::size_t j = 0;
    for (; j + hn::Lanes(d) <= p.columns; j += hn::Lanes(d))
      hn::StoreU(hn::Mul(hn::Set(d, factor), hn::LoadU(d, p.b + j)), d, c + j);
    for (; j < p.columns; ++j) c[j] = factor * p.b[j];
  }
}

void multiply_part(const Product& p) {
  if (p.inner == 1 && !p.add) return multiply_column_by_row(p);
  if (p.columns == 1 && p.a.column_step == 1 && p.b_stride == 1) return multiply_rows_by_vector(p);
  if (p.columns == 1 && p.a.row_step == 1 && p.c_stride == 1) return multiply_columns_by_vector(p);
  std::size_t column = panels(hn::CappedTag<float, 16>(), p, 0);
  column = panels(hn::CappedTag<float, 4>(), p, column);
  panels(hn::CappedTag<float, 1>(), p, column);
}

void multiply(const Product& product) {
  if (product.inner == 0 && !product.add)
    for (std::size_t i = 0; i < product.rows; ++i) std::fill_n(product.c + i * product.c_stride, product.columns, 0.0f);
  Product part = product;
  for (std::size_t first = 0; first < product.inner; first += inner_part) {
    part.inner = std::min(inner_part, product.inner - first);
    part.a.data = product.a.data + first * product.a.column_step;
    part.b = product.b + first * product.b_stride;
    part.add = product.add || first > 0;
    multiply_part(part);
  }
}

template <bool add>
HWY_INLINE void put(float value, float& to) {
  to = add ? to + value : value;
}

// Four rows become four columns: 4 x 4 blocks by two rounds of interleaving.
template <bool add>
void transpose_four(const float* from, std::size_t columns, std::size_t from_stride, float* to, std::size_t to_stride) {
  std::size_t j = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::CappedTag<float, 4> d;
  const auto store = [&](auto value, float* at)
                         HWY_ATTR { hn::StoreU(add ? hn::Add(hn::LoadU(d, at), value) : value, d, at); };
  for (; j + 4 <= columns; j += 4) {
    const auto a = hn::LoadU(d, from + j), b = hn::LoadU(d, from + from_stride + j);
    const auto c = hn::LoadU(d, from + 2 * from_stride + j), e = hn::LoadU(d, from + 3 * from_stride + j);
    const auto ac_low = hn::InterleaveLower(d, a, c), ac_high = hn::InterleaveUpper(d, a, c);
    const auto be_low = hn::InterleaveLower(d, b, e), be_high = hn::InterleaveUpper(d, b, e);
    store(hn::InterleaveLower(d, ac_low, be_low), to + j * to_stride);
    store(hn::InterleaveUpper(d, ac_low, be_low), to + (j + 1) * to_stride);
    store(hn::InterleaveLower(d, ac_high, be_high), to + (j + 2) * to_stride);
    store(hn::InterleaveUpper(d, ac_high, be_high), to + (j + 3) * to_stride);
  }
#endif
  for (; j < columns; ++j)
    for (std::size_t i = 0; i < 4; ++i) put<add>(from[i * from_stride + j], to[j * to_stride + i]);
}

template <bool add>
void transpose_by(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
                  std::size_t to_stride) {
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4) transpose_four<add>(from + i * from_stride, columns, from_stride, to + i, to_stride);
  for (; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) put<add>(from[i * from_stride + j], to[j * to_stride + i]);
}

void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
               std::size_t to_stride) {
  transpose_by<false>(from, rows, columns, from_stride, to, to_stride);
}
void add_transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
                   std::size_t to_stride) {
  transpose_by<true>(from, rows, columns, from_stride, to, to_stride);
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(multiply);
HWY_EXPORT(transpose);
HWY_EXPORT(add_transpose);

void multiply(const Product& product) { HWY_DYNAMIC_DISPATCH(multiply)(product); }
void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
               std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(transpose)(from, rows, columns, from_stride, to, to_stride);
}
void add_transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t from_stride, float* to,
                   std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(add_transpose)(from, rows, columns, from_stride, to, to_stride);
}

}  // namespace interplay::kernels
#endif
