#include "kernels/interaction.h"

#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t tile_rows = 5;

double inner(const float* a, const float* b, std::size_t stride) {
  double sum = 0;
  for (std::size_t k = 0; k < stride; ++k) sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
  return sum;
}

TEST(PairwiseKernel, IsTheSumOverPairs) {
  on_every_target([] {
    for (const std::size_t stride : {1, 4, 8, 16, 24, 40}) {
      for (const std::size_t fields : {1, 2, 3, 7}) {
        const Numbers values(tile_rows * fields * stride, 1), squares(tile_rows * fields, 2);
        Numbers plain(tile_rows, 3), with_squares(tile_rows, 4);
        pairwise({values.data(), nullptr, tile_rows, fields, stride}, plain.data());
        pairwise({values.data(), squares.data(), tile_rows, fields, stride}, with_squares.data());
        for (std::size_t r = 0; r < tile_rows; ++r) {
          const float* p = values.data() + r * fields * stride;
          double pairs = 0, difference = 0;
          for (std::size_t f = 0; f < fields; ++f) {
            for (std::size_t g = f + 1; g < fields; ++g) pairs += inner(p + f * stride, p + g * stride, stride);
            difference += inner(p + f * stride, p + f * stride, stride) - static_cast<double>(squares[r * fields + f]);
          }
          EXPECT_NEAR(plain[r], pairs, 1e-4);
          EXPECT_NEAR(with_squares[r], pairs + difference / 2, 1e-4);
        }
      }
    }
  });
}

TEST(PairwiseKernel, GradientIsTheSumOfTheOthers) {
  on_every_target([] {
    for (const std::size_t stride : {1, 4, 8, 16, 24, 40}) {
      for (const std::size_t fields : {1, 2, 3, 7}) {
        const Numbers values(tile_rows * fields * stride, 1), squares(tile_rows * fields, 2), g(tile_rows, 3);
        Numbers plain(values.size(), 4), total(values.size(), 5), of_squares(squares.size(), 6);
        const Numbers plain_before = plain, total_before = total, of_squares_before = of_squares;
        pairwise_backward({values.data(), nullptr, tile_rows, fields, stride}, g.data(), true, plain.data(), nullptr);
        pairwise_backward({values.data(), squares.data(), tile_rows, fields, stride}, g.data(), true, total.data(),
                          of_squares.data());
        for (std::size_t r = 0; r < tile_rows; ++r) {
          for (std::size_t f = 0; f < fields; ++f) {
            EXPECT_NEAR(of_squares[r * fields + f], of_squares_before[r * fields + f] - g[r] / 2, 1e-6);
            for (std::size_t k = 0; k < stride; ++k) {
              double sum = 0;
              for (std::size_t o = 0; o < fields; ++o)
                sum += static_cast<double>(values[(r * fields + o) * stride + k]);
              const std::size_t at = (r * fields + f) * stride + k;
              EXPECT_NEAR(total[at], total_before[at] + g[r] * sum, 1e-5);
              EXPECT_NEAR(plain[at], plain_before[at] + g[r] * (sum - values[at]), 1e-5);
            }
          }
        }
      }
    }
  });
}

TEST(FieldInteractionsKernel, IsEachFieldWithAllOthers) {
  on_every_target([] {
    for (const std::size_t stride : {1, 4, 8, 16, 24, 40}) {
      for (const std::size_t fields : {1, 2, 3, 7}) {
        const std::size_t out_stride = tile_rows + 2;
        const Numbers values(tile_rows * fields * stride, 1), c(fields * out_stride, 2);
        Numbers out(fields * out_stride, 3), gradient(values.size(), 4);
        const Numbers before = gradient;
        const Tile tile{values.data(), nullptr, tile_rows, fields, stride};
        field_interactions(tile, out.data(), out_stride);
        field_interactions_backward(tile, c.data(), out_stride, gradient.data());
        for (std::size_t r = 0; r < tile_rows; ++r) {
          const float* p = values.data() + r * fields * stride;
          for (std::size_t f = 0; f < fields; ++f) {
            double others = 0;
            for (std::size_t g = 0; g < fields; ++g)
              if (g != f) others += inner(p + f * stride, p + g * stride, stride);
            EXPECT_NEAR(out[f * out_stride + r], others, 1e-4);
            for (std::size_t k = 0; k < stride; ++k) {
              // d_f and every d_g hold <v_f, v_g>.
              double slope = 0;
              for (std::size_t g = 0; g < fields; ++g)
                if (g != f)
                  slope += static_cast<double>(c[f * out_stride + r] + c[g * out_stride + r]) *
                           static_cast<double>(p[g * stride + k]);
              const std::size_t at = (r * fields + f) * stride + k;
              EXPECT_NEAR(gradient[at], static_cast<double>(before[at]) + slope, 1e-5);
            }
          }
        }
      }
    }
  });
}

TEST(FirstTwoKernel, IsTheDotProductAndItsGradient) {
  on_every_target([] {
    for (const std::size_t stride : {1, 4, 8, 16, 24, 40}) {
      for (const std::size_t fields : {2, 3}) {
        const Numbers values(tile_rows * fields * stride, 1), g(tile_rows, 3);
        Numbers out(tile_rows, 2), gradient(values.size(), 4);
        const Numbers before = gradient;
        first_two({values.data(), nullptr, tile_rows, fields, stride}, out.data());
        first_two_backward({values.data(), nullptr, tile_rows, fields, stride}, g.data(), gradient.data());
        for (std::size_t r = 0; r < tile_rows; ++r) {
          const std::size_t p = r * fields * stride, q = p + stride;
          EXPECT_NEAR(out[r], inner(values.data() + p, values.data() + q, stride), 1e-5);
          for (std::size_t k = 0; k < stride; ++k) {
            EXPECT_NEAR(gradient[p + k], before[p + k] + g[r] * values[q + k], 1e-5);
            EXPECT_NEAR(gradient[q + k], before[q + k] + g[r] * values[p + k], 1e-5);
            if (fields == 3) {
              EXPECT_EQ(gradient[q + stride + k], before[q + stride + k]);
            }
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
