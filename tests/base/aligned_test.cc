#include "base/aligned.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace interplay {
namespace {

TEST(AlignedArray, IsAlignedZeroAndCopied) {
  for (const std::size_t size : {1, 7, 1000}) {
    AlignedArray<float> array(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0u);
    for (const float value : array) EXPECT_EQ(value, 0);
    array[size - 1] = 5;
    AlignedArray<float> copy = array;
    array[size - 1] = 6;
    EXPECT_EQ(copy[size - 1], 5);
    const AlignedArray<float> moved = std::move(copy);
    EXPECT_EQ(moved[size - 1], 5);
    EXPECT_EQ(copy.size(), 0u);
  }
  EXPECT_EQ(AlignedArray<float>().size(), 0u);
}

TEST(Padded, IsOneFourOrAMultipleOfEight) {
  const std::size_t expected[][2] = {{0, 0}, {1, 1}, {2, 4}, {4, 4}, {5, 8}, {8, 8}, {9, 16}, {32, 32}, {33, 40}};
  for (const auto& [columns, stride] : expected) EXPECT_EQ(padded(columns), stride);
}

}  // namespace
}  // namespace interplay
