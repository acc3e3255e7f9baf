#include <bit>
#include <cmath>
#include <cstdint>

#include "objective/link.h"

namespace interplay {

// exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2. ln 2 is split in two parts so that r loses no
// bits (Cody and Waite 1980); the polynomial is the Taylor series to r^7, whose remainder is below 2^-27.
float exponential(float x) {
  constexpr float log2_e = 0x1.715476p+0f, ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;
  if (!(x > -87.0f)) return std::isnan(x) ? x : 0.0f;
  if (x > 88.0f) x = 88.0f;
  const float n = std::floor(x * log2_e + 0.5f);
  const float r = (x - n * ln2_high) - n * ln2_low;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  // 1 + (r + r^2 p): the largest term is added last.
  const float tail = r + r * r * p;
  const auto scale = std::bit_cast<float>(static_cast<std::uint32_t>(static_cast<std::int32_t>(n) + 127) << 23);
  return scale + scale * tail;
}

float sigmoid(float x) {
  // From exp(-|x|), which never overflows. sigmoid(-x) = e / (1 + e) keeps its relative accuracy where it is
  // tiny.
  const float e = exponential(-std::abs(x));
  const float p = (x < 0 ? e : 1.0f) / (1.0f + e);
  return p;
}

}  // namespace interplay
