// Losses of the same rows by two ways of predicting, compared row by row.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace interplay {

// The losses that are compared, by row: what people will see, squared errors of clipped predictions or the log loss.
inline void append_losses(std::span<const float> predicted, std::span<const float> expected,
                          std::span<const float> weight, bool binary, std::vector<double>& losses) {
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const double o = weight.empty() ? 1.0 : static_cast<double>(weight[i]), p = static_cast<double>(predicted[i]);
    const double y = static_cast<double>(expected[i]);
    losses.push_back(o * (binary ? -std::log(std::clamp(y == 1 ? p : 1 - p, 1e-12, 1.0)) : (p - y) * (p - y)));
  }
}

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

// Fewer rows decide nothing that asks for less restraint.
inline constexpr std::size_t least_deciding_rows = 30;

// Whether rows have smaller losses by one way than by the other. What asks for no more restraint than the other has to
// be better beyond what chance makes of these rows: by more than the standard error of the mean difference, and where
// `one` is the best of k that were tried, by more than sqrt(2 ln k) of them, which is what the largest of k differences
// without any meaning comes to.
enum class Than { freer, stricter };
inline bool better(std::span<const double> one, std::span<const double> other, Than other_is, std::size_t tried = 1) {
  if (one.empty() || other.empty()) return false;
  if (other_is == Than::freer) return total(one) < total(other);
  if (other.size() < least_deciding_rows) return false;
  const LossDifference gain = loss_difference(other, one);
  return gain.excess > std::max(1.0, std::sqrt(2 * std::log(static_cast<double>(tried)))) * gain.standard_error;
}

}  // namespace interplay
