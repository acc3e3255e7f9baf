#include "serve/explorer/principal_plane.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace interplay::serve {
namespace {

struct Rotation {
  double c, s;
};

// The rotation of coordinates p and q that makes a_pq zero.
Rotation rotation_of(double a_pp, double a_pq, double a_qq) {
  const double theta = (a_qq - a_pp) / (2 * a_pq);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::hypot(t, 1.0);
  return {c, t * c};
}

// (x, y) <- (c x - s y, s x + c y), along two rows or columns.
void rotate(double* x, double* y, std::size_t step, std::size_t n, Rotation by) {
  for (std::size_t i = 0; i < n; ++i, x += step, y += step) {
    const double a = *x, b = *y;
    *x = by.c * a - by.s * b;
    *y = by.s * a + by.c * b;
  }
}

double off_diagonal(const std::vector<double>& a, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) sum += i == j ? 0 : a[i * n + j] * a[i * n + j];
  return sum;
}

std::vector<double> means_of(std::span<const float> rows, std::size_t columns) {
  std::vector<double> means(columns);
  const std::size_t count = rows.size() / columns;
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t k = 0; k < columns; ++k) means[k] += static_cast<double>(rows[r * columns + k]);
  for (double& mean : means) mean /= static_cast<double>(count);
  return means;
}

std::vector<double> covariance_of(std::span<const float> rows, std::size_t columns, const std::vector<double>& means) {
  const std::size_t count = rows.size() / columns;
  std::vector<double> covariance(columns * columns), centred(columns);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t k = 0; k < columns; ++k) centred[k] = static_cast<double>(rows[r * columns + k]) - means[k];
    for (std::size_t i = 0; i < columns; ++i)
      for (std::size_t j = i; j < columns; ++j) covariance[i * columns + j] += centred[i] * centred[j];
  }
  for (std::size_t i = 0; i < columns; ++i)
    for (std::size_t j = 0; j < i; ++j) covariance[i * columns + j] = covariance[j * columns + i];
  for (double& number : covariance) number /= static_cast<double>(count);
  return covariance;
}

void fix_sign(double* axis, std::size_t columns) {
  const double* largest =
      std::max_element(axis, axis + columns, [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest < 0)
    for (std::size_t k = 0; k < columns; ++k) axis[k] = -axis[k];
}

}  // namespace

SymmetricEigen symmetric_eigen(std::vector<double> a, std::size_t n) {
  std::vector<double> vectors(n * n);
  for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1;
  constexpr int most_sweeps = 60;
  double size = 0;
  for (const double number : a) size += number * number;
  for (int sweep = 0; sweep < most_sweeps && off_diagonal(a, n) > 1e-28 * size; ++sweep)
    for (std::size_t p = 0; p + 1 < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        if (a[p * n + q] == 0) continue;
        const Rotation by = rotation_of(a[p * n + p], a[p * n + q], a[q * n + q]);
        rotate(&a[p * n], &a[q * n], 1, n, by);
        rotate(&a[p], &a[q], n, n, by);
        rotate(&vectors[p * n], &vectors[q * n], 1, n, by);
      }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) { return a[i * n + i] > a[j * n + j]; });
  SymmetricEigen result;
  for (const std::size_t k : order) {
    result.values.push_back(a[k * n + k]);
    result.vectors.insert(result.vectors.end(), &vectors[k * n], &vectors[k * n] + n);
  }
  return result;
}

PrincipalPlane principal_plane(std::span<const float> rows, std::size_t columns) {
  PrincipalPlane plane;
  const std::size_t count = columns == 0 ? 0 : rows.size() / columns;
  plane.points.assign(2 * count, 0);
  if (count == 0) return plane;
  const std::vector<double> means = means_of(rows, columns);
  SymmetricEigen eigen = symmetric_eigen(covariance_of(rows, columns, means), columns);
  const double whole = std::accumulate(eigen.values.begin(), eigen.values.end(), 0.0);
  for (std::size_t axis = 0; axis < std::min<std::size_t>(2, columns); ++axis) {
    double* direction = &eigen.vectors[axis * columns];
    fix_sign(direction, columns);
    if (whole > 0) (axis == 0 ? plane.x_share : plane.y_share) = std::max(0.0, eigen.values[axis]) / whole;
    for (std::size_t r = 0; r < count; ++r) {
      double sum = 0;
      for (std::size_t k = 0; k < columns; ++k)
        sum += (static_cast<double>(rows[r * columns + k]) - means[k]) * direction[k];
      plane.points[2 * r + axis] = static_cast<float>(sum);
    }
  }
  return plane;
}

}  // namespace interplay::serve
