#include "kernels/least_squares.h"

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t strides[] = {0, 1, 4, 8, 16, 24, 40};

double at(const std::vector<double>& square, std::size_t n, std::size_t i, std::size_t c) { return square[i * n + c]; }

TEST(LeastSquares, SumsOuterProducts) {
  on_every_target([] {
    for (const std::size_t stride : strides) {
      for (const std::size_t count : {0, 1, 7, 64}) {
        const std::size_t step = stride + observation_extra;
        const Numbers left(count * step, 1), right(count * step, 2);
        std::vector<float> sums(sums_size(stride), 0.5f);
        add_outer_products(left.data(), right.data(), step, count, stride, sums.data());
        for (std::size_t i = 0; i < (stride > 0 ? stride + 2 : 0); ++i) {
          for (std::size_t c = i < stride ? i : 0; c < stride; ++c) {
            double expected = 0.5;
            for (std::size_t n = 0; n < count; ++n)
              expected += static_cast<double>(left[n * step + i]) * static_cast<double>(right[n * step + c]);
            EXPECT_NEAR(sums[i * stride + c], expected, 1e-4) << stride << " " << i << " " << c;
          }
        }
      }
    }
  });
}

TEST(LeastSquares, MakesObservations) {
  on_every_target([] {
    for (const std::size_t stride : strides) {
      for (const std::size_t others : {0, 1, 3}) {
        const std::vector<float> weights = {1, 4, 0.25f, 0, 1};
        const Numbers vectors(3 * 5 * stride + 1, 3), numbers(15, 4), targets(5, 5);
        const std::vector<float> precisions = {1, 0.25f, 16, 4, 1};
        const std::vector<OtherTable> tables = {{vectors.data(), numbers.data(), precisions.data()},
                                                {vectors.data() + 5 * stride, numbers.data() + 5, nullptr},
                                                {vectors.data() + 10 * stride, numbers.data() + 10, precisions.data()}};
        const std::vector<std::uint32_t> rows = {0, 1, 2, 3, 4, 0, 2, 2, 2, 1, 0, 4, 3, 3, 1};
        std::vector<float> out(5 * (stride + observation_extra), 9);
        ObservationTotals totals;
        make_observations({tables.data(), others, rows.data(), targets.data(), weights.data(), 4, 5, stride}, 0.25f,
                          out.data(), totals);
        double sum = 0, weight = 0;
        for (std::size_t n = 0; n < 5; ++n) {
          const float* r = out.data() + n * (stride + observation_extra);
          double known = 0.25, squares = 0, own = 4 * static_cast<double>(weights[n]);
          for (std::size_t o = 0; o < others; ++o) {
            known += static_cast<double>(tables[o].numbers[rows[n * others + o]]);
            if (o != 1) own *= static_cast<double>(precisions[rows[n * others + o]]);
          }
          const double root = std::sqrt(own);
          weight += own;
          for (std::size_t k = 0; k < stride; ++k) {
            double expected = 0;
            for (std::size_t o = 0; o < others; ++o)
              expected += static_cast<double>(tables[o].vectors[rows[n * others + o] * stride + k]);
            EXPECT_NEAR(r[k], root * expected, 1e-5 * (1 + root));
            squares += expected * expected;
          }
          if (others > 1) known += squares / 2;
          EXPECT_EQ(r[stride], static_cast<float>(root));
          EXPECT_NEAR(r[stride + 1], root * (static_cast<double>(targets[n]) - known), 1e-4 * (1 + root));
          EXPECT_EQ(r[stride + 7], 0.0f);
          sum += root * static_cast<double>(r[stride + 1]);
        }
        EXPECT_NEAR(totals.target, sum, 1e-5 * (1 + weight));
        EXPECT_EQ(totals.weight, weight);
      }
    }
  });
}

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
