// Floats in 16 bits: sign, exponent and the first 7 bits of the fraction, so that the relative error is at most 1/256.
#pragma once

#include <bit>
#include <cstdint>

namespace interplay {

// The nearest, of two as near the even one. Precondition: finite, and below 3.39e38 in size.
inline std::uint16_t to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// Exact.
inline float from_bfloat16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

}  // namespace interplay
