// Principal components, exactly: the eigenvectors of the covariance matrix.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace interplay::serve {

struct SymmetricEigen {
  std::vector<double> values;   // descending
  std::vector<double> vectors;  // row k: the unit vector of values[k]
};
// Cyclic Jacobi rotations (Golub and Van Loan, section 8.5) of a symmetric n x n matrix.
SymmetricEigen symmetric_eigen(std::vector<double> matrix, std::size_t n);

struct PrincipalPlane {
  std::vector<float> points;        // x, y of every row, about the mean of all
  double x_share = 0, y_share = 0;  // of the variance; 0 where there is none
};
// `rows`: vectors of `columns` numbers, one after another. The sign of an axis is such that its largest coefficient is
// positive, so that equal vectors give equal points.
PrincipalPlane principal_plane(std::span<const float> rows, std::size_t columns);

}  // namespace interplay::serve
