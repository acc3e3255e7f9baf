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

HWY_EXPORT(factor);
HWY_EXPORT(solve_lower);
HWY_EXPORT(solve_upper);

void factor(float* a, std::size_t n, std::size_t stride) { HWY_DYNAMIC_DISPATCH(factor)(a, n, stride); }
void solve_lower(const float* u, std::size_t n, std::size_t stride, float* b) {
  HWY_DYNAMIC_DISPATCH(solve_lower)(u, n, stride, b);
}
void solve_upper(const float* u, std::size_t n, std::size_t stride, float* b) {
  HWY_DYNAMIC_DISPATCH(solve_upper)(u, n, stride, b);
}

}  // namespace interplay::kernels
#endif
