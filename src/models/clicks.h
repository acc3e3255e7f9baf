// Shared by the models for clicks: targets of 0 and 1, and 10 to 40 fields.
#pragma once

#include <string_view>
#include <vector>

#include "models/parts.h"
#include "models/table.h"
#include "terms/weighted_pairs.h"

namespace interplay::models {

// Adam at 1e-3, batches of 512, vectors of 16 from small normal numbers, dropout behind hidden layers, no L2, a
// stop after 2 epochs without gain.
void click_defaults(TrainOptions& options);

// The options that these models read, and `more`.
std::vector<std::string_view> click_options(std::vector<std::string_view> more);
// Those of their perceptrons, and linear_part.
std::vector<std::string_view> click_perceptron_options(std::vector<std::string_view> more);

// Positions of the inputs with vectors, of which there are at least two. Throws Error(usage).
std::vector<std::size_t> click_inputs(const Schema& schema, const TrainOptions& options, std::string_view model);

// With options.linear_part, the first term: sum_i x_i w_i.
void add_linear_part(const TrainOptions& options, ModelPlan& plan);

// Vectors whose squares nothing reads.
EmbeddingOptions vector_options(const TrainOptions& options);

// b + first order + sum over f < g of v_f^T W_fg v_g (terms/weighted_pairs.h); the first order is options.linear_form.
ModelPlan weighted_pairs_plan(const Schema& schema, const TrainOptions& options, const TargetInfo& target,
                              PairForm form);

}  // namespace interplay::models
