#include "terms/head.h"

#include <cmath>
#include <vector>

#include "terms/batch_norm.h"
#include "terms/gradient_check.h"

namespace interplay {
namespace {

using testing::expect_slope;
using testing::fill;

constexpr std::size_t head_rows = 9, head_columns = 4;

// A head over random columns; the sum of c_r score_r is differentiated.
struct HeadCheck {
  explicit HeadCheck(std::unique_ptr<Head> tested, StepContext how = {}) : head(std::move(tested)), context(how) {
    head->declare(specs, head_columns);
    parameters = Parameters(specs);
    parameters.initialize(5);
    for (const Tensor& tensor : parameters.tensors())
      for (std::size_t r = 0; r < tensor.rows; ++r)
        *parameters.writable(tensor).row(r) += 0.1f * static_cast<float>(r + 1);
    context.parameters = &parameters;
    fill({in.data(), in.size()}, 1, 2);
    fill({c.data(), c.size()}, 2);
    scratch = AlignedArray<float>(head->scratch(head_rows));
  }
  Columns in_columns() { return {in.data(), head_columns, head_rows}; }
  std::span<float> own_scratch() { return {scratch.data(), scratch.size()}; }
  double value() {
    head->forward(context, in_columns(), head_rows, score.data(), own_scratch());
    double sum = 0;
    for (std::size_t r = 0; r < head_rows; ++r) sum += static_cast<double>(c[r]) * static_cast<double>(score[r]);
    return sum;
  }

