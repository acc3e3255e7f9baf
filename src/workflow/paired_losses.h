// Losses of the same rows by two ways of predicting, compared row by row.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>

namespace interplay {

inline double total(std::span<const double> losses) { return std::accumulate(losses.begin(), losses.end(), 0.0); }

// How much more one loses than the other over all rows, and the standard error of that. Precondition: as many losses of
// each, at least one.
struct LossDifference {
  double excess, standard_error;
};
inline LossDifference loss_difference(std::span<const double> one, std::span<const double> other) {
  double squares = 0;
  for (std::size_t i = 0; i < one.size(); ++i) squares += (one[i] - other[i]) * (one[i] - other[i]);
  const double excess = total(one) - total(other);
  const double variance = squares - excess * excess / static_cast<double>(one.size());
  return {excess, std::sqrt(std::max(variance, 0.0))};
}

}  // namespace interplay
