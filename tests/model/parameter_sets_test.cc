#include "model/parameter_sets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/bfloat16.h"

namespace interplay {
namespace {

TEST(Bfloat16, IsTheNearestAndEvenOfTwo) {
  for (const float exact : {0.0f, -0.0f, 1.0f, -2.5f, 0x1.02p3f, 0x1p-126f, 0x1p-133f})
    EXPECT_EQ(std::bit_cast<std::uint32_t>(from_bfloat16(to_bfloat16(exact))), std::bit_cast<std::uint32_t>(exact));
  EXPECT_EQ(from_bfloat16(to_bfloat16(0x1.01p0f)), 1.0f) << "half way between 1 and 1 + 2^-7";
  EXPECT_EQ(from_bfloat16(to_bfloat16(0x1.03p0f)), 0x1.04p0f);
  EXPECT_EQ(from_bfloat16(to_bfloat16(0x1.0102p0f)), 0x1.02p0f);
  EXPECT_EQ(from_bfloat16(to_bfloat16(0x1.ffp0f)), 2.0f);
  for (float x = -3; x < 3; x += 0.0137f) {
    const float rounded = from_bfloat16(to_bfloat16(x));
    EXPECT_LE(std::abs(rounded - x), std::abs(x) / 256) << x;
    for (const int step : {-1, 1}) {
      const float next = from_bfloat16(static_cast<std::uint16_t>(to_bfloat16(x) + step));
      EXPECT_LE(std::abs(rounded - x), std::abs(next - x)) << x;
    }
  }
}

Parameters two_tensors(float offset) {
  TensorSpec table, number;
  table.name = "table";
  table.rows = 3;
  table.columns = 5;
  table.sparse = true;
  number.name = "number";
  number.rows = number.columns = 1;
  Parameters parameters({table, number});
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t c = 0; c < 5; ++c)
      parameters.writable(0).row(row)[c] = offset + 0.1f * static_cast<float>(row) + 0.01f * static_cast<float>(c);
  *parameters.writable(1).data = offset / 3;
  return parameters;
}

TEST(ParameterSets, RoundTablesAndNothingElse) {
  ParameterSets members;
  members.add_rounded(two_tensors(1));
  members.add(two_tensors(2));
  ParameterSets more;
  more.add_rounded(two_tensors(3));
  members.append(std::move(more));
  ASSERT_EQ(members.size(), 3u);
  MemberReader reader(members);
  for (const std::size_t m : {2u, 1u, 0u, 2u}) {
    const Parameters original = two_tensors(static_cast<float>(m + 1));
    const auto whole = members.at(m);
    for (const Parameters* read : {&reader[m], whole.get()}) {
      for (std::size_t i = 0; i < original[0].size(); ++i) {
        const float x = original[0].data[i];
        EXPECT_EQ((*read)[0].data[i], m == 1 ? x : from_bfloat16(to_bfloat16(x)));
      }
      EXPECT_EQ(*(*read)[1].data, *original[1].data);
      EXPECT_EQ((*read)[0].name, "table");
    }
    EXPECT_EQ(members.stored(m)[0].exact == nullptr, m != 1);
  }
}

}  // namespace
}  // namespace interplay
