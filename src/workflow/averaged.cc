#include "interplay/averaged.h"

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/read.h"
#include "model/implementation.h"

namespace interplay {
namespace {

std::string_view what(const TargetInfo& target) {
  if (!target.known) return "places in lists";
  if (target.binary) return "probabilities of a target of 0 and 1";
  return target.levels.empty() ? "numbers" : "levels";
}

void check_agreement(std::span<const Model> models) {
  const TargetInfo& first = implementation_of(models.front()).target;
  for (const Model& model : models) {
    const TargetInfo& target = implementation_of(model).target;
    if (!target.known || what(target) != what(first) || target.levels != first.levels)
      throw Error(Code::usage,
                  fmt::format("a model '{}' predicts {} and a model '{}' {}: they have no mean", models.front().name(),
                              what(first), model.name(), what(target)),
                  "average models that were trained on the same target");
  }
}

std::vector<float> mean_of(std::span<const Model> models, std::span<const std::string> paths,
                           const DataOptions& options, int threads) {
  std::vector<double> sums;
  for (const Model& model : models) {
    const std::vector<float> predicted = model.predict(read_for(model, paths, options, threads), {}, threads);
    sums.resize(predicted.size());
    for (std::size_t row = 0; row < predicted.size(); ++row) sums[row] += static_cast<double>(predicted[row]);
  }
  std::vector<float> mean;
  mean.reserve(sums.size());
  for (const double sum : sums) mean.push_back(static_cast<float>(sum / static_cast<double>(models.size())));
  return mean;
}

}  // namespace

std::vector<float> predict_averaged(std::span<const Model> models, std::span<const std::string> paths,
                                    const DataOptions& options, int threads) {
  check_agreement(models);
  return mean_of(models, paths, options, threads);
}

Evaluation evaluate_averaged(std::span<const Model> models, std::span<const std::string> paths,
                             const DataOptions& options, std::span<const std::string> names, int threads) {
  check_agreement(models);
  for (const std::string& name : names)
    if (named_metric(name).rows == nullptr)
      throw Error(Code::usage, fmt::format("metric '{}' is of lists, and the mean of models is measured by rows", name),
                  "leave it out, or measure each model by itself");
  const Dataset data = read_for(models.front(), paths, options, threads);
  Evaluation result = evaluate(models.front(), data, {}, names, threads);
  const std::vector<float> mean = mean_of(models, paths, options, threads);
  for (auto& [name, value] : result.metrics)
    value = named_metric(name).rows->compute(mean, data.target(), data.weight());
  return result;
}

}  // namespace interplay
