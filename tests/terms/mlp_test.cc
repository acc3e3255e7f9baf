#include "terms/mlp.h"

#include <algorithm>
#include <set>

#include "terms/by_field.h"
#include "terms/gradient_check.h"

namespace interplay {
namespace {

using testing::TermCheck;

constexpr std::size_t batch_rows = 7, pooled_fields = 3, pooled_columns = 5;

MlpOptions options_of(Activation activation, std::vector<std::size_t> hidden = {6, 9}) {
  MlpOptions options;
  options.hidden = std::move(hidden);
  options.activation = activation;
  return options;
}

// Smooth activations only: a difference across relu's corner is no slope. The kernels' own test holds relu.
TEST(Mlp, GradientsAgreeWithDifferences) {
  for (const Activation activation : {Activation::tanh, Activation::sigmoid, Activation::identity}) {
    for (const bool batch_norm : {false, true}) {
      for (const double dropout : {0.0, 0.4}) {
        MlpOptions options = options_of(activation);
        options.batch_norm = batch_norm;
        options.dropout = dropout;
        options.output_dropout = dropout > 0;
        options.output_activation = Activation::tanh;
        const auto term = mlp(0, pooled_fields * pooled_columns, options);
        TermCheck(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .seed = 4, .step = 9}).check();
      }
    }
  }
}

TEST(Mlp, GradientsAgreeWithDifferencesWhereRowsHaveWeights) {
  MlpOptions options = options_of(Activation::tanh);
  options.batch_norm = true;
  const auto term = mlp(0, pooled_fields * pooled_columns, options);
  const float weight[batch_rows] = {1, 2, 0.5f, 1, 3, 1, 1};
  // The sum that is differentiated has no weights: the statistics alone do.
  TermCheck(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .weight = weight}).check();
}

TEST(Mlp, DeclaresItsTensors) {
  MlpOptions options = options_of(Activation::relu, {64, 32});
  options.batch_norm = true;
  std::vector<TensorSpec> specs;
  mlp(0, 80, options)->declare(specs);
  std::vector<std::string> names;
  for (const TensorSpec& spec : specs) names.push_back(spec.name);
  EXPECT_EQ(names, (std::vector<std::string>{"mlp/0/kernel", "mlp/0/bias", "mlp/0/norm/scale", "mlp/0/norm/shift",
                                             "mlp/0/norm/mean", "mlp/0/norm/variance", "mlp/1/kernel", "mlp/1/bias",
                                             "mlp/1/norm/scale", "mlp/1/norm/shift", "mlp/1/norm/mean",
                                             "mlp/1/norm/variance", "mlp/output/kernel", "mlp/output/bias"}));
  EXPECT_EQ(specs[0].rows, 80u);
  EXPECT_EQ(specs[0].columns, 64u);
  EXPECT_EQ(specs[0].penalty, Penalty::kernel);
  EXPECT_FALSE(specs[4].trainable);
  EXPECT_FALSE(specs[5].trainable);
  EXPECT_EQ(specs.back().rows, 1u);
}

// relu(x W + b) V + c, by hand.
TEST(Mlp, IsItsDefinition) {
  const auto term = mlp(0, 2, options_of(Activation::relu, {2}));
  std::vector<TensorSpec> specs;
  term->declare(specs);
  Parameters parameters(specs);
  const auto set = [&](const char* name, std::size_t row, std::initializer_list<float> values) {
    std::copy(values.begin(), values.end(), parameters.writable(parameters.find(name)).row(row));
  };
  set("mlp/0/kernel", 0, {1, -1});
  set("mlp/0/kernel", 1, {2, 3});
  set("mlp/0/bias", 0, {0.5f});
  set("mlp/0/bias", 1, {-1});
  set("mlp/output/kernel", 0, {10});
  set("mlp/output/kernel", 1, {100});
  set("mlp/output/bias", 0, {7});
  float x[] = {1, 2, 3, -4};  // two rows of two fields of one column
  AlignedArray<float> out(2), scratch(term->scratch(2));
  const StepContext context{.parameters = &parameters};
  const Pooled in{2, 2, 1, 1, x, nullptr};
  const std::span<float> all{scratch.data(), scratch.size()};
  term->gather_input(context, in.part(0, 1), 0, 2, all);
  term->gather_input(context, in.part(1, 1), 1, 2, all);
  term->forward(context, in, {{out.data(), 1, 2}, {}}, all);
  EXPECT_FLOAT_EQ(out[0], 10 * (1 + 4 + 0.5f) + 100 * (-1 + 6 - 1) + 7);
  EXPECT_FLOAT_EQ(out[1], 7);  // 3 - 8 + .5 and -3 - 12 - 1 are below zero
}

// A batch cut into tiles drops what the whole batch drops, a step later other inputs, and nothing in prediction.
TEST(Mlp, DropsByRowOfTheBatchAndStep) {
  MlpOptions options = options_of(Activation::relu);
  options.dropout = 0.5;
  const auto term = mlp(0, pooled_fields * pooled_columns, options);
  TermCheck whole(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .seed = 1, .step = 3});
  const std::vector<float> all = whole.forward();
  EXPECT_EQ(whole.forward(), all);
  TermCheck later(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .seed = 1, .step = 4});
  EXPECT_NE(later.forward(), all);
  TermCheck other(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .seed = 2, .step = 3});
  EXPECT_NE(other.forward(), all);
  TermCheck first(*term, 4, pooled_fields, pooled_columns, {.training = true, .seed = 1, .step = 3});
  const std::vector<float> part = first.forward();
  EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin()));
  // So does one whose inputs are taken in pieces.
  TermCheck pieces(*term, batch_rows, pooled_fields, pooled_columns, {.training = true, .seed = 1, .step = 3});
  EXPECT_EQ(pieces.forward(3), all);
  TermCheck predicted(*term, batch_rows, pooled_fields, pooled_columns, {.training = false, .seed = 1, .step = 3});
  TermCheck predicted_later(*term, batch_rows, pooled_fields, pooled_columns,
                            {.training = false, .seed = 2, .step = 4});
  EXPECT_EQ(predicted.forward(), predicted_later.forward());
}

TEST(ByField, GradientsAgreeWithDifferences) {
  TermCheck(*linear_by_field(0, 4), batch_rows, 4, 1).check();
  for (const std::size_t width : {1, 2, 5, 8})
    for (const std::size_t count : {2, 3, 5}) {
      const auto term = pairwise_by_field(0, count);
      TermCheck(*term, batch_rows, count, width).check();
    }
}

TEST(ByField, NamesItsColumns) {
  const std::vector<std::string> names{"user", "item"};
  EXPECT_EQ(linear_by_field(0, 2)->column_name(0, names), "user weight");
  EXPECT_EQ(pairwise_by_field(0, 2)->column_name(1, names), "item interaction");
}

}  // namespace
}  // namespace interplay
