#include "kernels/layer.h"

#include <array>

#include <cmath>
#include <limits>
#include <vector>

#include "interplay/synthetic.h"

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr Activation activations[] = {Activation::identity, Activation::relu, Activation::tanh, Activation::sigmoid};
constexpr std::size_t layer_rows = 5;

double value(Activation f, double x) {
  switch (f) {
    case Activation::identity:
      return x;
    case Activation::relu:
      return x > 0 ? x : 0;
    case Activation::tanh:
      return std::tanh(x);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-x));
  }
  return x;
}

TEST(Activate, AddsTheBiasAndBends) {
  on_every_target([] {
    for (const Activation f : activations) {
      for (const std::size_t columns : {1, 3, 8, 17, 64}) {
        const std::size_t stride = columns + 1;
        const Numbers bias(columns, 1);
        Numbers x(layer_rows * stride, 2), plain = x;
        const Numbers before = x;
        activate(f, bias.data(), layer_rows, columns, stride, x.data());
        activate(f, nullptr, layer_rows, columns, stride, plain.data());
        for (std::size_t r = 0; r < layer_rows; ++r) {
          for (std::size_t j = 0; j < columns; ++j) {
            const double in = static_cast<double>(before[r * stride + j]);
            EXPECT_NEAR(x[r * stride + j], value(f, in + static_cast<double>(bias[j])), 1e-6);
            EXPECT_NEAR(plain[r * stride + j], value(f, in), 1e-6);
          }
          EXPECT_EQ(x[r * stride + columns], before[r * stride + columns]);
        }
      }
    }
  });
}

TEST(Activate, KeepsNaN) {
  on_every_target([] {
    for (const Activation f : activations) {
      std::vector<float> x(9, std::numeric_limits<float>::quiet_NaN());
      activate(f, nullptr, 1, x.size(), x.size(), x.data());
      for (const float y : x) EXPECT_TRUE(std::isnan(y));
    }
  });
}

TEST(ActivateBackward, MultipliesByTheSlope) {
  on_every_target([] {
    for (const Activation f : activations) {
      for (const std::size_t columns : {1, 3, 8, 17}) {
        const Numbers x(layer_rows * columns, 1);
        Numbers y = x, gradient(layer_rows * columns, 2);
        const Numbers before = gradient;
        activate(f, nullptr, layer_rows, columns, columns, y.data());
        activate_backward(f, y.data(), layer_rows, columns, columns, gradient.data());
        for (std::size_t i = 0; i < x.size(); ++i) {
          const double at = static_cast<double>(x[i]), h = 1e-6;
          if (f == Activation::relu && std::abs(at) < h) continue;
          const double slope = (value(f, at + h) - value(f, at - h)) / (2 * h);
          EXPECT_NEAR(gradient[i], static_cast<double>(before[i]) * slope, 1e-5);
        }
      }
    }
  });
}

TEST(AddRows, SumsColumns) {
  on_every_target([] {
    for (const std::size_t columns : {1, 3, 8, 17, 64}) {
      const Numbers x(layer_rows * columns, 1);
      Numbers sums(columns, 2);
      const Numbers before = sums;
      std::vector<std::uint64_t> bits(layer_rows, 7);
      add_rows(x.data(), layer_rows, columns, columns, sums.data(), {bits.data(), 1});
      for (std::size_t r = 0; r < layer_rows; ++r)
        for (std::size_t j = 0; j < 64; ++j) EXPECT_EQ(bits[r] >> j & 1, j < columns && x[r * columns + j] != 0);
      for (std::size_t j = 0; j < columns; ++j) {
        float expected = before[j];
        for (std::size_t r = 0; r < layer_rows; ++r) expected += x[r * columns + j];
        EXPECT_EQ(sums[j], expected);
      }
    }
  });
}

std::vector<std::uint64_t> random_bits(std::size_t words) {
  std::vector<std::uint64_t> bits(layer_rows * words);
  RandomStream random(5, Purpose::synthesize);
  for (std::uint64_t& word : bits) word = std::uint64_t{random.bits()} << 32 | random.bits();
  return bits;
}

bool bit(const std::vector<std::uint64_t>& bits, std::size_t words, std::size_t row, std::size_t column) {
  return bits[row * words + column / 64] >> (column % 64) & 1;
}

// Against the activation alone, then what the next layer reads of it, one number at a time.
void expect_kept(Activation f, std::size_t columns, bool drops, bool with_bias) {
  const std::size_t stride = columns + 1, words = BitRows::words_for(columns);
  const Numbers bias(columns, 1);
  const std::vector<std::uint64_t> before = random_bits(words);
  std::vector<std::uint64_t> bits = before;
  Numbers x(layer_rows * stride, 2), whole = x;
  x[0] = whole[0] = std::numeric_limits<float>::quiet_NaN();
  activate(f, with_bias ? bias.data() : nullptr, layer_rows, columns, stride, whole.data());
  activate(f, with_bias ? bias.data() : nullptr, layer_rows, columns, stride, {{bits.data(), words}, drops, 1.25f},
           x.data());
  for (std::size_t r = 0; r < layer_rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const bool kept = !drops || bit(before, words, r, c);
      const float expected = kept ? 1.25f * whole[r * stride + c] : 0.0f;
      if (std::isnan(expected)) {
        ASSERT_TRUE(std::isnan(x[r * stride + c]));
      } else {
        ASSERT_FLOAT_EQ(x[r * stride + c], expected);
      }
      ASSERT_EQ(bit(bits, words, r, c), f == Activation::relu ? expected != 0 : bit(before, words, r, c));
    }
    for (std::size_t c = columns; c < 64 * words && f == Activation::relu; ++c) ASSERT_FALSE(bit(bits, words, r, c));
    ASSERT_EQ(x[r * stride + columns], whole[r * stride + columns]);
  }
}

