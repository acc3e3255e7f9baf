// Scores of the same rows by one set of parameters after the other: of an ensemble, or draws from a posterior.
// A factorization machine is scored along the star: what the features of a user, or of an item, say together is
// pooled once for each of them, and an interaction takes one product of vectors per pair of tables. Rendle 2013,
// "Scaling factorization machines to relational data", section 4.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "data/batch.h"
#include "model/plan.h"

namespace interplay {

class Scorer {
 public:
  // Everything given outlives the scorer.
  Scorer(const ModelPlan& plan, const Batch& batch, const TaskPool& pool);

  // out[i]: the score, before the link, of row i of the batch. Does not depend on the pool, nor on which other rows
  // are in the batch.
  void score(const Parameters& parameters, std::span<float> out) const;

 private:
  // An input of the model and its tensors.
  struct Input {
    FieldView view;
    std::optional<TensorId> linear, factors;
  };
  // The inputs of one entity table, and which of its rows the batch meets.
  struct Entities {
    std::vector<Input> inputs;
    std::vector<std::uint32_t> rows;  // of the table, each once
    std::vector<std::uint32_t> at;    // of every row of the batch: its place in `rows`
  };
  // Sums over features: of x v, and of x w together with the pairs among them.
  struct Sums {
    AlignedArray<float> vectors;
    std::vector<float> numbers;
  };
  bool along_the_star() const;
  void add_input(std::size_t input, std::optional<TensorId> linear, std::optional<TensorId> factors);
  void add_entities(const Input& input);
  float add_features(const Input& input, const Parameters& parameters, std::uint32_t table_row, float* vector) const;
  Sums sums_of(const Entities& table, const Parameters& parameters) const;

  const ModelPlan& plan_;
  Batch batch_;
  const TaskPool& pool_;
  std::optional<FmShape> shape_;  // none: term by term
  std::size_t stride_ = 0;
  std::vector<Entities> entities_;
  std::vector<Input> own_;  // of the interactions themselves
};

}  // namespace interplay
