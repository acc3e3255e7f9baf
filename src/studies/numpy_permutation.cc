// NumPy's legacy shuffle, so that published splits can be made anew.
#include <numeric>
#include <random>

#include "studies/study.h"

namespace interplay::report {

// Fisher and Yates from the end; a place in [0, last] is drawn by masking 32 bits of the Mersenne Twister and rejecting
// what is too large.
std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t rows) {
  std::mt19937 bits(seed);
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t last = rows; last-- > 1;) {
    std::uint32_t mask = last;
    for (const int shift : {1, 2, 4, 8, 16}) mask |= mask >> shift;
    std::uint32_t place = 0;
    do {
      place = static_cast<std::uint32_t>(bits()) & mask;
    } while (place > last);
    std::swap(order[last], order[place]);
  }
  return order;
}

}  // namespace interplay::report
