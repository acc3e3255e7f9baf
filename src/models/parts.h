// Shared by the definitions of models.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/plan.h"
#include "terms/item_item.h"
#include "terms/mlp.h"

namespace interplay::models {

// Whether options and target ask for a probability. Throws Error(usage) when options.target_kind is 'binary'
// and the target has other values than 0 and 1.
bool is_binary(const TrainOptions& options, const TargetInfo& target);

// Logistic link and loss for binary targets, else the identity and squared error.
Objective objective_for(bool binary);
// The objective for options and target: for interactions the implicit loss; for binary targets logistic, or probit if
// target.binary_link says so; levels with thresholds for ordinal targets; otherwise the identity and squared error.
Objective objective_of(const TrainOptions& options, const TargetInfo& target);
// The objective of options.loss, which is not auto: for lists.
Objective list_objective(const TrainOptions& options);
// Squared error through low + (high - low) sigmoid, for targets in the range of the training rows.
Objective range_objective(const TargetInfo& target);
// A sum with a bias that starts at the score whose prediction is the target's mean.
std::unique_ptr<Head> biased_sum(const Objective& objective, const TargetInfo& target);

// The head that options.head names; auto is `usual`. Its bias starts as options.bias_start says.
std::unique_ptr<Head> head_of(const TrainOptions& options, std::string_view usual, const Objective& objective,
                              const TargetInfo& target);

// One weight per feature: from 0 where vectors start from normal numbers, else from the same distribution as they.
EmbeddingOptions weight_options(const TrainOptions& options);
// Vectors, from the distribution that options.initializer and init name.
EmbeddingOptions factor_options(const TrainOptions& options);

// The perceptron that options describe. Throws Error(usage) where options.hidden is not a list of widths.
MlpOptions mlp_options(const TrainOptions& options);
// The same with the widths of another option, whose name errors give.
MlpOptions mlp_options(const TrainOptions& options, std::string_view option, std::span<const std::string> widths);

// The settings of notebooks that read MovieLens 1M's occupation as a number and at most three of the 14 commonest
// genres of a film, filled up to three by a trained padding row; `more` beside them.
using Settings = std::vector<std::pair<std::string_view, std::string_view>>;
Settings movielens_genres(const Settings& more);
// The settings of a notebook that encodes all rows, trains on the first 64 % of them as given, validates on the next
// 16 % and keeps the last epoch; `more` beside them.
Settings first_rows_train(const Settings& more);

// Positions of the inputs that were not made by combining others, as crosses and sessions were
// (Derivation::is_elementary).
std::vector<std::size_t> plain_inputs(const Schema& schema, std::string_view model);

// Positions of the inputs that have vectors: all but those whose derivation says no (sessions), and what
// options.linear_only names. Throws Error(usage) for a name that is no field, and if none is left.
std::vector<std::size_t> paired_inputs(const Schema& schema, const TrainOptions& options);

// The defaults of Keras: Adam at 1e-3, embeddings uniform in [-0.05, 0.05], no L2.
void keras_defaults(TrainOptions& options);

// On top of these, vectors of 20 beside a perceptron of two layers of 64 with dropout 0.5, batches of 2048,
// and a stop after 3 epochs without gain.
void perceptron_defaults(TrainOptions& options);

// Rank 40, L2 1e-6 over whole tables, Adam at 1e-3, batches of 64, 10 epochs: how matrix factorization is
// commonly set up in Keras.
void matrix_defaults(TrainOptions& options);

// w_item + <p_user, q_item>: what the models that only rank are made of. Weights of users are declared as well, since
// both terms read the same fields; pairs of one user's items never move them from 0.
ModelPlan ranked_pairs(const Schema& schema, const TrainOptions& options, const TargetInfo& target);

// Positions of the user and item fields among the inputs. Throws Error(usage), naming `model`, when either is
// missing.
std::array<std::size_t, 2> user_and_item(const Schema& schema, std::string_view model);
// Positions of the fields of both sides: ids and attributes of users, ids and attributes of items. Throws Error(usage)
// where ids are missing, and for a field that belongs to neither, such as the hour of an interaction.
struct SideInputs {
  std::vector<std::size_t> users, items;
};
SideInputs side_inputs(const Schema& schema, std::string_view model);
// Matrix factorization without biases: <p_user, q_item>. For interactions, where attributes are to say something of new
// users and items, <sum of the users' vectors, sum of the items' vectors>; with ids alone that is the same.
ModelPlan matrix_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target);
// Of models that read the items of a user's history (terms/item_item.h): what they derive, and where its field is among
// the inputs, if training or the user have made it.
inline constexpr std::string_view user_history = "history:user:item:weighted";
std::optional<std::size_t> history_input(const Schema& schema);
// B for a user's history and an item, and nothing else; `rank`: of the part of B that vectors make. Throws
// Error(usage), naming the model, without ids of users and items.
ModelPlan plan_of_items(const Schema& schema, const TrainOptions& options, ItemWeights weights, std::size_t rank = 0);

// Throws Error(usage) when the schema has no inputs.
void require_inputs(const Schema& schema, std::string_view model);

}  // namespace interplay::models
