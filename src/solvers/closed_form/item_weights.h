// The weights of an item-item term from the interactions.
//   in: X.  out: the term's tensors.  Called by: the solver closed_form.
#pragma once

#include <functional>

#include "base/task_pool.h"
#include "interplay/options.h"
#include "solvers/closed_form/interactions.h"
#include "terms/item_item.h"

namespace interplay {

// Cosines of the columns of X, with their products in the numerator weighted as options.interaction_weighting says:
//   B_ij = sum_u z_ui z_uj / (|z_i| |z_j| + shrinkage).
//   tfidf: z = sqrt(x) idf_u,  bm25: z = idf_u x (k + 1) / (x + k (1 - b + b n_i / mean n)), n_i the sum of x_ui,
//   idf_u = log(items / (1 + items of u)), from 0 up; k = 1.2, b = 0.75.
// Cosines that are not above 0 are left out.
void fit_similarity(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                    const TaskPool& pool);

// Chances of walks of two steps, from item j to a user v of it and on to item i, with n the sums of x by item and user:
//   B_ij = sum_v (x_vj / n_j)^a (x_vi / n_v)^a / n_i^b,  a = options.walk_alpha, b = options.walk_beta.
// Powers below 1 count users of many items, and items of many users, for more than chances would; b takes back some of
// what popular items gain. Paudel et al. 2016, RP3beta, whose first step, from the user to j, is the weight x_uj.
void fit_walks(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
               const TaskPool& pool);

// With z_ui = x_ui / sqrt(n_u n_i) and the columns of V an orthonormal basis of the space of the leading right singular
// vectors of Z (low_pass.h), as many as the term's vectors have numbers:
//   W_ij = sum_u z_ui z_uj,  from_j = V_j / sqrt(n_j),  to_i = options.low_pass sqrt(n_i) V_i.
// Shen et al. 2021, "How Powerful is Graph Convolution for Recommendation?" (GF-CF). Returns false if keep_going says
// no.
bool fit_filter(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                const TaskPool& pool, const std::function<bool(double)>& keep_going);

// The B of zero diagonal that makes |X - X B|^2 + l2 |B|^2 least: B_ij = -P_ij / P_ii with P = (X'X + l2 I)^-1 (Steck
// 2019). Where not all weights are kept, the largest in absolute value are. Returns false if keep_going says no. Throws
// Error(usage) before it takes more memory than there is.
bool fit_regression(const Interactions& x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                    const TaskPool& pool, const std::function<bool(double)>& keep_going);

}  // namespace interplay
