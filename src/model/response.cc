#include "model/response.h"

#include "objective/ordinal.h"

namespace interplay {

Response::Response(const ModelPlan& plan, const Parameters& parameters) : objective_(plan.objective()) {
  if (const auto thresholds = plan.thresholds())
    thresholds_.assign(parameters[*thresholds].data, parameters[*thresholds].data + parameters[*thresholds].columns);
  if (const auto noise = plan.noise()) {
    const auto deviation = static_cast<double>(*parameters[*noise].data);
    noise_variance_ = deviation * deviation;
  }
}

float Response::prediction(float score, float deviation) const {
  if (!objective_.link.needs_thresholds()) {
    const float inner = objective_.link.prediction(score);
    if (objective_.target_scale.identity()) return inner;
    const double variance = noise_variance_ * static_cast<double>(deviation) * static_cast<double>(deviation);
    return static_cast<float>(objective_.target_scale.outer_moments(static_cast<double>(inner), variance).mean);
  }
  return static_cast<float>(
      level_moments(thresholds_, objective_.levels, static_cast<double>(score), static_cast<double>(deviation)).mean);
}

Response::Moments Response::moments(float score, float deviation) const {
  if (objective_.link.needs_thresholds()) {
    const LevelMoments moments =
        level_moments(thresholds_, objective_.levels, static_cast<double>(score), static_cast<double>(deviation));
    return {moments.mean, moments.variance};
  }
  const auto mean = static_cast<double>(objective_.link.prediction(score)), relative = static_cast<double>(deviation);
  if (objective_.binary()) return {mean, mean * (1 - mean)};
  const TargetScale::Moments target =
      objective_.target_scale.outer_moments(mean, noise_variance_ * relative * relative);
  return {target.mean, target.variance};
}

Response::Moments Response::inner_moments(float score, float deviation) const {
  const auto relative = static_cast<double>(deviation);
  return {static_cast<double>(objective_.link.prediction(score)), noise_variance_ * relative * relative};
}

void Response::probabilities(float score, float deviation, std::span<double> out) const {
  if (objective_.link.needs_thresholds())
    return level_probabilities(thresholds_, static_cast<double>(score), out, static_cast<double>(deviation));
  out[1] = static_cast<double>(objective_.link.prediction(score));
  out[0] = 1 - out[1];
}

std::vector<float> Response::levels(const Objective& objective) {
  if (objective.loss->target() == TargetKind::levels) return objective.levels;
  return objective.binary() ? std::vector<float>{0, 1} : std::vector<float>{};
}

RowNoise::RowNoise(const ModelPlan& plan, const Batch& batch) : rows_(batch.rows) {
  for (const auto& [input, tensor] : plan.id_noise()) {
    const FieldView& view = batch.fields[input];
    ids_.push_back({tensor, &view, std::get<CategoricalColumn>(*view.column).codes.data()});
  }
}

float RowNoise::deviation(const Parameters& parameters, std::size_t row) const {
  float product = 1;
  for (const Ids& ids : ids_) product *= *parameters[ids.tensor].row(ids.codes[ids.view->row(rows_[row])]);
  return product;
}

}  // namespace interplay
