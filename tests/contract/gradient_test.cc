// The gradient of every model's whole plan against central differences.
#include <gtest/gtest.h>

#include <cmath>

#include "contract/small_world.h"

namespace interplay::testing {
namespace {

class Gradient : public ::testing::TestWithParam<const models::ModelDefinition*> {};

World world_of(bool binary) {
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 13; ++r)
    rows.push_back(
        {1 + r % 4, 1 + r % 5, binary ? static_cast<float>(r % 2) : 1 + static_cast<float>(r * 3 % 5)});
  return make_world(rows, 4, 5);
}

// Loss and gradients of one step in training mode, mean over the rows.
class Step {
 public:
  Step(const Fitted& fitted, const World& world)
      : plan_(*fitted.plan),
        world_(world),
        fields_(input_views(world.data)),
        tile_(tile_rows(plan_)),
        workspace_(plan_, world.rows.size(), true),
        scores_(world.rows.size()) {
    pass_.training = true;
    pass_.seed = 1;
  }

  double loss(const Parameters& parameters) {
    pass_.parameters = &parameters;
    for (std::size_t first = 0; first < rows(); first += tile_)
      forward_tile(plan_, pass_, batch(), first, std::min(tile_, rows() - first), workspace_);
    forward_whole(plan_, pass_, rows(), workspace_);
    plan_.head().forward(pass_, workspace_.columns(), rows(), scores_.data(), workspace_.head_scratch());
    double sum = 0;
    for (std::size_t r = 0; r < rows(); ++r) sum += plan_.objective().value(scores_[r], world_.targets()[r]);
    return sum / static_cast<double>(rows());
  }

  Parameters gradient(const Parameters& parameters) {
    loss(parameters);
    Parameters result(std::vector<TensorSpec>(plan_.specs().begin(), plan_.specs().end()));
    std::vector<float*> own;
    for (const Tensor& tensor : result.tensors()) own.push_back(tensor.data);
    std::vector<float> slopes(rows());
    for (std::size_t r = 0; r < rows(); ++r)
      slopes[r] = plan_.objective().gradient(scores_[r], world_.targets()[r]) / static_cast<float>(rows());
    const auto [first_own, last_own] = plan_.head_tensors();
    plan_.head().backward(pass_, workspace_.columns(), rows(), slopes.data(), workspace_.column_gradients(),
                          workspace_.head_scratch(),
                          std::span<float* const>(own).subspan(first_own, last_own - first_own));
    for (std::size_t first = 0; first < rows(); first += tile_)
      backward_tile(plan_, pass_, first, std::min(tile_, rows() - first), workspace_, own);
    backward_whole(plan_, pass_, rows(), workspace_, own);
    for (std::size_t t = 0; t < plan_.tables().size(); ++t) add_table(parameters, t, result);
    return result;
  }

 private:
  std::size_t rows() const { return world_.rows.size(); }
  Batch batch() const { return {fields_, world_.rows}; }

  void add_table(const Parameters& parameters, std::size_t t, Parameters& result) {
    const Embedding& table = plan_.tables()[t];
    for (std::size_t s = 0; s < table.slots().size(); ++s) {
      SparseGradient sparse;
      table.touch(parameters, batch(), s, sparse);
      table.backward(parameters, workspace_.pooled_gradient(t, 0, rows()), s, sparse);
      const Tensor& tensor = result[table.slots()[s].tensor];
      for (std::size_t i = 0; i < sparse.rows.size(); ++i)
        for (std::size_t k = 0; k < tensor.stride; ++k)
          tensor.row(sparse.rows[i])[k] += sparse.values[i * tensor.stride + k];
    }
  }

  const ModelPlan& plan_;
  const World& world_;
  std::vector<FieldView> fields_;
  std::size_t tile_;
  Workspace workspace_;
  std::vector<float> scores_;
  Pass pass_;
};

// Losses are doubles of float scores: with h = 1/64 the rounding of a score, about 1e-7, gives 1e-5 in a
// difference.
void check(const models::ModelDefinition& model, TrainOptions options) {
  // Smooth all along: differences across the corner of a relu are no slopes.
  options.hidden = {"5", "3"};
  options.activation = "tanh";
  const World world = world_of(is_binary(model));
  Fitted fitted = initialize(model, world, options);
  // Unseen rows and weights that start at 0 have a gradient as well: move them off 0.
  for (const Tensor& tensor : fitted.parameters.tensors()) {
    RandomStream random(7, Purpose::search, tensor.rows);
    for (std::size_t r = 0; r < tensor.rows; ++r)
      for (std::size_t k = 0; k < tensor.columns; ++k) tensor.row(r)[k] += 0.5f * (random.uniform() - 0.5f);
  }
  // The relus that end a model are far from their corners.
  for (const Tensor& tensor : fitted.parameters.tensors())
    if (tensor.name == "head/bias" || tensor.name == "mlp/output/bias") *tensor.data += 3;
  Step step(fitted, world);
  const Parameters gradient = step.gradient(fitted.parameters);
  constexpr float h = 1.0f / 64;
  for (TensorId id = 0; id < gradient.size(); ++id) {
    const Tensor& tensor = fitted.parameters[id];
    if (!tensor.trainable) continue;
    for (std::size_t r = 0; r < tensor.rows; ++r) {
      for (std::size_t k = 0; k < tensor.columns; ++k) {
        float& value = tensor.row(r)[k];
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

INSTANTIATE_TEST_SUITE_P(Models, Gradient,
                         ::testing::ValuesIn(models::table().begin(), models::table().end()), ModelName());

}  // namespace
}  // namespace interplay::testing
