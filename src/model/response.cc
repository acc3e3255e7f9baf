#include "model/response.h"

#include "objective/ordinal.h"

namespace interplay {

Response::Response(const ModelPlan& plan, const Parameters& parameters) : objective_(plan.objective()) {
  if (const auto cuts = plan.cuts())
    cuts_.assign(parameters[*cuts].data, parameters[*cuts].data + parameters[*cuts].columns);
  if (const auto noise = plan.noise()) {
    const auto deviation = static_cast<double>(*parameters[*noise].data);
    noise_variance_ = deviation * deviation;
  }
}

float Response::prediction(float score) const {
  if (objective_.loss != LossKind::ordinal) return objective_.link.prediction(score);
  return static_cast<float>(level_moments(cuts_, objective_.levels, static_cast<double>(score)).mean);
}

Response::Moments Response::moments(float score) const {
  if (objective_.loss == LossKind::ordinal) {
    const LevelMoments moments = level_moments(cuts_, objective_.levels, static_cast<double>(score));
    return {moments.mean, moments.variance};
  }
  const auto mean = static_cast<double>(objective_.link.prediction(score));
  return {mean, objective_.binary() ? mean * (1 - mean) : noise_variance_};
}

void Response::probabilities(float score, std::span<double> out) const {
  if (objective_.loss == LossKind::ordinal) return level_probabilities(cuts_, static_cast<double>(score), out);
  out[1] = static_cast<double>(objective_.link.prediction(score));
  out[0] = 1 - out[1];
}

std::vector<float> Response::levels(const Objective& objective) {
  if (objective.loss == LossKind::ordinal) return objective.levels;
  return objective.binary() ? std::vector<float>{0, 1} : std::vector<float>{};
}

}  // namespace interplay
