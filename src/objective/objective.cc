#include "objective/objective.h"

#include <algorithm>
#include <cmath>

#include "objective/normal.h"

namespace interplay {

float Link::prediction(float score) const {
  switch (kind) {
    case LinkKind::identity:
      return score;
    case LinkKind::relu:
      return score > 0 ? score : (std::isnan(score) ? score : 0.0f);
    case LinkKind::range_sigmoid:
      return low + (high - low) * sigmoid(score);
    case LinkKind::logistic:
      return sigmoid(score);
    case LinkKind::probit:
      return static_cast<float>(normal_cdf(static_cast<double>(score)));
    case LinkKind::ordinal:
      return score;
  }
  return score;
}

float Link::slope(float score, float prediction) const {
  switch (kind) {
    case LinkKind::identity:
      return 1;
    case LinkKind::relu:
      return score > 0 ? 1.0f : 0.0f;
    case LinkKind::range_sigmoid: {
      // (high - low) p (1 - p); both factors from a sigmoid, so that neither loses digits near the ends.
      return (high - low) * sigmoid(score) * sigmoid(-score);
    }
    case LinkKind::logistic:
      return prediction * sigmoid(-score);
    case LinkKind::probit:
      return static_cast<float>(normal_density(static_cast<double>(score)));
    case LinkKind::ordinal:
      return 1;
  }
  return 1;
}

float Link::inverse(float target) const {
  if (kind == LinkKind::identity || kind == LinkKind::relu) return target;
  if (kind == LinkKind::ordinal) return 0;
  const bool probability = kind == LinkKind::logistic || kind == LinkKind::probit;
  const float from = probability ? 0.0f : low, to = probability ? 1.0f : high;
  if (!(to > from)) return 0;
  const double p = std::clamp((static_cast<double>(target) - from) / (static_cast<double>(to) - from), 1e-3, 0.999);
  return static_cast<float>(kind == LinkKind::probit ? normal_quantile(p) : std::log(p / (1 - p)));
}

std::string_view name(LinkKind kind) {
  switch (kind) {
    case LinkKind::identity:
      return "identity";
    case LinkKind::relu:
      return "relu";
    case LinkKind::range_sigmoid:
      return "range_sigmoid";
    case LinkKind::logistic:
      return "logistic";
    case LinkKind::probit:
      return "probit";
    case LinkKind::ordinal:
      return "ordinal";
  }
  return "?";
}

std::string_view name(LossKind kind) {
  switch (kind) {
    case LossKind::squared:
      return "squared";
    case LossKind::logistic:
      return "logistic";
    case LossKind::probit:
      return "probit";
    case LossKind::ordinal:
      return "ordinal";
  }
  return "?";
}

std::pair<float, float> Objective::range() const {
  return target_scale.identity() ? std::pair(link.low, link.high) : target_range;
}

double Objective::value(float score, float target) const {
  if (loss == LossKind::squared) {
    const double error = static_cast<double>(link.prediction(score)) - target;
    return error * error;
  }
  // For y = 0, 1 - Phi(s) = Phi(-s).
  if (loss == LossKind::probit)
    return -std::log(
        std::max(normal_cdf(target == 1.0f ? static_cast<double>(score) : -static_cast<double>(score)), 1e-300));
  // log(1 + exp(s)) - y s: equal to the definition, finite for any finite score.
  const double s = score;
  return std::max(s, 0.0) + std::log1p(std::exp(-std::abs(s))) - target * s;
}

float Objective::gradient(float score, float target) const {
  if (loss == LossKind::logistic) {
    // For y = 1, sigmoid(s) - 1 = -sigmoid(-s).
    return target == 1.0f ? -sigmoid(-score) : sigmoid(score) - target;
  }
  if (loss == LossKind::probit) {
    const double s = target == 1.0f ? static_cast<double>(score) : -static_cast<double>(score);
    const double slope = normal_density(s) / std::max(normal_cdf(s), 1e-300);
    return static_cast<float>(target == 1.0f ? -slope : slope);
  }
  const float prediction = link.prediction(score);
  return 2 * (prediction - target) * link.slope(score, prediction);
}

}  // namespace interplay
