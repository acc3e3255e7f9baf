// How many numbers are above another one that is known up to an error.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

struct Above {
  std::size_t above = 0;  // numbers that are larger than `high`
  std::size_t found = 0;  // numbers from `low` to `high`
};

// `places` receives the places of those from `low` to `high`, ascending; it has room for `count` and a register more.
// No number is NaN. Precondition: low <= high.
inline constexpr std::size_t places_beyond = 16;
Above count_above(const float* values, std::size_t count, float low, float high, std::uint32_t* places);

}  // namespace interplay::kernels
