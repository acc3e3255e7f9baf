// A factorization machine along the star. What the features of a user, or of an item, contribute together does not
// depend on the rest of a row. Rendle 2013, "Scaling factorization machines to relational data", section 4.
#pragma once

#include <optional>
#include <vector>

#include "data/batch.h"
#include "plan/plan.h"

namespace interplay {

// With S_e the sum over the features of entity e of x v, and N_e that of x w and of the pairs among them,
//   score = bias + sum_e N_e + sum_{e < e'} <S_e, S_e'>,
// to which the features of the interaction itself are added one after another, each paired with everything before it.
struct StarInputs {
  struct Input {
    std::size_t input;  // position among the model's inputs
    std::optional<TensorId> linear, factors;
  };
  struct Entity {
    std::uint32_t table;  // from 1, as Field::table
    std::vector<Input> inputs;
  };

  FmShape shape;
  // The plan is one of sides (ModelPlan::sides_shape): features of the same entity are summed and not paired, N_e is 0.
  bool sides = false;
  std::size_t stride = 0;  // of the vectors; 0 if there are none
  std::vector<Entity> entities;
  std::vector<Input> own;  // inputs of the interactions themselves

  // None if the plan is neither a factorization machine nor one of sides that are an entity each, or reads offsets of
  // numbers or padding rows, which belong to no feature.
  static std::optional<StarInputs> of(const ModelPlan& plan);

  // Whether pairs inside a bag count.
  bool within_bags() const { return !shape.dot && shape.pairs_within_bags; }
};

// Adds the features of row `table_row` of the input's table to `vector` (stride floats). Returns their number: the sum
// of x w, and the pairs with what was in `vector` before.
float add_features(const StarInputs& star, const StarInputs::Input& input, const FieldView& view,
                   const Parameters& parameters, std::uint32_t table_row, float* vector);

}  // namespace interplay
