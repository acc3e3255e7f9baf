// Counter-based random numbers: every number is a function of (seed, purpose, step, row), so that any thread can draw
// any of them in any order. Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
// The transforms are our own, so that bits do not depend on a standard library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace interplay {

// The purpose of a stream. Streams of different purposes never share numbers.
enum class Purpose : std::uint32_t {
  initialize = 1,
  shuffle,
  split,
  dropout,
  synthesize,
  negative,
  gibbs,
  search,
  hyper,
  latent,
  adapt
};

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint64_t step = 0, std::uint64_t row = 0);

  // What Philox is given for the first four words of the stream; the next four have counter[0] one higher.
  const std::array<std::uint32_t, 4>& counter() const { return counter_; }
  const std::array<std::uint32_t, 2>& key() const { return key_; }

  std::uint32_t bits();
  // Uniform in [0, 1), 24 bits: exact in float.
  float uniform();
  // Uniform in (0, 1), 53 bits; never 0, so that its logarithm is finite.
  double uniform_double();
  // Uniform in [0, bound). Lemire 2019, without bias. `bound` > 0.
  std::uint32_t below(std::uint32_t bound);
  // Standard normal. Marsaglia and Tsang 2000, "The ziggurat method for generating random variables", with 256 layers;
  // layer and place are from different bits of a word, as Doornik 2005 advises.
  double normal();
  // Gamma of the given shape > 0 and scale 1. Marsaglia and Tsang 2000.
  double gamma(double shape);

 private:
  double normal_outside(std::size_t layer, double x);

  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

// Fisher and Yates, from the end.
template <class T>
void shuffle(std::span<T> values, RandomStream& random) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[random.below(static_cast<std::uint32_t>(i))]);
}

}  // namespace interplay
