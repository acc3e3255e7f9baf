// Fits the linear part of a model alone: the bias and weights that minimise
//   sum_r o_r loss(y_r, b + sum_i x_i w_i) + sum_f lambda_f sum_{j in f} w_j^2,
// with a lambda for each field that is estimated from the training rows. The weights of field f are regarded as drawn
// from a normal distribution with mean 0 and variance s_f, and s_f is the value under which the rows are most likely
// (variance components; Searle, Casella and McCulloch 1992, chapter 6). lambda_f = noise / s_f is a count: a category
// is shrunk as if it had occurred in lambda_f more rows without any effect. So users and items, in dense and in sparse
// data, get the penalty that suits them, without a search.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

struct LinearFit {
  double bias = 0;
  double noise = 1;  // variance of the targets about the predictions; 1 for binary targets
  struct FieldFit {
    double penalty = 0;          // lambda_f
    std::vector<float> weights;  // one for every row of the field's tensor
    std::vector<float> counts;   // the evidence on each weight, as a number of rows
  };
  std::vector<FieldFit> fields;  // by slot of the table
};

// Fits the model's table of one column, in the units of its scores, by sweeps over the fields, each solved exactly
// given the others (Gauss-Seidel), with Newton steps for a loss with a curved link. Precondition: squared or logistic
// loss. `like`: a fit of other rows, to start from. With `factor`, the penalties of `like` are kept, all multiplied by
// it.
LinearFit fit_linear(const Problem& problem, const Embedding& table, const LinearFit* like = nullptr,
                     std::optional<double> factor = std::nullopt);

}  // namespace interplay
