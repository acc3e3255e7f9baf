// The linear part of a model by itself: bias and weights that minimise
//   sum_r o_r loss(y_r, b + sum_i x_i w_i) + sum_f lambda_f sum_{j in f} w_j^2,
// with a lambda for each field that the training rows tell. A field's weights are taken as drawn from a normal
// distribution of mean 0 and variance s_f, and s_f is the value that makes what the rows say of the field most likely
// (variance components; Searle, Casella and McCulloch 1992, chapter 6). lambda_f = noise / s_f is a count: a category
// is shrunk as if it had been seen lambda_f more times with no effect. So users and items, dense sets and sparse ones
// get the restraint that suits each, without a search.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

struct LinearFit {
  double bias = 0;
  double noise = 1;  // variance of the targets about the predictions; 1 of binary targets
  struct FieldFit {
    double penalty = 0;          // lambda_f
    std::vector<float> weights;  // of every row of the field's tensor
    std::vector<float> counts;   // what the rows say of each, as a number of rows
  };
  std::vector<FieldFit> fields;  // by slot of the table
};

// Of the model's table of one column, in the units of its scores. By sweeps over the fields, each solved exactly given
// the others (Gauss and Seidel); a loss with a curved link by Newton's steps. Precondition: squared or logistic loss.
// `like`: a fit of other rows, to start at; with `factor` its penalties are kept, all of them times that.
LinearFit fit_linear(const Problem& problem, const Embedding& table, const LinearFit* like = nullptr,
                     std::optional<double> factor = std::nullopt);

}  // namespace interplay
