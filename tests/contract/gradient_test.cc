// The gradient of every model's whole plan against central differences.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "contract/one_step.h"
#include "contract/small_world.h"

namespace interplay::testing {
namespace {

class Gradient : public ::testing::TestWithParam<const models::ModelDefinition*> {};

World world_of(bool binary) {
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 13; ++r)
    rows.push_back({1 + r % 4, 1 + r % 5, binary ? static_cast<float>(r % 2) : 1 + static_cast<float>(r * 3 % 5)});
  return make_world(rows, 4, 5);
}

// Losses are doubles of float scores: with h = 1/128 the rounding of a score, about 1e-7, gives 2e-5 in a
// difference.
void check(const models::ModelDefinition& model, TrainOptions options) {
  // Smooth all along: differences across the corner of a relu are no slopes.
  options.hidden = {"5", "3"};
  options.second_hidden = {"4", "2"};
  options.gate_hidden = {"3"};
  options.activation = "tanh";
  const World world = world_of(is_binary(model));
  Fitted fitted = initialize(model, world, options);
  // Unseen rows and weights that start at 0 have a gradient as well: move them off 0.
  for (const Tensor& tensor : fitted.parameters.tensors()) {
    const WritableTensor values = fitted.parameters.writable(tensor);
    RandomStream random(7, Purpose::search, tensor.rows);
    for (std::size_t r = 0; r < tensor.rows; ++r)
      for (std::size_t k = 0; k < tensor.columns; ++k) values.row(r)[k] += 0.5f * (random.uniform() - 0.5f);
  }
  // The relus that end a model are far from their corners.
  for (const Tensor& tensor : fitted.parameters.tensors())
    if (tensor.name == "head/bias" || tensor.name == "mlp/output/bias") *fitted.parameters.writable(tensor).data += 3;
  const std::vector<FieldView> fields = input_views(world.data);
  OneStep step(*fitted.plan, {fields, world.rows}, world.targets());
  const Parameters gradient = step.gradient(fitted.parameters);
  constexpr float h = 1.0f / 128;
  for (TensorId id = 0; id < gradient.size(); ++id) {
    const Tensor& tensor = fitted.parameters[id];
    if (!tensor.trainable) continue;
    for (std::size_t r = 0; r < tensor.rows; ++r) {
      for (std::size_t k = 0; k < tensor.columns; ++k) {
        float& value = fitted.parameters.writable(tensor).row(r)[k];
        const float saved = value;
        value = saved + h;
        const double above = step.loss(fitted.parameters);
        value = saved - h;
        const double below = step.loss(fitted.parameters);
        value = saved;
        const double expected = (above - below) / (2 * static_cast<double>(h));
        const double found = static_cast<double>(gradient[id].row(r)[k]);
        ASSERT_NEAR(found, expected, 2e-3 + 1e-2 * std::abs(expected))
            << tensor.name << " row " << r << " column " << k;
      }
    }
  }
}

TEST_P(Gradient, AgreesWithDifferences) { check(*GetParam(), small_options(*GetParam())); }

TEST_P(Gradient, AgreesWithAffineNumbersAndPairsOfFieldsOnly) {
  TrainOptions options = small_options(*GetParam());
  options.numeric = "affine";
  check(*GetParam(), options);
  options.pairs_within_bags = false;
  options.rank = 9;
  check(*GetParam(), options);
}

TEST(GradientBesideALinearPart, AgreesWithDifferences) {
  for (const models::ModelDefinition* model : models_that_descend()) {
    if (std::ranges::find(model->reads, "linear_part") == model->reads.end()) continue;
    SCOPED_TRACE(model->name);
    TrainOptions options = small_options(*model);
    options.linear_part = true;
    check(*model, options);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Gradient, ::testing::ValuesIn(models_that_descend()), ModelName());

}  // namespace
}  // namespace interplay::testing
