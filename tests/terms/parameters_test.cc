#include "terms/parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>

#include "interplay/error.h"

namespace interplay {
namespace {

using Kind = Initializer::Kind;

TensorSpec spec(std::string name, std::size_t rows, std::size_t columns, Initializer initializer) {
  TensorSpec spec;
  spec.name = std::move(name);
  spec.rows = rows;
  spec.columns = columns;
  spec.initializer = initializer;
  return spec;
}

TEST(Parameters, AreAlignedAndPaddedWithZeros) {
  Parameters parameters(
      {spec("a", 3, 5, {Kind::constant, 2}), spec("b", 1, 1, {}), spec("c", 2, 20, {Kind::constant, 1})});
  parameters.initialize(1);
  EXPECT_EQ(parameters.count(), 3u * 5 + 1 + 40);
  for (const Tensor& tensor : parameters.tensors()) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data) % 64, 0u);
    for (std::size_t r = 0; r < tensor.rows; ++r)
      for (std::size_t k = 0; k < tensor.stride; ++k)
        EXPECT_EQ(tensor.row(r)[k], k < tensor.columns ? static_cast<float>(tensor.initializer.scale) : 0.0f);
  }
}

TEST(Parameters, StartIndependentlyOfOtherTensorsAndRows) {
  Parameters one({spec("v", 4, 3, {Kind::normal, 1})});
  Parameters more({spec("u", 9, 3, {Kind::normal, 1}), spec("v", 7, 3, {Kind::normal, 1})});
  one.initialize(3);
  more.initialize(3);
  const Tensor &a = one.find("v"), &b = more.find("v");
  EXPECT_EQ(std::memcmp(a.data, b.data, a.size() * sizeof(float)), 0);
  EXPECT_NE(more.find("u").row(0)[0], b.row(0)[0]);
  one.initialize(4);
  EXPECT_NE(a.row(0)[0], b.row(0)[0]);
}

struct Moments {
  double mean = 0, deviation = 0, largest = 0;
};
Moments moments_of(Initializer how) {
  Parameters parameters({spec("w", 4000, 8, how)});
  parameters.initialize(1);
  Moments m;
  for (const float x : parameters[0].values()) {
    m.mean += x / 32000.0;
    m.deviation += static_cast<double>(x) * static_cast<double>(x) / 32000.0;
    m.largest = std::max(m.largest, std::abs(static_cast<double>(x)));
  }
  m.deviation = std::sqrt(m.deviation);
  return m;
}

TEST(Parameters, StartWithTheStatedSpread) {
  const Moments normal = moments_of({Kind::normal, 0.5});
  EXPECT_NEAR(normal.mean, 0, 0.01);
  EXPECT_NEAR(normal.deviation, 0.5, 0.01);
  const Moments uniform = moments_of({Kind::uniform, 0.05});
  EXPECT_NEAR(uniform.deviation, 0.05 / std::sqrt(3.0), 0.001);
  EXPECT_LE(uniform.largest, 0.05);
  const Moments glorot = moments_of({Kind::glorot_uniform, 0, 80, 64});
  EXPECT_LE(glorot.largest, std::sqrt(6.0 / 144) + 1e-7);
  EXPECT_GT(glorot.largest, 0.99 * std::sqrt(6.0 / 144));
  const Moments he = moments_of({Kind::he_normal, 0, 50, 1});
  EXPECT_NEAR(he.deviation, 0.2, 0.004);
  EXPECT_LE(he.largest, 2 * 0.2 / 0.8796 + 1e-6);
}

TEST(Parameters, UnseenRowIsZeroAndNonnegativeTensorsAre) {
  TensorSpec table = spec("t", 50, 4, {Kind::normal, 1});
  table.unseen_row = table.nonnegative = true;
  Parameters parameters({table});
  parameters.initialize(1);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(parameters[0].row(0)[k], 0.0f);
  for (const float x : parameters[0].values()) EXPECT_GE(x, 0.0f);
}

TEST(Parameters, CopyDeeplyAndMoveTheirBlock) {
  Parameters parameters({spec("a", 3, 5, {Kind::constant, 2})});
  parameters.initialize(1);
  Parameters copy = parameters;
  copy.writable(0).row(1)[2] = 7;
  EXPECT_EQ(parameters[0].row(1)[2], 2.0f);
  const Parameters moved = std::move(copy);
  EXPECT_EQ(moved[0].row(1)[2], 7.0f);
  EXPECT_EQ(moved[0].data, moved.block().data());
  const std::vector<const float*> data{parameters[0].data};
  const Parameters view({spec("a", 3, 5, {})}, data, nullptr);
  EXPECT_TRUE(view.block().empty());
  const Parameters owned = view;
  EXPECT_EQ(owned[0].row(2)[0], 2.0f);
  EXPECT_NE(owned[0].data, view[0].data);
}

TEST(Parameters, OfAMappedFileAreNotWritable) {
  alignas(64) const float number[16] = {2};
  const float* const data[] = {number};
  Parameters view({spec("a", 1, 1, {})}, data, nullptr);
  EXPECT_THROW(view.writable(0), std::logic_error);
  Parameters copy = view;
  *copy.writable(0).data = 3;
  EXPECT_EQ(*copy[0].data, 3);
  EXPECT_EQ(number[0], 2);
}

// A const tensor, or one of const parameters, is only to be read.
static_assert(std::is_same_v<decltype(Tensor::data), const float*>);
static_assert(std::is_same_v<decltype(std::declval<const Tensor&>().row(0)), const float*>);
static_assert(std::is_same_v<decltype(std::declval<Tensor&>().values()), std::span<const float>>);
template <class P>
concept CanBeWritten = requires(P& parameters) {
  parameters.writable(0);
};
static_assert(CanBeWritten<Parameters> && !CanBeWritten<const Parameters>);

TEST(Parameters, AreWrittenWhereTheyAreRead) {
  Parameters parameters({spec("a", 3, 5, {}), spec("b", 2, 2, {})});
  for (const Tensor& tensor : parameters.tensors()) {
    const WritableTensor values = parameters.writable(tensor);
    EXPECT_EQ(values.data, tensor.data);
    EXPECT_EQ(values.row(1), tensor.row(1));
    EXPECT_EQ(values.columns, tensor.columns);
    EXPECT_EQ(values.values().size(), tensor.values().size());
  }
}

TEST(Parameters, FindByNameAndCheckFinite) {
  Parameters parameters({spec("a", 3, 5, {}), spec("b", 2, 2, {})});
  EXPECT_EQ(&parameters.find("b"), &parameters[1]);
  EXPECT_THROW(parameters.find("c"), Error);
  EXPECT_TRUE(parameters.finite());
  parameters.writable(1).row(1)[1] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(parameters.finite());
}

}  // namespace
}  // namespace interplay
