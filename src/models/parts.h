// What the definitions of models share.
#pragma once

#include <array>
#include <string_view>

#include "model/plan.h"

namespace interplay::models {

// Whether options and target ask for a probability. Throws Error(usage) when options.target_kind is 'binary'
// and the target has other values than 0 and 1.
bool is_binary(const TrainOptions& options, const TargetInfo& target);

// Logistic link and loss for binary targets, else the identity and squared error.
Objective objective_for(bool binary);
// Squared error through low + (high - low) sigmoid, for targets in the range of the training rows.
Objective range_objective(const TargetInfo& target);
// A sum with a bias that starts at the score whose prediction is the target's mean.
std::unique_ptr<Head> biased_sum(const Objective& objective, const TargetInfo& target);

// One weight per feature, from 0.
EmbeddingOptions weight_options(const TrainOptions& options);
// Vectors, from a normal distribution of standard deviation options.init.
EmbeddingOptions factor_options(const TrainOptions& options);

// Rank 40, L2 1e-6 over whole tables, Adam at 1e-3, batches of 64, 10 epochs: how matrix factorization is
// commonly set up in Keras.
void matrix_defaults(TrainOptions& options);

// Positions of the user and item fields among the inputs. Throws Error(usage), naming `model`, when either is
// missing.
std::array<std::size_t, 2> user_and_item(const Schema& schema, std::string_view model);
// Throws Error(usage) when the schema has no inputs.
void require_inputs(const Schema& schema, std::string_view model);

}  // namespace interplay::models
