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

// Subtracts from the rows below row j what makes their column j zero. They do not wait for each other; no square root
// or division stands between one pivot and the next but that of the pivot. Numbers left of the diagonal are not read.
template <class D>
HWY_INLINE void eliminate(D d, float* a, std::size_t n, std::size_t stride, std::size_t j, float inverse) {
  const float* row = a + j * stride;
  for (std::size_t i = j + 1; i < n; ++i) {
    float* below = a + i * stride;
    const auto factor = hn::Set(d, row[i] * inverse);
    for (std::size_t c = i / hn::Lanes(d) * hn::Lanes(d); c <= n; c += hn::Lanes(d))
      hn::StoreU(hn::NegMulAdd(factor, hn::LoadU(d, row + c), hn::LoadU(d, below + c)), d, below + c);
  }
}

void solve_normal(float* a, std::size_t n, std::size_t stride, float* x) {
  float* least = a + n * stride;
  for (std::size_t j = 0; j < n; ++j) least[j] = std::max(1e-6f * a[j * stride + j], 1e-30f);
  with_panels(stride, [&](auto d, auto) HWY_ATTR {
    for (std::size_t j = 0; j < n; ++j) {
      float* row = a + j * stride;
      const float pivot = std::max(row[j], least[j]), inverse = 1 / pivot;
      eliminate(d, a, n, stride, j, inverse);
      x[j] *= std::sqrt(inverse);
      const auto scale = hn::Set(d, inverse);
      for (std::size_t c = j / hn::Lanes(d) * hn::Lanes(d); c <= n; c += hn::Lanes(d))
        hn::StoreU(hn::Mul(scale, hn::LoadU(d, row + c)), d, row + c);
    }
  });
  for (std::size_t j = 0; j < n; ++j) x[j] += a[j * stride + n];
  for (std::size_t c = n; c-- > 1;)
    for (std::size_t j = 0; j < c; ++j) x[j] -= a[j * stride + c] * x[c];
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(solve_normal);

void solve_normal(float* a, std::size_t n, std::size_t stride, float* x) {
  HWY_DYNAMIC_DISPATCH(solve_normal)(a, n, stride, x);
}

}  // namespace interplay::kernels
#endif
