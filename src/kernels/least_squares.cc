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

// A pivot has an error of some roundings of its diagonal: one this small would be made of them.
constexpr float least_pivot = 1e-5f;

bool solve_normal(float* a, std::size_t n, std::size_t stride, float* x) {
  float* least = a + n * stride;
  for (std::size_t j = 0; j < n; ++j) least[j] = std::max(least_pivot * a[j * stride + j], 1e-30f);
  bool sound = true;
  with_panels(stride, [&](auto d, auto) HWY_ATTR {
    for (std::size_t j = 0; j < n; ++j) {
      float* row = a + j * stride;
      if (!(row[j] >= least[j])) {
        sound = false;
        return;
      }
      const float inverse = 1 / row[j];
      eliminate(d, a, n, stride, j, inverse);
      x[j] *= std::sqrt(inverse);
      const auto scale = hn::Set(d, inverse);
      for (std::size_t c = j / hn::Lanes(d) * hn::Lanes(d); c <= n; c += hn::Lanes(d))
        hn::StoreU(hn::Mul(scale, hn::LoadU(d, row + c)), d, row + c);
    }
  });
  if (!sound) return false;
  for (std::size_t j = 0; j < n; ++j) x[j] += a[j * stride + n];
  for (std::size_t c = n; c-- > 1;)
    for (std::size_t j = 0; j < c; ++j) x[j] -= a[j * stride + c] * x[c];
  return true;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(solve_normal);

bool solve_normal(float* a, std::size_t n, std::size_t stride, float* x) {
  return HWY_DYNAMIC_DISPATCH(solve_normal)(a, n, stride, x);
}

void solve_each(const float* a, std::size_t n, std::size_t stride, const float* e, float* x) {
  for (std::size_t j = 0; j < n; ++j) {
    const double diagonal = a[j * stride + j];
    if (!(diagonal > 0)) continue;
    double rest = a[j * stride + n];
    for (std::size_t c = 0; c < j; ++c) rest -= static_cast<double>(a[c * stride + j]) * static_cast<double>(x[c]);
    for (std::size_t c = j + 1; c < n; ++c) rest -= static_cast<double>(a[j * stride + c]) * static_cast<double>(x[c]);
    x[j] = static_cast<float>(rest / diagonal + static_cast<double>(e[j]) / std::sqrt(diagonal));
  }
}

}  // namespace interplay::kernels
#endif
