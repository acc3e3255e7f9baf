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

// Layers of equal area under exp(-x^2 / 2): layer i reaches from -x[i] to x[i], from density[i] up to density[i + 1].
// Layer 0 stands for the tail beyond x[1] as well, with a width that gives it the common area.
constexpr std::size_t layers = 256;
constexpr double ziggurat_tail = 3.6541528853610088;
struct Ziggurat {
  std::array<double, layers + 1> x{}, density{};

  Ziggurat() {
    const auto f = [](double at) { return std::exp(-at * at / 2); };
    const double tail = std::sqrt(std::numbers::pi / 2) * std::erfc(ziggurat_tail / std::numbers::sqrt2);
    const double area = ziggurat_tail * f(ziggurat_tail) + tail;
    x[0] = area / f(ziggurat_tail);
    x[1] = ziggurat_tail;
    density[1] = f(ziggurat_tail);
    for (std::size_t i = 2; i < layers; ++i) {
      density[i] = density[i - 1] + area / x[i - 1];
      x[i] = std::sqrt(-2 * std::log(density[i]));
    }
    density[layers] = 1;
  }
};
const Ziggurat ziggurat;

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

// Below the wedge of its layer a point is drawn for good; else it is accepted against the density. Layer 0 has the
// tail.
double RandomStream::normal() {
  const std::uint32_t word = bits();
  const std::size_t layer = word & 0xff;
  // In (-1, 1), symmetric: 24 bits, of which none is 0.
  const double place = (static_cast<double>(static_cast<std::int32_t>(word) >> 8) + 0.5) * 0x1p-23;
  const double x = place * ziggurat.x[layer];
  return std::abs(x) < ziggurat.x[layer + 1] ? x : normal_outside(layer, x);
}

double RandomStream::normal_outside(std::size_t layer, double x) {
  if (layer == 0) {
    double beyond = 0, height = 0;
    do {
      beyond = -std::log(uniform_double()) / ziggurat_tail;
      height = -std::log(uniform_double());
    } while (2 * height < beyond * beyond);
    return x < 0 ? -ziggurat_tail - beyond : ziggurat_tail + beyond;
  }
  const double low = ziggurat.density[layer], high = ziggurat.density[layer + 1];
  return low + uniform_double() * (high - low) < std::exp(-x * x / 2) ? x : normal();
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
