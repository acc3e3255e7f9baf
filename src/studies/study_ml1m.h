// Shared by the studies on MovieLens 1M.
#pragma once

#include "studies/study.h"

namespace interplay::report {

// Heads of the three tables and of their join, with counts. Returns the ratings with users and movies.
Dataset show_movielens_1m(Study& study);

// Layers of the first and second order, over occupation as a number, user, item and genres, each table with one row
// more than the largest id.
std::vector<Layer> factorization_layers(const Dataset& data, std::uint64_t rank);

// The section "The model": the notebook's layers, why its features and tables differ from what one would
// choose, and the parts of `model`, whose diagram is called after `name`.
void show_model(Study& study, const Model& model, std::span<const Layer> layers, std::string_view name);

}  // namespace interplay::report
