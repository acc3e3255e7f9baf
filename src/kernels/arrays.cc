#include "kernels/arrays.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/arrays.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;

void axpy(float a, const float* x, float* y, std::size_t size) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const auto factor = hn::Set(d, a);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes)
    hn::StoreU(hn::MulAdd(factor, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, y + i);
  const hn::CappedTag<float, 1> one;
  for (; i < size; ++i)
    hn::StoreU(hn::MulAdd(hn::Set(one, a), hn::LoadU(one, x + i), hn::LoadU(one, y + i)), one, y + i);
}

void scale(float a, float* x, std::size_t size) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) hn::StoreU(hn::Mul(hn::Set(d, a), hn::LoadU(d, x + i)), d, x + i);
  for (; i < size; ++i) x[i] *= a;
}

float dot(const float* x, const float* y, std::size_t size) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  auto sum = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) sum = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), sum);
  float total = hn::GetLane(hn::SumOfLanes(d, sum));
  for (; i < size; ++i) total += x[i] * y[i];
  return total;
}

double sum_of_squares(const float* x, std::size_t size) {
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const std::size_t lanes = hn::Lanes(d);
  alignas(64) double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  const std::size_t whole = size / 8 * 8;
  for (std::size_t part = 0; part < 8; part += lanes) {
    auto sum = hn::Zero(d);
    for (std::size_t i = part; i < whole; i += 8) {
      const auto value = hn::PromoteTo(d, hn::LoadU(narrow, x + i));
      sum = hn::Add(sum, hn::Mul(value, value));
    }
    hn::Store(sum, d, sums + part);
  }
  for (std::size_t i = whole; i < size; ++i) sums[i - whole] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

bool all_finite(const float* x, std::size_t size) {
  // 0 * x is 0 for finite x, else NaN, and NaN stays in the sum.
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  const auto zero = hn::Zero(d);
  auto sum = zero;
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) sum = hn::MulAdd(zero, hn::LoadU(d, x + i), sum);
  float total = hn::GetLane(hn::SumOfLanes(d, sum));
  for (; i < size; ++i) total += 0.0f * x[i];
  return total == 0.0f;
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(axpy);
HWY_EXPORT(scale);
HWY_EXPORT(dot);
HWY_EXPORT(sum_of_squares);
HWY_EXPORT(all_finite);

void axpy(float a, const float* x, float* y, std::size_t size) { HWY_DYNAMIC_DISPATCH(axpy)(a, x, y, size); }
void scale(float a, float* x, std::size_t size) { HWY_DYNAMIC_DISPATCH(scale)(a, x, size); }
float dot(const float* x, const float* y, std::size_t size) { return HWY_DYNAMIC_DISPATCH(dot)(x, y, size); }
double sum_of_squares(const float* x, std::size_t size) { return HWY_DYNAMIC_DISPATCH(sum_of_squares)(x, size); }
bool all_finite(const float* x, std::size_t size) { return HWY_DYNAMIC_DISPATCH(all_finite)(x, size); }

}  // namespace interplay::kernels
#endif
