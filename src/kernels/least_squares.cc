#include "kernels/least_squares.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/least_squares.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

void make_observations(const ObservationList& list, float bias, float* out, ObservationTotals& totals) {
  const std::size_t stride = list.stride;
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t n = 0; n < list.count; ++n) {
      float* r = out + n * (stride + observation_extra);
      const std::uint32_t* rows = list.rows + n * list.other_count;
      float known = bias;
      for (std::size_t o = 0; o < list.other_count; ++o) known += list.others[o].numbers[rows[o]];
      float weight = list.weights ? list.precision * list.weights[n] : list.precision;
      for (std::size_t o = 0; o < list.other_count; ++o)
        if (list.others[o].precisions) weight *= list.others[o].precisions[rows[o]];
      const float root = std::sqrt(weight);
      const auto scale = hn::Set(d, root);
      auto squares = hn::Zero(d);
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
        auto sum = hn::Zero(d);
        for (std::size_t o = 0; o < list.other_count; ++o)
          sum = hn::Add(sum, hn::LoadU(d, list.others[o].vectors + rows[o] * stride + k));
        hn::StoreU(hn::Mul(scale, sum), d, r + k);
        squares = hn::MulAdd(sum, sum, squares);
      }
      if (list.other_count > 1) known += 0.5f * hn::GetLane(hn::SumOfLanes(d, squares));
      const float target = list.targets[n] - known;
      r[stride] = root;
      r[stride + 1] = root * target;
      std::fill_n(r + stride + 2, observation_extra - 2, 0.0f);
      totals.weight += weight;
      totals.target += static_cast<double>(weight) * target;
      totals.squares += static_cast<double>(weight) * target * target;
    }
  });
}

struct Products {
  const float* left;
  std::size_t left_stride;
  const float* right;
  std::size_t right_stride;
  std::size_t count;
  float* out;  // rows of out_stride floats
  std::size_t out_stride;
};

// Eight rows of the product by one vector of columns: eight sums in registers.
template <class D>
HWY_INLINE void eight_rows(D d, const Products& p) {
  float* o = p.out;
  const std::size_t s = p.out_stride;
  auto s0 = hn::LoadU(d, o), s1 = hn::LoadU(d, o + s), s2 = hn::LoadU(d, o + 2 * s), s3 = hn::LoadU(d, o + 3 * s);
  auto s4 = hn::LoadU(d, o + 4 * s), s5 = hn::LoadU(d, o + 5 * s), s6 = hn::LoadU(d, o + 6 * s),
       s7 = hn::LoadU(d, o + 7 * s);
  for (std::size_t n = 0; n < p.count; ++n) {
    const float* l = p.left + n * p.left_stride;
    const auto r = hn::LoadU(d, p.right + n * p.right_stride);
    s0 = hn::MulAdd(hn::Set(d, l[0]), r, s0);
    s1 = hn::MulAdd(hn::Set(d, l[1]), r, s1);
    s2 = hn::MulAdd(hn::Set(d, l[2]), r, s2);
    s3 = hn::MulAdd(hn::Set(d, l[3]), r, s3);
    s4 = hn::MulAdd(hn::Set(d, l[4]), r, s4);
    s5 = hn::MulAdd(hn::Set(d, l[5]), r, s5);
    s6 = hn::MulAdd(hn::Set(d, l[6]), r, s6);
    s7 = hn::MulAdd(hn::Set(d, l[7]), r, s7);
  }
  hn::StoreU(s0, d, o);
  hn::StoreU(s1, d, o + s);
  hn::StoreU(s2, d, o + 2 * s);
  hn::StoreU(s3, d, o + 3 * s);
  hn::StoreU(s4, d, o + 4 * s);
  hn::StoreU(s5, d, o + 5 * s);
  hn::StoreU(s6, d, o + 6 * s);
  hn::StoreU(s7, d, o + 7 * s);
}

template <class D>
HWY_INLINE void two_rows(D d, const Products& p) {
  auto s0 = hn::LoadU(d, p.out), s1 = hn::LoadU(d, p.out + p.out_stride);
  for (std::size_t n = 0; n < p.count; ++n) {
    const float* l = p.left + n * p.left_stride;
    const auto r = hn::LoadU(d, p.right + n * p.right_stride);
    s0 = hn::MulAdd(hn::Set(d, l[0]), r, s0);
    s1 = hn::MulAdd(hn::Set(d, l[1]), r, s1);
  }
  hn::StoreU(s0, d, p.out);
  hn::StoreU(s1, d, p.out + p.out_stride);
}

void add_outer_products(const float* left, const float* right, std::size_t right_stride, std::size_t count,
                        std::size_t stride, float* sums) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    const auto at = [&](std::size_t i, std::size_t c) {
      return Products{left + i, stride + observation_extra, right + c, right_stride,
                      count,    sums + i * stride + c,      stride};
    };
    for (std::size_t c = 0; c < stride; c += hn::Lanes(d)) {
      // Short vectors: the two extra rows and two of zeros stand in the same eight.
      for (std::size_t i = 0; i < std::min(stride, c + hn::Lanes(d)); i += 8) eight_rows(d, at(i, c));
      if (stride >= 8) two_rows(d, at(stride, c));
    }
  });
}

void mirror(float* sums, std::size_t stride) {
  for (std::size_t i = 1; i < stride; ++i)
    for (std::size_t c = 0; c < i; ++c) sums[i * stride + c] = sums[c * stride + i];
}

