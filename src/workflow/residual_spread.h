// How far targets lie from predictions, by user and item.
//   in: residuals of held-out rows, of training rows where they are known.  out: factors of ids (ConformalScores).
//   Called by: calibrate.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "model/calibration.h"

namespace interplay {

// Residuals are |T(target) - T(prediction)|. For a field of ids, the row's code of each.
struct RowResiduals {
  std::vector<double> values;
  std::vector<std::vector<std::uint32_t>> codes;  // by field
};

struct SpreadFields {
  std::vector<std::string> names;
  std::vector<std::size_t> codes;  // how many, code 0 included
};

// Fits the factors and takes the scores.
//
// Reference rows are those of `fit`, where a row does not count among its own, and those of `seen` if there are any.
// For an id with n reference rows of a kind, whose residuals are t times as large as those of all on average, let
//   x = log((t n + k) / (n + k)), k = 10, and z = log(1 + n).
// The spread of a row is exp(c + sum over its ids and both kinds of a x + b z), with the same a and b for all ids of a
// field. They minimise the mean of log(spread) + residual / spread over the rows of `fit` (a convex function).
//
// `width(row, reach)`: the length of the interval of row `row` of `fit`. The factors are left out where they do not
// make the mean length of intervals of 0.9 shorter, and where `fit` has fewer than 200 rows.
ConformalScores spread_by_ids(const SpreadFields& fields, const RowResiduals& fit, const RowResiduals& seen,
                              const std::function<double(std::size_t row, double reach)>& width);

}  // namespace interplay
