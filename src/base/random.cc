#include "base/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace interplay {
namespace {

// SplitMix64's finaliser: spreads (seed, purpose) over the 64 bits of a Philox key.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

// Counter words: block number within the stream, step (low), row (low), and the high halves of step and row folded
// together: streams are distinct for steps and rows below 2^48 and 2^48 that people can reach.
RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, std::uint64_t step, std::uint64_t row)
    : counter_{0, low(step), low(row), (high(step) << 16) ^ high(row)} {
  const std::uint64_t key = mix(seed ^ mix(static_cast<std::uint64_t>(purpose)));
  key_ = {low(key), high(key)};
}

std::uint32_t RandomStream::bits() {
  if (used_ == 4) {
    const r123::Philox4x32::ctr_type counter = {{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const r123::Philox4x32::key_type key = {{key_[0], key_[1]}};
    const auto block = r123::Philox4x32()(counter, key);
    block_ = {block[0], block[1], block[2], block[3]};
    ++counter_[0];
    used_ = 0;
  }
  return block_[used_++];
}

float RandomStream::uniform() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }

double RandomStream::uniform_double() {
  const std::uint64_t upper = bits();
  const std::uint64_t both = (upper << 32) | bits();
  return (static_cast<double>(both >> 11) + 0.5) * 0x1p-53;
}

std::uint32_t RandomStream::below(std::uint32_t bound) {
  std::uint64_t product = std::uint64_t{bits()} * bound;
  if (low(product) < bound) {
    const std::uint32_t threshold = (0u - bound) % bound;
    while (low(product) < threshold) product = std::uint64_t{bits()} * bound;
  }
  return high(product);
}

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(uniform_double()));
  const double angle = 2.0 * std::numbers::pi * uniform_double();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double RandomStream::gamma(double shape) {
  // Below 1 by a boost: gamma(a) = gamma(a + 1) u^(1/a).
  if (shape < 1) {
    const double boost = std::pow(uniform_double(), 1 / shape);
    return gamma(shape + 1) * boost;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(uniform_double()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace interplay