void multiply(const float* square, const float* x, std::size_t stride, float* out) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    // Columns: the square is symmetric, so that no sum crosses lanes.
    for (std::size_t c = 0; c < stride; c += hn::Lanes(d)) {
      auto even = hn::Zero(d), odd = hn::Zero(d);
      for (std::size_t i = 0; i < stride; i += 2) {
        even = hn::MulAdd(hn::Set(d, x[i]), hn::LoadU(d, square + i * stride + c), even);
        if (i + 1 < stride) odd = hn::MulAdd(hn::Set(d, x[i + 1]), hn::LoadU(d, square + (i + 1) * stride + c), odd);
      }
      hn::StoreU(hn::Add(even, odd), d, out + c);
    }
  });
}

// The first column at or before `column` at which a vector may start.
template <class D>
HWY_INLINE std::size_t vector_of(D d, std::size_t column) {
  return column / hn::Lanes(d) * hn::Lanes(d);
}

void factor(float* a, std::size_t n, std::size_t stride) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t j = 0; j < n; ++j) {
      float* row = a + j * stride;
      // Row j less the rows above it, all at once: U[j][c] = (A[j][c] - sum_i U[i][j] U[i][c]) / U[j][j].
      const float least = 1e-6f * row[j];
      for (std::size_t c = vector_of(d, j); c < n; c += hn::Lanes(d)) {
        auto even = hn::LoadU(d, row + c), odd = hn::Zero(d);
        std::size_t i = 0;
        for (; i + 1 < j; i += 2) {
          even = hn::NegMulAdd(hn::Set(d, a[i * stride + j]), hn::LoadU(d, a + i * stride + c), even);
          odd = hn::NegMulAdd(hn::Set(d, a[(i + 1) * stride + j]), hn::LoadU(d, a + (i + 1) * stride + c), odd);
        }
        if (i < j) even = hn::NegMulAdd(hn::Set(d, a[i * stride + j]), hn::LoadU(d, a + i * stride + c), even);
        hn::StoreU(hn::Add(even, odd), d, row + c);
      }
      const float pivot = std::max({row[j], least, 1e-30f});
      const float root = std::sqrt(pivot);
      row[j] = pivot;
      std::fill(row + vector_of(d, j), row + j, 0.0f);
      const auto scale = hn::Set(d, 1 / root);
      for (std::size_t c = vector_of(d, j); c < n; c += hn::Lanes(d))
        hn::StoreU(hn::Mul(scale, hn::LoadU(d, row + c)), d, row + c);
    }
  });
}

void solve_lower(const float* u, std::size_t n, std::size_t stride, float* b) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t j = 0; j < n; ++j) {
      const float* row = u + j * stride;
      const float value = b[j] / row[j];
      const auto scale = hn::Set(d, value);
      for (std::size_t c = vector_of(d, j + 1); c < n; c += hn::Lanes(d))
        hn::StoreU(hn::NegMulAdd(scale, hn::LoadU(d, row + c), hn::LoadU(d, b + c)), d, b + c);
      b[j] = value;  // after the loop, which may have started before j + 1
    }
  });
}

void solve_upper(const float* u, std::size_t n, std::size_t stride, float* b) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t j = n; j-- > 0;) {
      const float* row = u + j * stride;
      float sum = b[j];
      std::size_t c = j + 1;
      for (; c < n && c % hn::Lanes(d) != 0; ++c) sum -= row[c] * b[c];
      auto products = hn::Zero(d);
      for (; c < n; c += hn::Lanes(d)) products = hn::MulAdd(hn::LoadU(d, row + c), hn::LoadU(d, b + c), products);
      b[j] = (sum - hn::GetLane(hn::SumOfLanes(d, products))) / row[j];
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(make_observations);
HWY_EXPORT(add_outer_products);
HWY_EXPORT(mirror);
HWY_EXPORT(multiply);
HWY_EXPORT(factor);
HWY_EXPORT(solve_lower);
HWY_EXPORT(solve_upper);

void make_observations(const ObservationList& list, float bias, float* out, ObservationTotals& totals) {
  HWY_DYNAMIC_DISPATCH(make_observations)(list, bias, out, totals);
}
void add_outer_products(const float* left, const float* right, std::size_t right_stride, std::size_t count,
                        std::size_t stride, float* sums) {
  HWY_DYNAMIC_DISPATCH(add_outer_products)(left, right, right_stride, count, stride, sums);
}
void mirror(float* sums, std::size_t stride) { HWY_DYNAMIC_DISPATCH(mirror)(sums, stride); }
void multiply(const float* square, const float* x, std::size_t stride, float* out) {
  HWY_DYNAMIC_DISPATCH(multiply)(square, x, stride, out);
}
void factor(float* a, std::size_t n, std::size_t stride) { HWY_DYNAMIC_DISPATCH(factor)(a, n, stride); }
void solve_lower(const float* u, std::size_t n, std::size_t stride, float* b) {
  HWY_DYNAMIC_DISPATCH(solve_lower)(u, n, stride, b);
}
void solve_upper(const float* u, std::size_t n, std::size_t stride, float* b) {
  HWY_DYNAMIC_DISPATCH(solve_upper)(u, n, stride, b);
}

}  // namespace interplay::kernels
#endif
