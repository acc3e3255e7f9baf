#include "kernels/least_squares.h"

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

// A positive definite matrix and a right side, and memory to solve them in.
struct Problem {
  explicit Problem(std::size_t of_n) : n(of_n), stride(padded(n + 1)), a(n * n, 0.0), right(n, n + 1) {
    const Numbers random(n * n, n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = 0; c < n; ++c)
        for (std::size_t k = 0; k < n; ++k)
          a[i * n + c] += static_cast<double>(random[i * n + k]) * static_cast<double>(random[c * n + k]);
      a[i * n + i] += 1;
    }
  }
  // x for the numbers e.
  AlignedArray<float> solution(const std::vector<float>& e, float right_side) const {
    AlignedArray<float> memory((n + 1) * stride), x(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t c = i; c < n; ++c) memory[i * stride + c] = static_cast<float>(a[i * n + c]);
      memory[i * stride + n] = right_side * right[i];
      x[i] = e[i];
    }
    solve_normal(memory.data(), n, stride, x.data());
    return x;
  }
  double product(const AlignedArray<float>& x, std::size_t i) const {
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c) sum += a[i * n + c] * static_cast<double>(x[c]);
    return sum;
  }

  std::size_t n, stride;
  std::vector<double> a;
  Numbers right;
};

constexpr std::size_t system_sizes[] = {1, 2, 3, 5, 7, 8, 9, 11, 17, 33};

TEST(LeastSquares, SolvesForTheMean) {
  on_every_target([] {
    for (const std::size_t n : system_sizes) {
      const Problem problem(n);
      const AlignedArray<float> x = problem.solution(std::vector<float>(n, 0.0f), 1);
      for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(problem.product(x, i), problem.right[i], 2e-3) << n;
    }
  });
}

// The numbers e are turned into B e with B B' = A^-1, so that B' A B is the unit matrix.
TEST(LeastSquares, TurnsStandardNormalNumbersIntoThoseOfTheInverse) {
  on_every_target([] {
    for (const std::size_t n : system_sizes) {
      const Problem problem(n);
      std::vector<AlignedArray<float>> columns;
      for (std::size_t i = 0; i < n; ++i) {
        std::vector<float> e(n, 0.0f);
        e[i] = 1;
        columns.push_back(problem.solution(e, 0));
      }
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          double along = 0;
          for (std::size_t k = 0; k < n; ++k)
            along += static_cast<double>(columns[i][k]) * problem.product(columns[j], k);
          EXPECT_NEAR(along, i == j ? 1 : 0, 1e-3) << n << " " << i << " " << j;
        }
      }
    }
  });
}

TEST(LeastSquares, ADrawIsTheMeanAndTheTurnedNumbers) {
  on_every_target([] {
    for (const std::size_t n : system_sizes) {
      const Problem problem(n);
      const Numbers random(n, 9);
      const std::vector<float> e(random.data(), random.data() + n), none(n, 0.0f);
      const AlignedArray<float> draw = problem.solution(e, 1), mean = problem.solution(none, 1),
                                turned = problem.solution(e, 0);
      for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(draw[i], mean[i] + turned[i], 1e-4) << n << " " << i;
    }
  });
}

TEST(LeastSquares, SingularEquationsAreNotDivided) {
  AlignedArray<float> a(16), x(3);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t c = i; c < 4; ++c) a[i * 4 + c] = 1;
  EXPECT_FALSE(solve_normal(a.data(), 3, 4, x.data()));
}

// A = 1e8 * (all ones) + 1: rounding has eaten the ones, and one number after the other still solves for the mean.
TEST(LeastSquares, OneNumberAfterTheOtherNeedsNoSmallPivots) {
  constexpr std::size_t n = 3, stride = 4;
  const std::vector<float> none(n, 0.0f);
  std::vector<float> x(n, 0.0f), a((n + 1) * stride, 1e8f);
  for (std::size_t i = 0; i < n; ++i) a[i * stride + n] = 3e8f;
  for (int pass = 0; pass < 3; ++pass) solve_each(a.data(), n, stride, none.data(), x.data());
  EXPECT_FLOAT_EQ(x[0] + x[1] + x[2], 3);
}

TEST(LeastSquares, OneNumberAfterTheOtherArrivesWhereAllAtOnceDo) {
  const Problem problem(5);
  const std::vector<float> none(5, 0.0f);
  AlignedArray<float> memory(6 * problem.stride), x(5);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t c = i; c < 5; ++c) memory[i * problem.stride + c] = static_cast<float>(problem.a[i * 5 + c]);
    memory[i * problem.stride + 5] = problem.right[i];
  }
  for (int pass = 0; pass < 500; ++pass) solve_each(memory.data(), 5, problem.stride, none.data(), x.data());
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(problem.product(x, i), problem.right[i], 2e-3);
}

// A number whose diagonal is 0 says nothing, and keeps what it had.
TEST(LeastSquares, OneNumberAfterTheOtherLeavesWhatHasNoEquation) {
  const std::vector<float> a = {0, 1}, e = {1};
  std::vector<float> x = {2};
  solve_each(a.data(), 1, 2, e.data(), x.data());
  EXPECT_EQ(x[0], 2);
}

}  // namespace
}  // namespace interplay::kernels
