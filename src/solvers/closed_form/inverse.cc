#include "solvers/closed_form/inverse.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "interplay/error.h"
#include "kernels/matrix.h"

namespace interplay {
namespace {

// Pivots that are swept together: enough for the products to pay for reading the matrix.
constexpr std::size_t block = 128;
// The part of the matrix that one product updates: its factors stay in the second-level cache.
constexpr std::size_t part_rows = 192, part_columns = 512;

template <class Function>
void each_part(std::size_t n, const TaskPool& pool, const Function& f) {
  pool.run((n + part_rows - 1) / part_rows,
           [&](std::size_t task) { f(task * part_rows, std::min(n, (task + 1) * part_rows)); });
}

// The inverse of the diagonal block from row `first` on, in double: Gauss and Jordan's sweeps, one pivot at a time.
std::vector<double> inverse_of_block(const SymmetricMatrix& a, std::size_t first, std::size_t width) {
  std::vector<double> d(width * width);
  for (std::size_t i = 0; i < width; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      d[i * width + j] = d[j * width + i] = static_cast<double>(a.row(first + i)[first + j]);
  for (std::size_t k = 0; k < width; ++k) {
    const double pivot = d[k * width + k];
    if (!(pivot > 0) || !std::isfinite(pivot))
      throw Error(Code::diverged, "the products of the items' interactions have no inverse in single precision",
                  "give a greater --l2");
    for (std::size_t i = 0; i < width; ++i) {
      if (i == k) continue;
      const double factor = d[i * width + k] / pivot;
      for (std::size_t j = 0; j < width; ++j)
        if (j != k) d[i * width + j] -= factor * d[k * width + j];
    }
    for (std::size_t i = 0; i < width; ++i)
      if (i != k) d[i * width + k] = d[k * width + i] = d[i * width + k] / pivot;
    d[k * width + k] = -1 / pivot;
  }
  for (double& number : d) number = -number;
  return d;
}

}  // namespace

// The symmetric sweep of a block K of pivots, D = A_KK^-1, replaces
//   A_KK by -D,  A_iK by A_iK D,  A_ij by A_ij - A_iK D A_Kj   (i, j outside of K),
// and stays symmetric; when all blocks are swept, A is the negative inverse.
bool negative_inverse(const SymmetricMatrix& a, const TaskPool& pool, const std::function<bool(double)>& keep_going) {
  const std::size_t n = a.n;
  // A_iK of every i, 0 for i in K, so that K stays as it is; the same across; and -A_iK D.
  AlignedArray<float> column(n * block), across(n * block), minus(n * block);
  AlignedArray<float> inverse(block * block);
  for (std::size_t first = 0; first < n; first += block) {
    if (!keep_going(static_cast<double>(first) / static_cast<double>(n))) return false;
    const std::size_t width = std::min(block, n - first), last = first + width;
    const std::vector<double> d = inverse_of_block(a, first, width);
    std::ranges::transform(d, inverse.data(), [](double number) { return static_cast<float>(-number); });
    each_part(n, pool, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        float* own = column.data() + i * width;
        for (std::size_t k = 0; k < width; ++k)
          own[k] = i < first ? a.row(first + k)[i] : i < last ? 0.0f : a.row(i)[first + k];
      }
      kernels::transpose(column.data() + begin * width, end - begin, width, width, across.data() + begin, n);
      kernels::multiply({.rows = end - begin,
                         .inner = width,
                         .columns = width,
                         .a = {column.data() + begin * width, width, 1},
                         .b = inverse.data(),
                         .b_stride = width,
                         .c = minus.data() + begin * width,
                         .c_stride = width,
                         .add = false});
    });
    each_part(n, pool, [&](std::size_t begin, std::size_t end) {
      for (std::size_t j = 0; j < end; j += part_columns)
        kernels::multiply({.rows = end - begin,
                           .inner = width,
                           .columns = std::min(part_columns, end - j),
                           .a = {minus.data() + begin * width, width, 1},
                           .b = across.data() + j,
                           .b_stride = n,
                           .c = a.row(begin) + j,
                           .c_stride = a.stride,
                           .add = true});
    });
    for (std::size_t i = 0; i < n; ++i) {
      const float* swept = minus.data() + i * width;
      for (std::size_t k = 0; k < width; ++k) {
        if (i < first) a.row(first + k)[i] = -swept[k];
        if (i >= last) a.row(i)[first + k] = -swept[k];
        if (i >= first && i < last) a.row(i)[first + k] = static_cast<float>(-d[(i - first) * width + k]);
      }
    }
  }
  return true;
}

double inverse_bytes(std::size_t n) { return 3.0 * static_cast<double>(n * block) * sizeof(float); }

}  // namespace interplay
