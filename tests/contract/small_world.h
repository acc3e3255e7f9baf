// A small star with every kind of field, and training of any model on it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "data/batch.h"
#include "interplay/dataset.h"
#include "models/table.h"
#include "plan/plan.h"
#include "plan/run.h"
#include "solvers/solver.h"

namespace interplay::testing {

struct Row {
  std::uint32_t user, item;
  float target;
  float weight = 1;
};

struct World {
  Dataset data;
  std::vector<std::uint32_t> rows;  // all
  TargetInfo target;

  std::span<const float> targets() const { return data.target(); }
  void set_target(const std::function<float(std::size_t row)>& target_of);
};

// Users 1..users with an age (missing for user 2) and a job; items 1..items with a bag of tags; the hour of
// the interaction. Fields: user, age, job, item, tags, hour, target, weight. Attributes depend on ids by
// small primes; without `attributes` only the ids are fields.
World make_world(std::vector<Row> rows, std::uint32_t users, std::uint32_t items, bool attributes = true);

// The models that are fitted by gradient descent if no solver is named.
std::vector<const models::ModelDefinition*> models_that_descend();

// Whether the model predicts the probability of 1.
bool is_binary(const models::ModelDefinition& model);

// Options of the model for small tests: its defaults, without penalties.
TrainOptions small_options(const models::ModelDefinition& model);

// A plan, its parameters and what they refer to.
struct Fitted {
  TrainOptions options;
  std::unique_ptr<ModelPlan> plan;
  Parameters parameters;
  double loss = 0;  // of the last pass
};
Fitted initialize(const models::ModelDefinition& model, const World& world, const TrainOptions& options);
Fitted fit(const models::ModelDefinition& model, const World& world, const TrainOptions& options);

// Predictions of rows.
std::vector<float> predictions(const Fitted& fitted, const World& world, std::span<const std::uint32_t> rows);

// Name of a model for parameterised tests.
struct ModelName {
  template <class Info>
  std::string operator()(const Info& info) const {
    return std::string(info.param->name);
  }
};

}  // namespace interplay::testing
