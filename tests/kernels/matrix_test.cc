#include "kernels/matrix.h"

#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

struct Size {
  std::size_t rows, inner, columns;
};
constexpr Size product_sizes[] = {{1, 1, 1},    {2, 3, 1},    {5, 7, 3},     {6, 8, 16},   {7, 2, 33},
                                  {13, 80, 64}, {64, 33, 81}, {19, 300, 23}, {3, 600, 65}, {4, 0, 5}};

TEST(Multiply, IsTheSumOfProducts) {
  on_every_target([] {
    for (const Size& size : product_sizes) {
      for (const bool add : {false, true}) {
        const std::size_t a_stride = size.inner + 3, b_stride = size.columns + 2, c_stride = size.columns + 1;
        const Numbers a(size.rows * a_stride, 1), b(size.inner * b_stride + 1, 2);
        Numbers c(size.rows * c_stride, 3);
        const Numbers before = c;
        multiply({size.rows,
                  size.inner,
                  size.columns,
                  {a.data(), a_stride, 1},
                  b.data(),
                  b_stride,
                  c.data(),
                  c_stride,
                  add});
        for (std::size_t i = 0; i < size.rows; ++i) {
          for (std::size_t j = 0; j < size.columns; ++j) {
            double sum = add ? static_cast<double>(before[i * c_stride + j]) : 0.0;
            for (std::size_t k = 0; k < size.inner; ++k)
              sum += static_cast<double>(a[i * a_stride + k]) * static_cast<double>(b[k * b_stride + j]);
            ASSERT_NEAR(c[i * c_stride + j], sum, 1e-4) << i << " " << j;
          }
          ASSERT_EQ(c[i * c_stride + size.columns], before[i * c_stride + size.columns]);
        }
      }
    }
  });
}

TEST(Multiply, ReadsTheTransposeOfItsLeftSide) {
  on_every_target([] {
    for (const Size& size : product_sizes) {
      const Numbers a(size.rows * size.inner + 1, 1), b(size.inner * size.columns + 1, 2);
      Numbers c(size.rows * size.columns, 3);
      multiply({size.rows,
                size.inner,
                size.columns,
                {a.data(), 1, size.rows},
                b.data(),
                size.columns,
                c.data(),
                size.columns,
                false});
      for (std::size_t i = 0; i < size.rows; ++i)
        for (std::size_t j = 0; j < size.columns; ++j) {
          double sum = 0;
          for (std::size_t k = 0; k < size.inner; ++k)
            sum += static_cast<double>(a[k * size.rows + i]) * static_cast<double>(b[k * size.columns + j]);
          ASSERT_NEAR(c[i * size.columns + j], sum, 1e-4);
        }
    }
  });
}

// Scores must not depend on which rows go through a layer together.
TEST(Multiply, GivesARowTheSameBitsInAnyCompany) {
  on_every_target([] {
    constexpr std::size_t rows = 29, inner = 301, columns = 77;
    const Numbers a(rows * inner, 1), b(inner * columns, 2);
    Numbers all(rows * columns, 3), one(columns, 4);
    multiply({rows, inner, columns, {a.data(), inner, 1}, b.data(), columns, all.data(), columns, false});
    for (std::size_t i = 0; i < rows; ++i) {
      multiply({1, inner, columns, {a.data() + i * inner, inner, 1}, b.data(), columns, one.data(), columns, false});
      for (std::size_t j = 0; j < columns; ++j) ASSERT_EQ(one[j], all[i * columns + j]);
    }
  });
}

TEST(Transpose, TurnsRowsIntoColumns) {
  on_every_target([] {
    for (const std::size_t rows : {1, 3, 4, 7, 64}) {
      for (const std::size_t columns : {1, 4, 5, 24, 63}) {
        const std::size_t from_stride = columns + 2, to_stride = rows + 1;
        const Numbers from(rows * from_stride, 1);
        Numbers to(columns * to_stride, 2);
        const Numbers before = to;
        Numbers sum = to;
        transpose(from.data(), rows, columns, from_stride, to.data(), to_stride);
        add_transpose(from.data(), rows, columns, from_stride, sum.data(), to_stride);
        for (std::size_t j = 0; j < columns; ++j) {
          for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t at = j * to_stride + i;
            ASSERT_EQ(to[at], from[i * from_stride + j]);
            ASSERT_EQ(sum[at], before[at] + from[i * from_stride + j]);
          }
          ASSERT_EQ(to[j * to_stride + rows], before[j * to_stride + rows]);
          ASSERT_EQ(sum[j * to_stride + rows], before[j * to_stride + rows]);
        }
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