TEST(Activate, AsTheNextLayerReadsIt) {
  on_every_target([] {
    for (const Activation f : activations)
      for (const std::size_t columns : {1, 3, 8, 17, 32, 43, 64, 80, 130})
        for (const bool drops : {false, true})
          for (const bool with_bias : {false, true}) expect_kept(f, columns, drops, with_bias);
  });
}

TEST(KeepAndAddRows, LeavesOutAndSumsColumns) {
  on_every_target([] {
    for (const std::size_t columns : {1, 3, 8, 17, 43, 64, 80, 130}) {
      const std::size_t stride = columns + 1, words = BitRows::words_for(columns);
      std::vector<std::uint64_t> bits = random_bits(words);
      const Numbers before(layer_rows * stride, 1), sums_before(columns, 2);
      Numbers x = before, sums = sums_before;
      keep_and_add_rows({bits.data(), words}, layer_rows, columns, stride, x.data(), sums.data());
      for (std::size_t c = 0; c < columns; ++c) {
        float sum = sums_before[c];
        for (std::size_t r = 0; r < layer_rows; ++r) {
          const float expected = bit(bits, words, r, c) ? before[r * stride + c] : 0.0f;
          ASSERT_EQ(x[r * stride + c], expected);
          sum += expected;
        }
        ASSERT_EQ(sums[c], sum);
      }
      for (std::size_t r = 0; r < layer_rows; ++r) ASSERT_EQ(x[r * stride + columns], before[r * stride + columns]);
    }
  });
}

TEST(SideBySide, LeavesPaddingOutAndFindsItBack) {
  on_every_target([] {
    for (const std::size_t columns : {1, 2, 4, 5, 8, 20, 27}) {
      const std::size_t stride = padded(columns), parts = 3, to_stride = parts * columns + 2;
      Numbers from(layer_rows * parts * stride, 1, 0);
      for (std::size_t i = 0; i < from.size(); ++i)
        if (i % stride >= columns) from[i] = 0;
      Numbers to(layer_rows * to_stride + 8, 2), back = from;
      const Numbers before = to;
      put_side_by_side(from.data(), layer_rows, parts, columns, stride, to.data(), to_stride);
      for (std::size_t i = (layer_rows - 1) * to_stride + parts * columns; i < to.size(); ++i)
        ASSERT_EQ(to[i], before[i]);
      add_apart(to.data(), layer_rows, parts, columns, to_stride, back.data(), stride);
      for (std::size_t r = 0; r < layer_rows; ++r)
        for (std::size_t p = 0; p < parts; ++p)
          for (std::size_t k = 0; k < stride; ++k) {
            const std::size_t at = (r * parts + p) * stride + k;
            if (k < columns) {
              ASSERT_EQ(to[r * to_stride + p * columns + k], from[at]);
            }
            ASSERT_EQ(back[at], 2 * from[at]);
          }
    }
  });
}

// The definition, one number at a time.
bool is_kept(const Dropout& dropout, std::uint64_t row, std::size_t column) {
  const auto [width, limit] = dropout_bits(dropout.rate);
  RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32 | row);
  std::uint32_t word = 0;
  for (std::size_t i = 0; i <= column * width / 32; ++i) word = stream.bits();
  return ((word >> (column * width % 32)) & ((std::uint64_t{1} << width) - 1)) >= limit;
}

TEST(DropoutBits, AreTheFewestThatDrawTheRate) {
  const std::vector<std::array<double, 3>> expected = {{0.5, 1, 1},       {0.25, 2, 1},     {0.75, 2, 3}, {0.375, 4, 6},
                                                       {1 / 256.0, 8, 1}, {0.3, 16, 19661}, {0.0, 1, 0}};
  for (const auto& [rate, width, limit] : expected) {
    EXPECT_EQ(dropout_bits(rate).width, static_cast<std::uint32_t>(width)) << rate;
    EXPECT_EQ(dropout_bits(rate).limit, static_cast<std::uint32_t>(limit)) << rate;
  }
}

TEST(Draw, IsAFunctionOfSeedStepLayerRowAndColumn) {
  on_every_target([] {
    for (const double rate : {0.5, 0.25, 0.375, 1 / 256.0, 0.3, 0.0}) {
      for (const std::size_t columns : {1, 5, 13, 24, 64, 80, 133, 300}) {
        const Dropout dropout{rate, 99, (std::uint64_t{5} << 32) + 7, 2, 1000};
        const std::size_t words = BitRows::words_for(columns);
        // What was there before does not matter.
        std::vector<std::uint64_t> kept(11 * words, ~std::uint64_t{0});
        draw(dropout, 11, columns, {kept.data(), words});
        for (std::size_t r = 0; r < 11; ++r)
          for (std::size_t c = 0; c < 64 * words; ++c)
            ASSERT_EQ(bit(kept, words, r, c), c < columns && is_kept(dropout, 1000 + r, c))
                << rate << " " << r << " " << c;
      }
    }
  });
}

TEST(Draw, LeavesOutItsShare) {
  for (const double rate : {0.0, 0.1, 0.5, 0.95}) {
    std::vector<std::uint64_t> kept(2000);
    draw({rate, 1, 2, 3, 0}, 1000, 80, {kept.data(), 2});
    EXPECT_NEAR(static_cast<double>(count({kept.data(), 2}, 1000)) / 80000, 1 - rate, 0.01);
  }
}

}  // namespace
}  // namespace interplay::kernels
