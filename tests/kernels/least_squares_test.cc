#include "kernels/least_squares.h"

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

double at(const std::vector<double>& square, std::size_t n, std::size_t i, std::size_t c) { return square[i * n + c]; }

// A x = b for a random positive definite A, and U'U = A.
TEST(LeastSquares, FactorsAndSolves) {
  on_every_target([] {
    for (const std::size_t n : {1, 2, 3, 5, 9, 17, 33}) {
      const std::size_t stride = padded(n);
      const Numbers random(n * n, n), right(n, n + 1);
      std::vector<double> a(n * n, 0.0);
      AlignedArray<float> u(stride * stride), x(stride);
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = right[i];
        for (std::size_t c = 0; c < n; ++c) {
          for (std::size_t k = 0; k < n; ++k)
            a[i * n + c] += static_cast<double>(random[i * n + k]) * static_cast<double>(random[c * n + k]);
          if (i == c) a[i * n + c] += 1;
          if (c >= i) u[i * stride + c] = static_cast<float>(a[i * n + c]);
        }
      }
      factor(u.data(), n, stride);
      solve_lower(u.data(), n, stride, x.data());
      solve_upper(u.data(), n, stride, x.data());
      for (std::size_t i = 0; i < n; ++i) {
        double product = 0;
        for (std::size_t c = 0; c < n; ++c) product += at(a, n, i, c) * static_cast<double>(x[c]);
        EXPECT_NEAR(product, right[i], 2e-3) << n;
        double squared = 0;
        for (std::size_t k = 0; k <= i; ++k)
          squared += static_cast<double>(u[k * stride + i]) * static_cast<double>(u[k * stride + i]);
        EXPECT_NEAR(squared, at(a, n, i, i), 1e-3 * squared) << n;
      }
    }
  });
}

TEST(LeastSquares, SingularEquationsGiveFiniteNumbers) {
  AlignedArray<float> u(16), x(4);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t c = i; c < 3; ++c) u[i * 4 + c] = 1;
  x[0] = x[1] = x[2] = 1;
  factor(u.data(), 3, 4);
  solve_lower(u.data(), 3, 4, x.data());
  solve_upper(u.data(), 3, 4, x.data());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(std::isfinite(x[i]));
}

}  // namespace
}  // namespace interplay::kernels
