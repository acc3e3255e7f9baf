#include "interplay/schema.h"

#include <algorithm>
#include <cmath>

#include "data/inputs.h"
#include "interplay/dataset.h"

namespace interplay {

namespace {

// Between two knots the share grows linearly with the number; at equal knots it is the middle of their shares.
float rank_of(const std::vector<float>& knots, float value) {
  const auto [low, high] = std::equal_range(knots.begin(), knots.end(), value);
  const auto below = static_cast<float>(low - knots.begin()), last = static_cast<float>(knots.size() - 1);
  if (low != high) return (below + static_cast<float>(high - low - 1) / 2) / last;
  if (low == knots.begin()) return 0;
  if (low == knots.end()) return 1;
  return (below - 1 + (value - low[-1]) / (*low - low[-1])) / last;
}

float limited(const Field& field, float x) { return field.limit > 0 ? std::clamp(x, -field.limit, field.limit) : x; }

}  // namespace

float bent(const Field& field, float value) {
  if (field.curve == Curve::logarithm) return std::copysign(std::log1p(std::abs(value)), value);
  if (field.curve == Curve::ranks && !std::isnan(value) && field.knots.size() > 1) return rank_of(field.knots, value);
  return value;
}

float seen_by_curve(const Field& field, float value) {
  return limited(field, (bent(field, value) - field.mean) / field.scale);
}

float seen(const Field& field, std::uint32_t code, float value) {
  if (field.scales.empty() || code == 0) return value;
  return limited(field, bent(field, value) / field.scales[code - 1]);
}

std::string_view name(Curve curve) {
  switch (curve) {
    case Curve::straight:
      return "straight";
    case Curve::logarithm:
      return "logarithm";
    case Curve::ranks:
      return "ranks";
  }
  return "unknown";
}

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::numeric:
      return "numeric";
    case Kind::categorical:
      return "categorical";
    case Kind::multi:
      return "multi";
  }
  return "unknown";
}

std::string_view name(Role role) {
  switch (role) {
    case Role::feature:
      return "feature";
    case Role::user:
      return "user";
    case Role::item:
      return "item";
    case Role::target:
      return "target";
    case Role::weight:
      return "weight";
    case Role::time:
      return "time";
    case Role::group:
      return "group";
    case Role::title:
      return "title";
  }
  return "unknown";
}

std::string_view name(Pooling pooling) {
  switch (pooling) {
    case Pooling::mean:
      return "mean";
    case Pooling::sum:
      return "sum";
    case Pooling::sqrt:
      return "sqrt";
    case Pooling::padded_mean:
      return "padded_mean";
  }
  return "unknown";
}

std::optional<std::size_t> Schema::find(std::string_view wanted) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == wanted) return i;
  return std::nullopt;
}

std::optional<std::size_t> Schema::find(Role wanted) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].role == wanted) return i;
  return std::nullopt;
}

std::vector<std::size_t> Schema::inputs() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (is_input(fields[i])) found.push_back(i);
  }
  return found;
}

}  // namespace interplay
