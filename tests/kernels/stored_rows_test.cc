#include "kernels/stored_rows.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"
#include "kernels/least_squares.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::uint32_t row_count = 40;

// Rows of some observations R with targets T each, as they are and as their sums.
struct World {
  explicit World(std::size_t of_stride)
      : stride(of_stride),
        r(row_count * 3 * stride + 1, 1),
        target(row_count * 3, 2),
        p(row_count * stride + 1, 3),
        a(row_count, 4),
        sums(row_count * sums_size(stride)),
        weight(row_count),
        residual(row_count) {
    for (std::uint32_t row = 0; row < row_count; ++row) {
      for (std::uint32_t n = observations(row); n-- > 0;) {
        const float *R = &r[(row * 3 + n) * stride], T = target[row * 3 + n];
        float* square = sums.data() + row * sums_size(stride);
        for (std::size_t i = 0; i < stride; ++i) {
          for (std::size_t c = 0; c < stride; ++c) square[i * stride + c] += R[i] * R[c];
          square[stride * stride + i] += R[i];
          square[(stride + 1) * stride + i] += T * R[i];
        }
        weight[row] += 1;
        residual[row] += static_cast<float>(error(row, n));
      }
    }
  }
  static std::uint32_t observations(std::uint32_t row) { return 1 + row % 3; }
  double error(std::uint32_t row, std::uint32_t n) const {
    double e = static_cast<double>(target[row * 3 + n]) - static_cast<double>(a[row]);
    for (std::size_t k = 0; k < stride; ++k)
      e -= static_cast<double>(p[row * stride + k]) * static_cast<double>(r[(row * 3 + n) * stride + k]);
    return e;
  }
  StoredRows rows() { return {sums.data(), weight.data(), p.data(), a.data(), residual.data(), stride}; }

  std::size_t stride;
  Numbers r, target, p, a;
  AlignedArray<float> sums;
  std::vector<float> weight, residual;
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

// Each observation of the feature is z = x [R + p - x v, 1] with residual e.
TEST(StoredRows, GiveTheEquationsOfTheirObservations) {
  on_every_target([] {
    for (const std::size_t stride : {0, 1, 4, 8, 16, 24, 40}) {
      for (const std::uint32_t every : {1u, 3u}) {
        World world(stride);
        const Some some(every);
        const Numbers v(stride + 1, 5);
        AlignedArray<float> squares(stride * stride), outer(stride * stride), cross(stride), right(stride);
        AlignedArray<float> memory(2 * entry_tile * stride);
        FeatureSums sums{squares.data(), outer.data(), cross.data(), right.data()};
        add_entries(world.rows(), some.entries(), v.data(), memory.data(), sums);
        const std::size_t size = padded(stride + 1);
        AlignedArray<float> square(size * size);
        equations_of(sums, v.data(), stride, square.data(), size);

        std::vector<double> expected((stride + 1) * (stride + 1), 0.0), errors(stride + 1, 0.0), z(stride + 1);
        for (std::size_t i = 0; i < some.rows.size(); ++i) {
          const std::uint32_t row = some.rows[i];
          const double x = some.x[i];
          for (std::uint32_t n = 0; n < World::observations(row); ++n) {
            for (std::size_t k = 0; k < stride; ++k)
              z[k] = x * (static_cast<double>(world.r[(row * 3 + n) * stride + k]) +
                          static_cast<double>(world.p[row * stride + k]) - x * static_cast<double>(v[k]));
            z[stride] = x;
            for (std::size_t k = 0; k <= stride; ++k) {
              errors[k] += z[k] * world.error(row, n);
              for (std::size_t c = 0; c <= stride; ++c) expected[k * (stride + 1) + c] += z[k] * z[c];
            }
          }
        }
        for (std::size_t k = 0; k < stride; ++k) {
          for (std::size_t c = k; c < stride; ++c)
            EXPECT_NEAR(square[k * size + c], expected[k * (stride + 1) + c], 1e-3) << stride << " " << k << " " << c;
          EXPECT_NEAR(cross[k], expected[k * (stride + 1) + stride], 1e-3) << stride << " " << k;
          EXPECT_NEAR(right[k], errors[k], 2e-3) << stride << " " << k;
        }
        EXPECT_NEAR(sums.weight, expected.back(), 1e-3);
        EXPECT_NEAR(sums.residual, errors.back(), 1e-3);
      }
    }
  });
}

// The score of a row changes by x c + x <d, p - x v> for all its observations, and by x <d, R> for each.
TEST(StoredRows, FollowAChangeOfTheirFeature) {
  on_every_target([] {
    for (const std::size_t stride : {0, 1, 4, 8, 16, 24}) {
      World world(stride);
      const World before(stride);
      const Some some(2);
      const Numbers old(stride + 1, 6), change(stride + 1, 7);
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
        EXPECT_NEAR(world.a[row], static_cast<double>(before.a[row]) + x * along, 1e-4);
        double residual = 0;
        for (std::uint32_t n = 0; n < World::observations(row); ++n) residual += world.error(row, n);
        EXPECT_NEAR(world.residual[row], residual, 1e-3);
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