  std::unique_ptr<Head> head;
  StepContext context;
  std::vector<TensorSpec> specs;
  Parameters parameters;
  AlignedArray<float> in{head_columns * head_rows}, c{head_rows}, score{head_rows}, scratch;
};

void check_gradient(HeadCheck& check) {
  check.value();
  AlignedArray<float> gradient(head_columns * head_rows);
  Parameters own(check.specs);
  std::vector<float*> own_gradient;
  for (const Tensor& tensor : own.tensors()) own_gradient.push_back(own.writable(tensor).data);
  check.head->backward(check.context, check.in_columns(), head_rows, check.c.data(),
                       {gradient.data(), head_columns, head_rows}, check.own_scratch(), own_gradient);
  const auto value = [&] { return check.value(); };
  for (std::size_t i = 0; i < gradient.size(); ++i) expect_slope(check.in[i], gradient[i], value, "column");
  for (const Tensor& tensor : own.tensors()) {
    if (!tensor.trainable) continue;
    const WritableTensor values = check.parameters.writable(check.parameters.find(tensor.name));
    for (std::size_t r = 0; r < tensor.rows; ++r) expect_slope(*values.row(r), *tensor.row(r), value, tensor.name);
  }
}

TEST(Heads, GradientsAgreeWithDifferences) {
  const float weight[head_rows] = {1, 2, 1, 0.5f, 1, 1, 3, 1, 1};
  for (const float* weights : {static_cast<const float*>(nullptr), weight}) {
    for (const bool normalize : {false, true}) {
      HeadCheck check(dense_head(normalize), {.training = true, .weight = weights});
      check_gradient(check);
    }
    HeadCheck sum(sum_head(true), {.training = true, .weight = weights});
    check_gradient(sum);
  }
}

// Of a mean: sum_r c_r score_r + share * sum_r o_r sum_c (shared_r + column c_r - score_r)^2, where the last score is
// taken as given.
TEST(Heads, AMeanDrawsItsColumnsTowardsTheScore) {
  const float weight[head_rows] = {1, 2, 1, 0.5f, 1, 1, 3, 1, 1};
  for (const std::size_t whole : {0u, 1u, 2u}) {
    for (const Distil distil : {Distil::no, Distil::squares}) {
      const double share = distil == Distil::no ? 0 : 0.125;
      HeadCheck check(mean_head(0.3, distil, whole), {.training = true, .weight = weight, .loss_share = 0.125});
      check.value();
      const std::vector<float> given(check.score.data(), check.score.data() + head_rows);
      const auto objective = [&] {
        double sum = check.value();
        for (std::size_t r = 0; r < head_rows; ++r) {
          double shared = static_cast<double>(*check.parameters.find("bias").data);
          for (std::size_t c = 0; c < whole; ++c) shared += static_cast<double>(check.in[c * head_rows + r]);
          for (std::size_t c = whole; c < head_columns; ++c) {
            const double apart =
                shared + static_cast<double>(check.in[c * head_rows + r]) - static_cast<double>(given[r]);
            sum += share * static_cast<double>(weight[r]) * apart * apart;
          }
        }
        return sum;
      };
      AlignedArray<float> gradient(head_columns * head_rows);
      float of_bias = 0;
      float* const own[] = {&of_bias};
      check.head->backward(check.context, check.in_columns(), head_rows, check.c.data(),
                           {gradient.data(), head_columns, head_rows}, {}, own);
      for (std::size_t i = 0; i < gradient.size(); ++i) expect_slope(check.in[i], gradient[i], objective, "column");
      expect_slope(*check.parameters.writable(check.parameters.find("bias")).data, of_bias, objective, "bias");
    }
  }
}

TEST(Heads, WeightsAreWhatPredictionDoes) {
  for (int kind = 0; kind < 5; ++kind) {
    HeadCheck check(kind == 0  ? sum_head(true, 0.5)
                    : kind < 3 ? dense_head(kind == 2, 1.5)
                               : mean_head(0.5, Distil::no, kind == 3 ? 0 : 1));
    check.value();
    const HeadWeights weights = check.head->weights(check.parameters);
    ASSERT_EQ(weights.columns.size(), head_columns);
    for (std::size_t r = 0; r < head_rows; ++r) {
      double score = weights.constant;
      for (std::size_t c = 0; c < head_columns; ++c)
        score += weights.columns[c] * static_cast<double>(check.in[c * head_rows + r]);
      EXPECT_NEAR(check.score[r], score, 1e-5);
    }
  }
}

TEST(BatchNorm, NormalisesByTheBatchAndFollowsIt) {
  std::vector<TensorSpec> specs;
  BatchNorm norm({.corrected = false});
  norm.declare("n", 1, specs);
  Parameters parameters(specs);
  parameters.initialize(1);
  EXPECT_EQ(*parameters.find("n/scale").data, 1);
  EXPECT_EQ(*parameters.find("n/variance").data, 1);
  *parameters.writable(parameters.find("n/scale")).data = 2;
  *parameters.writable(parameters.find("n/shift")).data = 10;
  float x[] = {1, 3, 5, 7};  // mean 4, variance 5
  std::vector<float> scratch(BatchNorm::scratch(4, 1));
  const StepContext context{.parameters = &parameters, .training = true};
  norm.forward(context, {x, 4, 1, 1, 4}, scratch);
  const float expected[] = {-3, -1, 1, 3};
  for (int r = 0; r < 4; ++r) EXPECT_NEAR(x[r], 10 + 2 * expected[r] / std::sqrt(5.001f), 1e-5);
  EXPECT_EQ(*parameters.find("n/mean").data, 0) << "forward alone moves nothing";
  norm.update_statistics(parameters, context, 1, scratch);
  EXPECT_NEAR(*parameters.find("n/mean").data, 0.01 * 4, 1e-6);
  EXPECT_NEAR(*parameters.find("n/variance").data, 0.99 * 1 + 0.01 * 5, 1e-6);
  float y[] = {1};
  norm.forward({.parameters = &parameters}, {y, 1, 1, 1, 1}, scratch);
  EXPECT_NEAR(y[0], 10 + 2 * (1 - 0.04) / std::sqrt(1.04 + 1e-3), 1e-5);
}

// The weights of the batches are those of Adam's moments: after t steps sum_i m^(t-i) x_i / sum_i m^(t-i).
TEST(BatchNorm, CorrectedAveragesAreOfTheBatchesAloneAfterAnyNumberOfSteps) {
  for (const double momentum : {0.0, 0.5, 0.9, 0.99}) {
    std::vector<TensorSpec> specs;
    BatchNorm norm({.momentum = momentum});
    norm.declare("n", 1, specs);
    Parameters parameters(specs);
    parameters.initialize(1);
    double sum = 0, squares = 0, total = 0;
    for (std::uint64_t step = 0; step < 60; ++step) {
      const std::vector<float> batch{100 + static_cast<float>(step), 7};
      norm.update_statistics(parameters, {.parameters = &parameters, .training = true, .step = step}, 1, batch);
      sum = momentum * sum + static_cast<double>(batch[0]);
      squares = momentum * squares + 7;
      total = momentum * total + 1;
      EXPECT_NEAR(*parameters.find("n/mean").data, sum / total, 1e-3) << momentum << " " << step;
      EXPECT_NEAR(*parameters.find("n/variance").data, squares / total, 1e-4) << momentum << " " << step;
    }
  }
}

TEST(BatchNorm, CountsARowOfWeightTwoTwice) {
  std::vector<TensorSpec> specs;
  BatchNorm norm;
  norm.declare("n", 1, specs);
  Parameters parameters(specs);
  parameters.initialize(1);
  const float weight[] = {2, 1, 1};
  float x[] = {1, 3, 5}, twice[] = {1, 3, 5, 1};
  std::vector<float> scratch(BatchNorm::scratch(4, 1)), other(scratch);
  norm.forward({.parameters = &parameters, .training = true, .weight = weight}, {x, 3, 1, 1, 3}, scratch);
  norm.forward({.parameters = &parameters, .training = true}, {twice, 4, 1, 1, 4}, other);
  EXPECT_FLOAT_EQ(scratch[0], other[0]);
  EXPECT_FLOAT_EQ(scratch[1], other[1]);
  for (int r = 0; r < 3; ++r) EXPECT_FLOAT_EQ(x[r], twice[r]);
}

}  // namespace
}  // namespace interplay
