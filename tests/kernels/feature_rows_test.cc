#include "kernels/feature_rows.h"

#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

// Every pair is counted once: those of the features with what was in the sum, and with each other.
TEST(FeatureRows, SumsAndPairs) {
  on_every_target([] {
    const std::vector<std::uint32_t> codes = {3, 0, 8, 8, 5, 1, 7, 2, 9};
    for (const std::size_t stride : {0, 1, 4, 8, 16, 24, 40}) {
      const Numbers vectors(10 * stride + 1, 1), weights(40, 2), x(codes.size(), 3), start(stride + 1, 4);
      for (const std::size_t count : {0, 1, 2, 9}) {
        for (const auto& [within, weighted] : {std::pair{true, true}, {true, false}, {false, true}}) {
          std::vector<float> sum(start.data(), start.data() + stride);
          const float number =
              add_features({stride > 0 ? vectors.data() : nullptr, stride, weighted ? weights.data() : nullptr, 4},
                           {codes.data(), weighted ? x.data() : nullptr, 0.5f, count}, within, sum.data());
          double expected = 0;
          std::vector<double> before(sum.size()), bag(sum.size());
          for (std::size_t k = 0; k < stride; ++k) before[k] = start[k];
          for (std::size_t i = 0; i < count; ++i) {
            const double value = weighted ? 0.5 * static_cast<double>(x[i]) : 0.5;
            if (weighted) expected += value * static_cast<double>(weights[codes[i] * 4]);
            for (std::size_t k = 0; k < stride; ++k) {
              const double xv = value * static_cast<double>(vectors[codes[i] * stride + k]);
              expected += xv * (before[k] + (within ? bag[k] : 0));
              bag[k] += xv;
            }
          }
          EXPECT_NEAR(number, expected, 1e-4) << stride << " " << count;
          for (std::size_t k = 0; k < stride; ++k) EXPECT_NEAR(sum[k], before[k] + bag[k], 1e-5);
        }
      }
    }
  });
}

TEST(FeatureRows, AreJoined) {
  on_every_target([] {
    const std::vector<std::uint32_t> rows = {0, 4, 2, 1, 1, 3, 3, 0, 4, 4, 2, 0, 1, 3, 2};
    for (const std::size_t stride : {0, 1, 4, 8, 24}) {
      const Numbers vectors(3 * 5 * stride + 1, 1), numbers(15, 2);
      for (const std::size_t tables : {0, 1, 2, 3}) {
        std::vector<SummedRows> of_tables;
        for (std::size_t t = 0; t < tables; ++t)
          of_tables.push_back({vectors.data() + t * 5 * stride, numbers.data() + t * 5, rows.data() + t * 5});
        std::vector<float> joined(5), sums(5 * stride), again(5);
        join_rows(of_tables.data(), tables, 5, stride, 0.25f, joined.data(), sums.data());
        join_rows(of_tables.data(), tables, 5, stride, 0.25f, again.data(), nullptr);
        EXPECT_EQ(joined, again);
        for (std::size_t i = 0; i < 5; ++i) {
          double expected = 0.25;
          std::vector<double> sum(stride);
          for (std::size_t t = 0; t < tables; ++t) {
            expected += static_cast<double>(numbers[t * 5 + rows[t * 5 + i]]);
            for (std::size_t k = 0; k < stride; ++k) {
              const double v = vectors[(t * 5 + rows[t * 5 + i]) * stride + k];
              expected += v * sum[k];
              sum[k] += v;
            }
          }
          EXPECT_NEAR(joined[i], expected, 1e-4) << stride << " " << tables;
          for (std::size_t k = 0; k < stride; ++k) EXPECT_NEAR(sums[i * stride + k], sum[k], 1e-5);
        }
      }
    }
  });
}

TEST(FeatureRows, AreJoinedByEveryMemberToTheSameBits) {
  on_every_target([] {
    constexpr std::size_t members = 5;
    const std::vector<std::uint32_t> rows = {0, 1, 2, 3, 4};
    for (const std::size_t stride : {0, 1, 4, 8, 24}) {
      const Numbers vectors(3 * members * stride + 1, 1), numbers(3 * members, 2), starts(members, 3);
      for (const std::size_t tables : {0, 1, 2, 3}) {
        std::vector<SummedRows> of_rows;
        std::vector<SummedMembers> of_members;
        for (std::size_t t = 0; t < tables; ++t) {
          of_rows.push_back({vectors.data() + t * members * stride, numbers.data() + t * members, rows.data()});
          of_members.push_back({of_rows[t].vectors, of_rows[t].numbers});
        }
        std::vector<float> joined(members), sums(members * stride), expected(members), expected_sums(members * stride);
        join_members(of_members.data(), tables, members, stride, starts.data(), joined.data(), sums.data());
        for (std::size_t m = 0; m < members; ++m) {
          join_rows(of_rows.data(), tables, members, stride, starts[m], expected.data(), expected_sums.data());
          EXPECT_EQ(joined[m], expected[m]) << stride << " " << tables;
        }
        EXPECT_EQ(sums, expected_sums);
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
