#include "kernels/pooling.h"

#include <cmath>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t pooled_strides[] = {1, 4, 8, 16, 24, 40, 48};
constexpr std::size_t table_rows = 11, entries = 9, fields = 3;

double square(const float* v, std::size_t stride) {
  double sum = 0;
  for (std::size_t k = 0; k < stride; ++k) sum += static_cast<double>(v[k]) * static_cast<double>(v[k]);
  return sum;
}

struct Lists {
  std::vector<std::uint32_t> offsets{0}, codes, positions;
  std::vector<float> x;
  Bags bags() const { return {offsets.data(), offsets.data() + 1, codes.data(), x.data(), offsets.size() - 1}; }
};

// Bags of 0 to 3 entries; positions are the codes themselves.
Lists make_lists() {
  Lists lists;
  for (std::uint32_t i = 0; i < entries; ++i) {
    for (std::uint32_t e = 0; e < i % 4; ++e) {
      lists.codes.push_back(static_cast<std::uint32_t>((i * 5 + e * 3) % table_rows));
      lists.x.push_back(0.25f * static_cast<float>(e + 1));
    }
    lists.offsets.push_back(static_cast<std::uint32_t>(lists.codes.size()));
  }
  lists.positions = lists.codes;
  return lists;
}

TEST(Pooling, AgreesWithLoops) {
  on_every_target([] {
    const Lists lists = make_lists();
    std::vector<std::uint32_t> codes;
    for (std::uint32_t i = 0; i < entries; ++i) codes.push_back(static_cast<std::uint32_t>(i * 7 % table_rows));
    for (const std::size_t stride : pooled_strides) {
      const Numbers table(table_rows * stride, 1), x(entries, 2);
      const std::size_t step = fields * stride;
      Numbers gathered(entries * step, 3), pooled(entries * step, 4), mapped(entries * step, 5),
          squares(entries * fields, 6);
      gather(table.data(), stride, codes.data(), entries, gathered.data(), step, squares.data(), fields);
      pool(table.data(), stride, lists.bags(), pooled.data(), step, squares.data() + 1, fields);
      map_numbers(table.data(), table.data() + stride, stride, x.data(), entries, mapped.data(), step,
                  squares.data() + 2, fields);
      for (std::size_t i = 0; i < entries; ++i) {
        double bag_square = 0;
        std::vector<double> bag(stride);
        for (std::uint32_t e = lists.offsets[i]; e < lists.offsets[i + 1]; ++e) {
          const float* v = table.data() + lists.codes[e] * stride;
          bag_square += std::pow(lists.x[e], 2) * square(v, stride);
          for (std::size_t k = 0; k < stride; ++k)
            bag[k] += static_cast<double>(lists.x[e]) * static_cast<double>(v[k]);
        }
        for (std::size_t k = 0; k < stride; ++k) {
          EXPECT_EQ(gathered[i * step + k], table[codes[i] * stride + k]);
          EXPECT_NEAR(pooled[i * step + k], bag[k], 1e-5);
          EXPECT_NEAR(mapped[i * step + k], x[i] * table[k] + table[stride + k], 1e-5);
        }
        EXPECT_NEAR(squares[i * fields], square(table.data() + codes[i] * stride, stride), 1e-4);
        EXPECT_NEAR(squares[i * fields + 1], bag_square, 1e-4);
        EXPECT_NEAR(squares[i * fields + 2], square(mapped.data() + i * step, stride), 1e-4);
      }
    }
  });
}

TEST(Scatter, AgreesWithLoops) {
  on_every_target([] {
    const Lists lists = make_lists();
    std::vector<std::uint32_t> codes;
    for (std::uint32_t i = 0; i < entries; ++i) codes.push_back(i * 7 % 5);
    for (const std::size_t stride : pooled_strides) {
      for (const bool with_squares : {false, true}) {
        const Numbers table(table_rows * stride, 1), g(entries * stride, 2), h(entries, 3);
        const PooledGradient pooled{g.data(), stride, with_squares ? h.data() : nullptr, 1};
        Numbers one(table_rows * stride, 4), many(table_rows * stride, 5);
        std::vector<double> one_expected(one.data(), one.data() + one.size());
        std::vector<double> many_expected(many.data(), many.data() + many.size());
        scatter(table.data(), stride, codes.data(), codes.data(), entries, pooled, one.data());
        scatter_bags(table.data(), stride, lists.bags(), lists.positions.data(), pooled, many.data());
        for (std::size_t i = 0; i < entries; ++i) {
          const double twice = with_squares ? 2.0 * static_cast<double>(h[i]) : 0.0;
          for (std::size_t k = 0; k < stride; ++k) {
            one_expected[codes[i] * stride + k] += g[i * stride + k] + twice * table[codes[i] * stride + k];
            for (std::uint32_t e = lists.offsets[i]; e < lists.offsets[i + 1]; ++e) {
              const double x = lists.x[e];
              const std::size_t at = lists.codes[e] * stride + k;
              many_expected[at] += x * g[i * stride + k] + twice * x * x * table[at];
            }
          }
        }
        for (std::size_t j = 0; j < one.size(); ++j) {
          EXPECT_NEAR(one[j], one_expected[j], 1e-4);
          EXPECT_NEAR(many[j], many_expected[j], 1e-4);
        }
      }
    }
  });
}

TEST(Scatter, OfNumbersAgreesWithLoops) {
  on_every_target([] {
    for (const std::size_t stride : pooled_strides) {
      for (const bool affine : {false, true}) {
        const Numbers v(stride, 1), b(stride, 2), x(entries, 3), g(entries * stride, 4), h(entries, 5);
        Numbers v_gradient(stride, 6), b_gradient(stride, 7);
        const Numbers v_before = v_gradient, b_before = b_gradient;
        scatter_numbers(v.data(), affine ? b.data() : nullptr, stride, x.data(), entries,
                        {g.data(), stride, h.data(), 1}, v_gradient.data(), affine ? b_gradient.data() : nullptr);
        for (std::size_t k = 0; k < stride; ++k) {
          double v_sum = v_before[k], b_sum = b_before[k];
          for (std::size_t i = 0; i < entries; ++i) {
            const double value = static_cast<double>(x[i]) * v[k] + (affine ? b[k] : 0.0f);
            const double t = g[i * stride + k] + 2 * h[i] * value;
            v_sum += x[i] * t;
            if (affine) b_sum += t;
          }
          EXPECT_NEAR(v_gradient[k], v_sum, 1e-4);
          EXPECT_NEAR(b_gradient[k], b_sum, 1e-4);
        }
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
