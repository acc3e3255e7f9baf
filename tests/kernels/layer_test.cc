#include "kernels/layer.h"

#include <array>

#include <cmath>
#include <limits>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr Activation activations[] = {Activation::identity, Activation::relu, Activation::tanh, Activation::sigmoid};
constexpr std::size_t rows = 5;

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
        Numbers x(rows * stride, 2), plain = x;
        const Numbers before = x;
        activate(f, bias.data(), rows, columns, stride, x.data());
        activate(f, nullptr, rows, columns, stride, plain.data());
        for (std::size_t r = 0; r < rows; ++r) {
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
        const Numbers x(rows * columns, 1);
        Numbers y = x, gradient(rows * columns, 2);
        const Numbers before = gradient;
        activate(f, nullptr, rows, columns, columns, y.data());
        activate_backward(f, y.data(), rows, columns, columns, gradient.data());
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
      const Numbers x(rows * columns, 1);
      Numbers sums(columns, 2);
      const Numbers before = sums;
      std::vector<std::uint64_t> bits(rows, 7);
      add_rows(x.data(), rows, columns, columns, sums.data(), {bits.data(), 1});
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t j = 0; j < 64; ++j) EXPECT_EQ(bits[r] >> j & 1, j < columns && x[r * columns + j] != 0);
      for (std::size_t j = 0; j < columns; ++j) {
        float expected = before[j];
        for (std::size_t r = 0; r < rows; ++r) expected += x[r * columns + j];
        EXPECT_EQ(sums[j], expected);
      }
    }
  });
}

TEST(DropBackward, LetsThroughWhatWasKept) {
  on_every_target([] {
    for (const std::size_t stride : {8, 24, 80}) {
      std::vector<std::uint64_t> bits(rows * 2);
      RandomStream random(5, Purpose::synthesize);
      for (std::uint64_t& word : bits) word = std::uint64_t{random.bits()} << 32 | random.bits();
      const Numbers gradient(rows * stride, 2);
      Numbers moved = gradient;
      drop_backward(0.2, rows, stride, {bits.data(), 2}, moved.data());
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        const std::size_t r = i / stride, c = i % stride;
        const bool kept = bits[2 * r + c / 64] >> (c % 64) & 1;
        ASSERT_EQ(moved[i], kept ? gradient[i] * 1.25f : 0.0f);
      }
    }
  });
}

TEST(SideBySide, LeavesPaddingOutAndFindsItBack) {
  on_every_target([] {
    for (const std::size_t columns : {1, 2, 4, 5, 8, 20, 27}) {
      const std::size_t stride = padded(columns), parts = 3, to_stride = parts * columns + 2;
      Numbers from(rows * parts * stride, 1, 0);
      for (std::size_t i = 0; i < from.size(); ++i)
        if (i % stride >= columns) from[i] = 0;
      Numbers to(rows * to_stride + 8, 2), back = from;
      put_side_by_side(from.data(), rows, parts, columns, stride, to.data(), to_stride);
      add_apart(to.data(), rows, parts, columns, to_stride, back.data(), stride);
      for (std::size_t r = 0; r < rows; ++r)
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
float factor(const Dropout& dropout, std::uint64_t row, std::size_t column) {
  const auto [width, limit] = dropout_bits(dropout.rate);
  RandomStream stream(dropout.seed, Purpose::dropout, dropout.step, std::uint64_t{dropout.layer} << 32 | row);
  std::uint32_t word = 0;
  for (std::size_t i = 0; i <= column * width / 32; ++i) word = stream.bits();
  const std::uint64_t drawn = (word >> (column * width % 32)) & ((std::uint64_t{1} << width) - 1);
  return drawn < limit ? 0.0f : static_cast<float>(1 / (1 - dropout.rate));
}

TEST(DropoutBits, AreTheFewestThatDrawTheRate) {
  const std::vector<std::array<double, 3>> expected = {{0.5, 1, 1},       {0.25, 2, 1},     {0.75, 2, 3}, {0.375, 4, 6},
                                                       {1 / 256.0, 8, 1}, {0.3, 16, 19661}, {0.0, 1, 0}};
  for (const auto& [rate, width, limit] : expected) {
    EXPECT_EQ(dropout_bits(rate).width, static_cast<std::uint32_t>(width)) << rate;
    EXPECT_EQ(dropout_bits(rate).limit, static_cast<std::uint32_t>(limit)) << rate;
  }
}

bool bit(const std::vector<std::uint64_t>& bits, std::size_t words, std::size_t row, std::size_t column) {
  return bits[row * words + column / 64] >> (column % 64) & 1;
}

TEST(Drop, IsAFunctionOfSeedStepLayerRowAndColumn) {
  on_every_target([] {
    for (const double rate : {0.5, 0.25, 0.375, 1 / 256.0, 0.3, 0.0}) {
      for (const std::size_t groups : {1, 2, 3, 10, 17}) {
        const Dropout dropout{rate, 99, (std::uint64_t{5} << 32) + 7, 2, 1000};
        const std::size_t stride = 8 * groups, columns = stride - 3, words = BitRows::words_for(columns);
        std::vector<float> x(11 * stride, 3.0f);
        x[5] = x[stride] = 0;
        const std::vector<float> before = x;
        // What was there before does not matter.
        std::vector<std::uint64_t> kept(11 * words, ~std::uint64_t{0}), nonzero = kept;
        drop(dropout, 11, columns, stride, {kept.data(), words}, {nonzero.data(), words}, x.data());
        for (std::size_t r = 0; r < 11; ++r) {
          for (std::size_t c = 0; c < stride; ++c) {
            const std::size_t at = r * stride + c;
            const float expected = factor(dropout, 1000 + r, c);
            ASSERT_EQ(x[at], before[at] * expected) << rate << " " << r << " " << c;
            ASSERT_EQ(bit(kept, words, r, c), expected != 0);
            ASSERT_EQ(bit(nonzero, words, r, c), c < columns && x[at] != 0);
          }
          for (std::size_t c = stride; c < 64 * words; ++c) ASSERT_FALSE(bit(nonzero, words, r, c));
        }
      }
    }
  });
}

TEST(Drop, LeavesOutItsShare) {
  for (const double rate : {0.0, 0.1, 0.5, 0.95}) {
    std::vector<float> x(1000 * 80, 1.0f);
    std::vector<std::uint64_t> kept(2000), nonzero(2000);
    drop({rate, 1, 2, 3, 0}, 1000, 80, 80, {kept.data(), 2}, {nonzero.data(), 2}, x.data());
    double sum = 0;
    for (const float value : x) sum += static_cast<double>(value);
    EXPECT_NEAR(static_cast<double>(count({kept.data(), 2}, 1000)) / 80000, 1 - rate, 0.01);
    EXPECT_NEAR(sum / 80000, 1, 0.05);
  }
}

}  // namespace
}  // namespace interplay::kernels
