// Every model against an implementation of its own: PyTorch in double precision (generate.py, whose golden vectors are
// in data/). Our numbers are floats of 24 bits; a tensor agrees when |found - expected| <= 1e-5 |expected|, in the norm
// over the tensor. A gradient shorter than a hundredth of the whole gradient (0 in theory: what batch normalisation
// takes away again) is held to 1e-5 of that hundredth.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "contract/one_step.h"
#include "parity/golden.h"
#include "solvers/gradient/minibatch.h"

namespace interplay::testing {
namespace {

constexpr double tolerance = 1e-5;

class Parity : public ::testing::TestWithParam<std::filesystem::path> {
 protected:
  const Golden golden{GetParam()};
};

// Norms of a tensor's golden values, and of its distance from them.
struct Distance {
  double expected = 0, difference = 0;

  void add(double found, const Json& value) {
    const double wanted = value.get<double>();
    expected = std::hypot(expected, wanted);
    difference = std::hypot(difference, found - wanted);
  }
};

Distance distance(std::span<const float> found, const Json& expected) {
  Distance result;
  EXPECT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) result.add(static_cast<double>(found[i]), expected[i]);
  return result;
}

Distance distance(const Tensor& found, const Json& expected) {
  Distance result;
  for (std::size_t r = 0; r < found.rows; ++r)
    for (std::size_t k = 0; k < found.columns; ++k) result.add(static_cast<double>(found.row(r)[k]), expected[r][k]);
  return result;
}

void expect_close(const Distance& distance, const std::string& what, double least = 0) {
  EXPECT_LE(distance.difference, tolerance * std::max(distance.expected, least))
      << what << ", norm " << distance.expected;
}

double whole_norm(const Json& tensors) {
  Distance all;
  for (const Json& rows : tensors)
    for (const Json& row : rows)
      for (const Json& value : row) all.add(0, value);
  return all.expected;
}

void expect_near(double found, const Json& expected, const std::string& what) {
  const double wanted = expected.get<double>();
  EXPECT_NEAR(found, wanted, tolerance * std::abs(wanted)) << what;
}

std::vector<float> predict(const Golden& golden, const Parameters& parameters, std::size_t rows) {
  std::vector<float> scores(rows);
  score(golden.plan(), parameters, {golden.fields(), golden.rows().first(rows)}, TaskPool(1), scores);
  return scores;
}

TEST_P(Parity, Predicts) {
  const Json& expected = golden.json()["prediction_scores"];
  expect_close(distance(predict(golden, golden.initial(), expected.size()), expected), "scores");
}

TEST_P(Parity, HasTheLossAndGradientsOfABatch) {
  const Json& expected = golden.json()["batch"];
  const std::vector<std::uint32_t> rows = expected["rows"];
  const TrainOptions options = golden.options();
  OneStep step(golden.plan(), {golden.fields(), rows}, golden.target(), golden.weight(), golden.mean_weight(),
               static_cast<std::uint64_t>(options.seed));
  step.descend_all();
  const Parameters parameters = golden.initial();
  expect_near(step.loss(parameters), expected["loss"], "loss");
  expect_close(distance(step.scores(), expected["scores"]), "scores in training");
  const Parameters gradient = step.gradient(parameters);
  const double least = whole_norm(expected["gradients"]) / 100;
  for (const auto& [name, values] : expected["gradients"].items())
    expect_close(distance(gradient.find(name), values), "gradient of " + name, least);
}

// Ten passes of five steps each, the last one of fewer rows, by the solver itself.
void expect_descent(const Golden& golden, const Json& run) {
  const std::string name = run["name"].get<std::string>() + ": ";
  const TrainOptions options = golden.options(run["options"]);
  const TaskPool pool(1);
  const Problem problem{golden.plan(), options, golden.fields(), golden.rows(), golden.target(), golden.weight(), pool};
  Parameters parameters = golden.initial();
  MinibatchSolver solver(problem, parameters);
  for (std::size_t p = 0; p < run["losses"].size(); ++p) {
    const PassResult result =
        solver.pass(static_cast<std::int64_t>(p) + 1, options.learning_rate, [](double) { return true; });
    expect_near(result.loss, run["losses"][p], name + "loss of pass " + std::to_string(p + 1));
    expect_near(result.penalized, run["penalized"][p], name + "penalised loss after pass " + std::to_string(p + 1));
  }
  EXPECT_EQ(solver.steps(), 50);
  for (const auto& [tensor, values] : run["final"].items())
    expect_close(distance(parameters.find(tensor), values), name + tensor);
  const Json& scores = run["prediction_scores"];
  expect_close(distance(predict(golden, parameters, scores.size()), scores), name + "scores");
}

TEST_P(Parity, MakesTheSameFiftySteps) {
  for (const Json& run : golden.json()["runs"]) expect_descent(golden, run);
}

INSTANTIATE_TEST_SUITE_P(Models, Parity, ::testing::ValuesIn(golden_files()),
                         [](const auto& test) { return test.param.stem().string(); });

}  // namespace
}  // namespace interplay::testing
