#include "kernels/arrays.h"

#include <cmath>
#include <limits>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t array_sizes[] = {0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 1001};

TEST(Arrays, AgreeWithLoops) {
  on_every_target([] {
    for (const std::size_t size : array_sizes) {
      const Numbers x(size, 1, 3);
      Numbers y(size, 2);
      const Numbers before = y;
      double inner = 0;
      for (std::size_t i = 0; i < size; ++i) inner += static_cast<double>(x[i]) * static_cast<double>(y[i]);
      EXPECT_NEAR(dot(x.data(), y.data(), size), inner, 1e-4);
      axpy(0.75f, x.data(), y.data(), size);
      for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(y[i], 0.75 * x[i] + before[i], 1e-6);
      const Numbers sum = y;
      scale(-3, y.data(), size);
      for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(y[i], -3 * sum[i]);
    }
  });
}

TEST(Arrays, SumOfSquaresHasTheSameBitsOnEveryTarget) {
  for (const std::size_t size : array_sizes) {
    const Numbers x(size, 4, 1);
    double parts[8] = {};
    for (std::size_t i = 0; i < size; ++i) parts[i % 8] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    const double expected =
        ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
    on_every_target([&] { EXPECT_EQ(sum_of_squares(x.data(), size), expected); });
  }
}

TEST(Arrays, FiniteIsChecked) {
  on_every_target([] {
    for (const std::size_t size : array_sizes) {
      Numbers x(size, 5);
      EXPECT_TRUE(all_finite(x.data(), size));
      for (std::size_t i = 0; i < size; i += 1 + size / 7) {
        for (const float bad : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                                std::numeric_limits<float>::quiet_NaN()}) {
          const float saved = x[i];
          x[i] = bad;
          EXPECT_FALSE(all_finite(x.data(), size));
          x[i] = saved;
        }
      }
    }
    const float largest = std::numeric_limits<float>::max();
    EXPECT_TRUE(all_finite(&largest, 1));
  });
}

}  // namespace
}  // namespace interplay::kernels
