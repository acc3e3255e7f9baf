// Layers in lists of their own, against differences and by hand.
#include <algorithm>
#include <array>
#include <cmath>

#include "terms/gradient_check.h"
#include "terms/layers/activation.h"
#include "terms/layers/batch_norm.h"
#include "terms/layers/bilinear.h"
#include "terms/layers/branches.h"
#include "terms/layers/cross.h"
#include "terms/layers/curve.h"
#include "terms/layers/dense.h"
#include "terms/layers/dice.h"
#include "terms/layers/dropout.h"
#include "terms/layers/factorized.h"
#include "terms/layers/field_gate.h"
#include "terms/layers/layer_norm.h"
#include "terms/layers/slice.h"
#include "terms/layers/stack.h"

namespace interplay {
namespace {

using kernels::Activation;
using testing::TermCheck;

constexpr std::size_t layer_rows = 7, layer_fields = 3, layer_columns = 5;

using Make = std::function<std::unique_ptr<layers::Layer>()>;

std::unique_ptr<Term> stack_of(const std::vector<Make>& makers, std::size_t inputs = layer_fields * layer_columns) {
  layers::List list;
  for (const Make& make : makers) {
    const std::size_t number = list.size();
    list.emplace_back(std::to_string(number), make());
  }
  return layers::stack("stack", "stack", 0, inputs, std::move(list));
}

const Make dense_of_6 = [] { return layers::dense(6); };
const Make one = [] { return layers::dense(1); };
const Make tanh_of = [] { return layers::activation(Activation::tanh); };
const Make sigmoid_of = [] { return layers::activation(Activation::sigmoid); };
const Make norm = [] { return layers::batch_norm({}); };
const Make drop = [] { return layers::dropout(0.4, 1); };
const Make cross_2 = [] { return layers::cross(2); };

const Make gated_cross = [] { return layers::cross({.depth = 2, .gate = true}); };
const Make mixed_cross = [] { return layers::cross({.depth = 2, .rank = 2, .experts = 3}); };
const Make gated_mixture = [] { return layers::cross({.depth = 1, .rank = 2, .experts = 2, .gate = true}); };
const Make gelu = [] { return layers::curve(layers::Curve::gelu); };
const Make selu = [] { return layers::curve(layers::Curve::selu); };
const Make gate = [] { return layers::curve(layers::Curve::twice_sigmoid); };
const Make softmax = [] { return layers::curve(layers::Curve::softmax); };
const Make rows_norm = [] { return layers::layer_norm(); };
const Make half = [] { return layers::factorized(layers::Factorized::sum); };
const Make halves = [] { return layers::factorized(layers::Factorized::concat); };
const Make middle = [] { return layers::slice(2, 8); };
const Make bilinear_2 = [] { return layers::bilinear(2, 2); };

const Make dice_of = [] { return layers::dice({}); };
const Make gates_of_3 = [] { return layers::field_gate(layer_fields); };
const Make gates_of_2 = [] { return layers::field_gate(2); };

const Make bilinear_3 = [] { return layers::bilinear(6, 3); };
const Make middle_of_6 = [] { return layers::slice(1, 3); };

layers::List list_of(const std::string& prefix, const std::vector<Make>& makers) {
  layers::List list;
  for (const Make& make : makers) list.emplace_back(prefix + std::to_string(list.size()), make());
  return list;
}

Make joined(layers::Join join, std::vector<std::vector<Make>> parts) {
  return [join, parts = std::move(parts)] {
    std::vector<layers::List> lists;
    for (const auto& part : parts)
      lists.push_back(list_of(std::string(1, static_cast<char>('a' + lists.size())), part));
    return layers::branches(join, std::move(lists));
  };
}

const Make dense_of_2 = [] { return layers::dense(2); };
const Make two_lists = joined(layers::Join::side_by_side, {{dense_of_6, tanh_of, drop, dense_of_6}, {middle}});
const Make product = joined(layers::Join::product, {{dense_of_6, tanh_of}, {middle, dense_of_6, sigmoid_of}});
const Make two_lists_of_6 = joined(layers::Join::side_by_side, {{dense_of_6, gelu}, {rows_norm, tanh_of}});
const Make product_of_6 = joined(layers::Join::product, {{dense_of_2}, {middle_of_6, dense_of_2}});
const Make weighted = joined(layers::Join::weighted, {{dense_of_2, softmax}, {dense_of_6}});
const Make normed_lists = joined(layers::Join::side_by_side, {{dense_of_6, norm, tanh_of}, {norm}});

// In any order, though few of them are of use.
TEST(Layers, GradientsAgreeWithDifferencesInAnyOrder) {
  const std::vector<std::vector<Make>> lists = {
      {cross_2},
      {cross_2, one},
      {drop, cross_2, drop, one},
      {dense_of_6, tanh_of, cross_2, dense_of_6},
      {dense_of_6, tanh_of, drop, cross_2, norm, one},
      {norm, dense_of_6, tanh_of, norm, sigmoid_of},
      {tanh_of, sigmoid_of, dense_of_6},
      {sigmoid_of, drop, tanh_of, drop},
      {dense_of_6, dense_of_6},
      {dense_of_6, drop, norm},
      {gated_cross, one},
      {drop, mixed_cross, one},
      {dense_of_6, gated_mixture},
      {dense_of_6, gelu, drop, dense_of_6, selu, one},
      {rows_norm, dense_of_6, rows_norm, tanh_of, drop},
      {gate, softmax, dense_of_6},
      {dense_of_6, half, norm, tanh_of, drop, one},
      {drop, dense_of_6, halves, tanh_of, dense_of_6, halves},
      {middle, tanh_of, dense_of_6, middle_of_6},
      {two_lists, bilinear_2},
      {dense_of_6, tanh_of, drop, two_lists_of_6, drop, one},
      {product, weighted, product_of_6},
      {normed_lists, bilinear_3},
      {dice_of, dense_of_6, dice_of, drop, one},
      {dense_of_6, tanh_of, dice_of, norm, dense_of_6, gelu},
      {gates_of_3, dense_of_6, tanh_of, gates_of_2, one},
      {drop, gates_of_3},
  };
  for (std::size_t i = 0; i < lists.size(); ++i) {
    SCOPED_TRACE("list " + std::to_string(i));
    const auto term = stack_of(lists[i]);
    TermCheck(*term, layer_rows, layer_fields, layer_columns, {.training = true, .seed = 4, .step = 9}).check();
  }
}

// Slopes of prelu away from its corner.
TEST(Layers, PreluLearnsItsSlopes) {
  const Make prelu = [] { return layers::curve(layers::Curve::prelu); };
  const auto term = stack_of({prelu, dense_of_6});
  TermCheck check(*term, layer_rows, layer_fields, layer_columns, {.training = true, .seed = 4, .step = 9});
  for (std::size_t i = 0; float& x : check.inputs()) {
    x = x < 0 ? x - 0.1f : x + 0.1f;
    if (i++ % padded(layer_columns) >= layer_columns) x = 0;
  }
  check.check();
}

// Zhou et al. 2018: a column (1, 5) has mean 3 and variance 4, so that p = sigmoid(-1) and sigmoid(1); a is 0.5. In
// prediction the moving mean 2 and variance 9 stand in their place.
TEST(Layers, DiceIsItsDefinition) {
  const auto single = stack_of({dice_of}, 2);
  std::vector<TensorSpec> specs;
  single->declare(specs);
  std::vector<std::string> names;
  for (const TensorSpec& spec : specs) names.push_back(spec.name);
  EXPECT_EQ(names, (std::vector<std::string>{"0/slope", "0/dice/mean", "0/dice/variance"}));
  Parameters parameters(specs);
  const auto set = [&](const char* name, float first, float second) {
    *parameters.writable(parameters.find(name)).row(0) = first;
    *parameters.writable(parameters.find(name)).row(1) = second;
  };
  set("0/slope", 0.5f, 0);
  set("0/dice/mean", 2, 0);
  set("0/dice/variance", 9, 1);
  const auto outputs = [&](bool training) {
    float x[] = {1, 7, 0, 0, 5, 7, 0, 0};
    AlignedArray<float> out(8), scratch(single->scratch(2));
    const StepContext context{.parameters = &parameters, .training = training};
    const Pooled in{2, 1, 2, 4, x, nullptr}, block{2, 1, 2, 4, out.data(), nullptr};
    const std::span<float> all{scratch.data(), scratch.size()};
    single->gather_input(context, in, 0, 2, all);
    single->forward(context, in, {{}, block}, all);
    return std::array{out[0], out[1], out[4], out[5]};
  };
  const auto dice = [](double x, double n, double a) {
    const double p = 1 / (1 + std::exp(-n));
    return p * x + (1 - p) * a * x;
  };
  const auto training = outputs(true), predicting = outputs(false);
  EXPECT_NEAR(training[0], dice(1, -1, 0.5), 1e-6);
  EXPECT_NEAR(training[2], dice(5, 1, 0.5), 1e-6);
  EXPECT_NEAR(training[1], 3.5, 1e-6);  // a column without spread: p = 1/2
  EXPECT_NEAR(predicting[0], dice(1, -1.0 / 3, 0.5), 1e-6);
  EXPECT_NEAR(predicting[2], dice(5, 1, 0.5), 1e-6);
  EXPECT_NEAR(predicting[3], dice(7, 7, 0), 1e-5);
}

// Two fields of two numbers: gates b_f + sum_h x_hk w_hf, and the vectors beside what they make of them.
TEST(Layers, FieldGateIsItsDefinition) {
  const auto term = stack_of({gates_of_2}, 4);
  std::vector<TensorSpec> specs;
  term->declare(specs);
  Parameters parameters(specs);
  const float w[2][2] = {{0.5f, -1}, {2, 0.25f}}, b[] = {1, -2};
  for (std::size_t h = 0; h < 2; ++h) {
    std::copy_n(w[h], 2, parameters.writable(parameters.find("0/kernel")).row(h));
    *parameters.writable(parameters.find("0/bias")).row(h) = b[h];
  }
  float x[] = {3, -1, 2, 5};
  AlignedArray<float> out(8), scratch(term->scratch(1));
  const StepContext context{.parameters = &parameters};
  const Pooled in{1, 1, 4, 4, x, nullptr}, block{1, 1, 8, 8, out.data(), nullptr};
  const std::span<float> all{scratch.data(), scratch.size()};
  term->gather_input(context, in, 0, 1, all);
  term->forward(context, in, {{}, block}, all);
  const float expected[] = {3,
                            -1,
                            2,
                            5,
                            3 * (1 + 3 * 0.5f + 2 * 2),
                            -1 * (1 - 1 * 0.5f + 5 * 2),
                            2 * (-2 - 3 * 1 + 2 * 0.25f),
                            5 * (-2 + 1 * 1 + 5 * 0.25f)};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_FLOAT_EQ(out[i], expected[i]) << i;
}

// x = (3, -1, 2, 5) in two halves: out = b + k x + x_1 w_11 y_1 + x_2 w_21 y_2 with two heads of one number each.
TEST(Layers, BilinearIsItsDefinition) {
  const auto term = stack_of({bilinear_2}, 4);
  std::vector<TensorSpec> specs;
  term->declare(specs);
  Parameters parameters(specs);
  const auto set = [&](const char* name, std::size_t row, float value) {
    *parameters.writable(parameters.find(name)).row(row) = value;
  };
  for (std::size_t i = 0; i < 4; ++i) set("0/kernel", i, static_cast<float>(i + 1));
  set("0/bias", 0, 0.5f);
  set("0/products", 0, 2);
  set("0/products", 1, -3);
  float x[] = {3, -1, 2, 5};
  AlignedArray<float> scratch(term->scratch(1));
  float out = 0;
  const StepContext context{.parameters = &parameters};
  const Pooled in{1, 1, 4, 4, x, nullptr};
  const std::span<float> all{scratch.data(), scratch.size()};
  term->gather_input(context, in, 0, 1, all);
  term->forward(context, in, {{&out, 1, 1}, {}}, all);
  EXPECT_FLOAT_EQ(out, 0.5f + (3 - 2 + 6 + 20) + 3 * 2 * 2 + -1 * -3 * 5);
}

// What follows relu and dropout must get the factor of dropout, whether it folds it into a kernel or not. Numbers far
// from relu's corner: differences cross it nowhere.
TEST(Layers, ReluAndDropoutGoBeforeAnyLayer) {
  const Make relu = [] { return layers::activation(Activation::relu); };
  for (const Make& reader : {cross_2, dense_of_6, norm, tanh_of}) {
    const auto term = stack_of({relu, drop, reader, one});
    TermCheck check(*term, layer_rows, layer_fields, layer_columns, {.training = true, .seed = 4, .step = 9});
    for (std::size_t i = 0; float& x : check.inputs()) {
      x = x < 0 ? x - 0.1f : x + 0.1f;
      if (i++ % padded(layer_columns) >= layer_columns) x = 0;
    }
    check.check();
  }
}

TEST(Layers, SeveralOutputsAreABlockAndOneIsAColumn) {
  const auto block = stack_of({dense_of_6}), column = stack_of({one});
  EXPECT_EQ(block->columns(), 0u);
  EXPECT_EQ(block->block().columns, 6u);
  EXPECT_EQ(column->columns(), 1u);
  EXPECT_EQ(column->block().fields, 0u);
}

// Two steps over two features, by hand: x1 = x0 * (x0 W0 + b0) + x0, x2 = x0 * (x1 W1 + b1) + x1.
TEST(Layers, CrossIsItsDefinition) {
  const auto term = stack_of({cross_2}, 2);
  std::vector<TensorSpec> specs;
  term->declare(specs);
  std::vector<std::string> names;
  for (const TensorSpec& spec : specs) names.push_back(spec.name);
  EXPECT_EQ(names, (std::vector<std::string>{"0/0/kernel", "0/0/bias", "0/1/kernel", "0/1/bias"}));
  Parameters parameters(specs);
  const auto set = [&](const char* name, std::size_t row, std::initializer_list<float> values) {
    std::copy(values.begin(), values.end(), parameters.writable(parameters.find(name)).row(row));
  };
  set("0/0/kernel", 0, {1, 2});
  set("0/0/kernel", 1, {-1, 3});
  set("0/0/bias", 0, {0.5f});
  set("0/0/bias", 1, {-2});
  set("0/1/kernel", 0, {2, 0});
  set("0/1/kernel", 1, {1, -1});
  set("0/1/bias", 0, {1});
  set("0/1/bias", 1, {4});
  float x[] = {3, -2, 0, 0};  // one row of one field; rows of two columns are padded to 4
  AlignedArray<float> out(4), scratch(term->scratch(1));
  const StepContext context{.parameters = &parameters};
  const Pooled in{1, 1, 2, 4, x, nullptr}, block{1, 1, 2, 4, out.data(), nullptr};
  const std::span<float> all{scratch.data(), scratch.size()};
  term->gather_input(context, in, 0, 1, all);
  term->forward(context, in, {{}, block}, all);
  // x0 W0 + b0 = (3 + 2 + .5, 6 - 6 - 2); x1 = (3 * 5.5 + 3, -2 * -2 - 2); x1 W1 + b1 = (39 + 2 + 1, -2 + 4)
  EXPECT_FLOAT_EQ(out[0], 3 * 42 + 19.5f);
  EXPECT_FLOAT_EQ(out[1], -2 * 2 + 2);
}

}  // namespace
}  // namespace interplay
