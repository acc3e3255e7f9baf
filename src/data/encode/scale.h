// Statistics of the training rows of a table, and the scale that numbers get from them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

// Rows of one table, each with the number of training interactions that refer to it.
struct TrainingRows {
  std::span<const std::uint32_t> rows;  // the interactions themselves: each counts once
  std::span<const std::uint32_t>
      uses;  // for an entity table: the number of uses of every row; empty for the interactions

  template <class Visit>
  void each(const Visit& visit) const {
    if (uses.empty()) {
      for (const std::uint32_t row : rows) visit(row, 1u);
      return;
    }
    for (std::uint32_t row = 0; row < uses.size(); ++row)
      if (uses[row] > 0) visit(row, uses[row]);
  }
};

// For every row of an entity's table: how many of these interactions refer to it.
std::vector<std::uint32_t> count_uses(const Entity& entity, std::span<const std::uint32_t> interactions);

struct Moments {
  double count = 0, mean = 0, variance = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
};

// Sums are taken about the first value, so that large values with a small spread (years) keep their digits.
template <class Value>
Moments moments(const TrainingRows& training, const Value& value) {
  Moments m;
  double origin = std::numeric_limits<double>::quiet_NaN(), sum = 0, squares = 0;
  training.each([&](std::uint32_t row, std::uint32_t times) {
    const double x = static_cast<double>(value(row));
    if (std::isnan(x)) return;
    if (m.count == 0) origin = x;
    const double d = x - origin;
    m.count += times;
    sum += times * d;
    squares += times * d * d;
    m.minimum = std::min(m.minimum, x);
    m.maximum = std::max(m.maximum, x);
  });
  if (m.count == 0) return {.minimum = 0, .maximum = 0};
  m.mean = origin + sum / m.count;
  m.variance = std::max(0.0, squares / m.count - (sum / m.count) * (sum / m.count));
  return m;
}

// If a number of the training rows lies more than this many deviations from the mean, its column has a heavy tail: one
// such row, in a step of descent, moves a weight 64 times as far as an ordinary one. Among n rows none can lie further
// out than (n - 1)^1/2; among ten million numbers of a normal distribution none is expected beyond 5.5.
constexpr float far_out = 8;

// Sets range and mean.
void set_range(Field& field, const Moments& moments);

// Sets how models see the numbers of an input (Field: range, mean, scale, curve, knots, limit) by the values of the
// training rows; for other fields only range and mean. `how` is DataOptions::numeric_scale. A column without spread
// keeps scale 1. Throws Error(usage) for another `how`.
void set_scale(Field& field, const TrainingRows& training, std::span<const float> values, std::string_view how);

}  // namespace interplay
