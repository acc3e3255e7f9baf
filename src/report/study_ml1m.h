// What the studies on MovieLens 1M share.
#pragma once

#include "report/study.h"

namespace interplay::report {

// Heads of the three tables and of their join, with counts. Returns the ratings with users and movies.
Dataset show_movielens_1m(Study& study);

// Layers of the first and second order, over occupation as a number, user, item and genres, each table with one row
// more than the largest id.
std::vector<Layer> factorization_layers(const Dataset& data, std::uint64_t rank);

// Why occupation, genres and tables differ from what one would choose.
void explain_features(Study& study, const Model& model, std::span<const Layer> layers);

}  // namespace interplay::report
