#include "kernels/stored_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::uint32_t row_count = 40;

// Rows of some observations R with targets T each, as they are and as their sums.
struct RandomRows {
  explicit RandomRows(std::size_t rank)
      : panels{rank, padded(rank)},
        stride(panels.stride),
        r(row_count * 3 * stride + 1, 1),
        target(row_count * 3, 2),
        p(row_count * stride + 1, 3),
        a(row_count, 4),
        sums(row_count * panels.sums_size()),
        root(row_count),
        residual(row_count) {
    for (Numbers* vectors : {&r, &p})
      for (std::size_t i = 0; i + 1 < vectors->size(); ++i)
        if (i % stride >= rank) (*vectors)[i] = 0;
    for (std::uint32_t row = 0; row < row_count; ++row) {
      Observations of_row;
      of_row.count = observations(row);
      for (std::uint32_t n = 0; n < of_row.count; ++n) {
        of_row.vectors[n] = &r[(row * 3 + n) * stride];
        of_row.roots[n] = 1;
        of_row.targets[n] = target[row * 3 + n];
        residual[row] += static_cast<float>(error(row, n) / static_cast<double>(of_row.count));
      }
      ObservationTotals totals;
      add_observations(of_row, panels, sums.data() + row * panels.sums_size(), totals);
      center(panels, sums.data() + row * panels.sums_size(), totals);
      root[row] = std::sqrt(static_cast<float>(of_row.count));
    }
  }
  static std::uint32_t observations(std::uint32_t row) { return 1 + row % 3; }
  double error(std::uint32_t row, std::uint32_t n) const {
    double e = static_cast<double>(target[row * 3 + n]) - static_cast<double>(a[row]);
    for (std::size_t k = 0; k < stride; ++k)
      e -= static_cast<double>(p[row * stride + k]) * static_cast<double>(r[(row * 3 + n) * stride + k]);
    return e;
  }
  StoredRows rows() { return {panels, sums.data(), root.data(), p.data(), residual.data()}; }

  Panels panels;
  std::size_t stride;
  Numbers r, target, p, a;
  AlignedArray<float> sums;
  std::vector<float> root, residual;
};

// Of every third row and of all, so that there are whole tiles and a part.
struct Some {
  explicit Some(std::uint32_t every) {
    for (std::uint32_t row = 1; row < row_count; row += every) {
      rows.push_back(row);
      x.push_back(0.5f + static_cast<float>(row % 4) / 4);
    }
  }
  Entries entries() const { return {rows.data(), x.data(), rows.size()}; }
  std::vector<std::uint32_t> rows;
  std::vector<float> x;
};

Numbers vector_of(std::size_t rank, std::uint64_t seed) {
  Numbers vector(padded(rank) + 1, seed);
  for (std::size_t k = rank; k < padded(rank); ++k) vector[k] = 0;
  return vector;
}

// Each observation of the feature is z = x [R + p - x v, 1] with residual e.
TEST(StoredRows, GiveTheEquationsOfTheirObservations) {
  on_every_target([] {
    for (const std::size_t rank : {0, 1, 3, 4, 6, 8, 10, 15, 22, 40}) {
      for (const std::uint32_t every : {1u, 3u}) {
        RandomRows world(rank);
        const std::size_t stride = world.stride;
        const Some some(every);
        const Numbers v = vector_of(rank, 5);
        AlignedArray<float> memory(2 * entry_tile * stride), sums(world.panels.sums_size());
        Equations equations{world.panels, sums.data()};
        add_entries(world.rows(), some.entries(), v.data(), memory.data(), equations);
        const std::size_t size = padded(rank + 1);
        AlignedArray<float> square(size * size);
        unpack(equations, 2, square.data(), size);

        std::vector<double> expected((rank + 1) * (rank + 1), 0.0), errors(rank + 1, 0.0), z(rank + 1);
        for (std::size_t i = 0; i < some.rows.size(); ++i) {
          const std::uint32_t row = some.rows[i];
          const double x = some.x[i];
          for (std::uint32_t n = 0; n < RandomRows::observations(row); ++n) {
            for (std::size_t k = 0; k < rank; ++k)
              z[k] = x * (static_cast<double>(world.r[(row * 3 + n) * stride + k]) +
                          static_cast<double>(world.p[row * stride + k]) - x * static_cast<double>(v[k]));
            z[rank] = x;
            for (std::size_t k = 0; k <= rank; ++k) {
              errors[k] += z[k] * world.error(row, n);
              for (std::size_t c = 0; c <= rank; ++c) expected[k * (rank + 1) + c] += z[k] * z[c];
            }
          }
        }
        for (std::size_t k = 0; k <= rank; ++k)
          for (std::size_t c = k; c <= rank; ++c)
            EXPECT_NEAR(square[k * size + c], 2 * expected[k * (rank + 1) + c], 2e-3) << rank << " " << k << " " << c;
        for (std::size_t k = 0; k < rank; ++k) EXPECT_NEAR(equations.right()[k], errors[k], 2e-3) << rank << " " << k;
        EXPECT_NEAR(equations.weight, expected.back(), 1e-3);
        EXPECT_NEAR(equations.residual, errors.back(), 1e-3);
      }
    }
  });
}

// The score of a row changes by x c + x <d, p - x v> for all its observations, and by x <d, R> for each.
TEST(StoredRows, FollowAChangeOfTheirFeature) {
  on_every_target([] {
    for (const std::size_t rank : {0, 1, 3, 8, 10, 24}) {
      RandomRows world(rank);
      const RandomRows before(rank);
      const std::size_t stride = world.stride;
      const Some some(2);
      const Numbers old = vector_of(rank, 6), change = vector_of(rank, 7);
      std::vector<float> v(stride + 1);
      for (std::size_t k = 0; k < stride; ++k) v[k] = old[k] + change[k];
      change_entries(world.rows(), some.entries(), v.data(), change.data(), 0.25f);
      for (std::size_t i = 0; i < some.rows.size(); ++i) {
        const std::uint32_t row = some.rows[i];
        const double x = some.x[i];
        double along = 0.25;
        for (std::size_t k = 0; k < stride; ++k) {
          along += static_cast<double>(change[k]) *
                   (static_cast<double>(before.p[row * stride + k]) - x * static_cast<double>(old[k]));
          EXPECT_NEAR(world.p[row * stride + k],
                      static_cast<double>(before.p[row * stride + k]) + x * static_cast<double>(change[k]), 1e-5);
        }
        world.a[row] += static_cast<float>(x * along);
        double residual = 0;
        for (std::uint32_t n = 0; n < RandomRows::observations(row); ++n) residual += world.error(row, n);
        EXPECT_NEAR(world.residual[row], residual / RandomRows::observations(row), 1e-3);
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
