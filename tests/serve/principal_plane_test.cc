// Against the definitions: eigenvectors reproduce the matrix, and no plane has more of the variance than the first two.
#include "serve/explorer/principal_plane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace interplay::serve {
namespace {

std::vector<float> random_rows(std::size_t count, std::size_t columns) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> rows(count * columns);
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t k = 0; k < columns; ++k)
      rows[r * columns + k] = normal(random) / static_cast<float>(1 + k) + static_cast<float>(k);
  return rows;
}

TEST(SymmetricEigen, VectorsAndValuesReproduceTheMatrix) {
  constexpr std::size_t n = 9;
  const std::vector<float> rows = random_rows(40, n);
  std::vector<double> matrix(n * n);
  for (std::size_t r = 0; r < 40; ++r)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        matrix[i * n + j] += static_cast<double>(rows[r * n + i]) * static_cast<double>(rows[r * n + j]);
  const SymmetricEigen eigen = symmetric_eigen(matrix, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0, product = 0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += eigen.values[k] * eigen.vectors[k * n + i] * eigen.vectors[k * n + j];
        product += eigen.vectors[i * n + k] * eigen.vectors[j * n + k];
      }
      EXPECT_NEAR(sum, matrix[i * n + j], 1e-9 * eigen.values[0]);
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-12);
    }
  for (std::size_t k = 1; k < n; ++k) EXPECT_GE(eigen.values[k - 1], eigen.values[k]);
}

TEST(PrincipalPlane, SharesAreThoseOfThePoints) {
  constexpr std::size_t count = 500, columns = 6;
  const std::vector<float> rows = random_rows(count, columns);
  const PrincipalPlane plane = principal_plane(rows, columns);
  double whole = 0;
  for (std::size_t k = 0; k < columns; ++k) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const double x = static_cast<double>(rows[r * columns + k]);
      sum += x, squares += x * x;
    }
    whole += squares - sum * sum / count;
  }
  double x = 0, y = 0, product = 0, mean = 0;
  for (std::size_t r = 0; r < count; ++r) {
    const double a = static_cast<double>(plane.points[2 * r]), b = static_cast<double>(plane.points[2 * r + 1]);
    x += a * a, y += b * b, product += a * b, mean += a;
  }
  EXPECT_NEAR(x / whole, plane.x_share, 1e-6);
  EXPECT_NEAR(y / whole, plane.y_share, 1e-6);
  EXPECT_NEAR(product / whole, 0, 1e-6);
  EXPECT_NEAR(mean / count, 0, 1e-6);
  EXPECT_GT(plane.x_share, plane.y_share);
}

TEST(PrincipalPlane, AxesOfEqualDataAreEqualWithTheirSigns) {
  std::vector<float> rows = random_rows(100, 4);
  const PrincipalPlane one = principal_plane(rows, 4), two = principal_plane(rows, 4);
  EXPECT_EQ(one.points, two.points);
}

TEST(PrincipalPlane, PointsOnALineAndNoPoints) {
  std::vector<float> line;
  for (int i = 0; i < 10; ++i) line.insert(line.end(), {static_cast<float>(i), 2.0f * static_cast<float>(i), 0});
  const PrincipalPlane plane = principal_plane(line, 3);
  EXPECT_NEAR(plane.x_share, 1, 1e-12);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(plane.points[2 * i], (static_cast<double>(i) - 4.5) * std::sqrt(5.0), 1e-5);
    EXPECT_NEAR(plane.points[2 * i + 1], 0, 1e-5);
  }
  EXPECT_TRUE(principal_plane({}, 3).points.empty());
  const std::vector<float> same(12, 1.0f);
  EXPECT_EQ(principal_plane(same, 3).x_share, 0);
  const PrincipalPlane one_dimension = principal_plane(std::vector<float>{1, 2, 3}, 1);
  EXPECT_NEAR(one_dimension.points[0], -1, 1e-6);
  EXPECT_EQ(one_dimension.points[1], 0);
}

}  // namespace
}  // namespace interplay::serve
