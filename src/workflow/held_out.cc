#include "workflow/held_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "interplay/metrics.h"
#include "model/safetensors.h"
#include "solvers/monitor.h"
#include "workflow/kept_negatives.h"

namespace interplay {

std::vector<float> HeldOut::predict(const Parameters& parameters, std::vector<float>* scores) const {
  const double kept = problem_.plan.objective().binary() ? problem_.options.keep_negatives : 1;
  if (draws_ == 0) return corrected_for(kept, predict_all(parameters, problem_.options.clip, scores));
  if (scores != nullptr) predict_all(parameters, false, scores);
  return corrected_for(kept, mean());
}

std::vector<float> HeldOut::predict_all(const Parameters& parameters, bool clip, std::vector<float>* scores) const {
  std::vector<float> own = predictor_.predict(parameters, clip, scores);
  if (!problem_.cluster.several()) return own;
  const Phase phase(problem_.cluster, "held-out rows");
  const auto gather_all = [&](std::vector<float> part) {
    std::vector<float> all(rows_.size());
    std::ranges::copy(part, all.begin() + static_cast<std::ptrdiff_t>(shares_.first));
    problem_.cluster.allgatherv(std::span(all), shares_.cuts);
    return all;
  };
  if (scores != nullptr) *scores = gather_all(std::move(*scores));
  return gather_all(std::move(own));
}

void HeldOut::add_draw(const Parameters& parameters) {
  if (rows_.empty()) return;
  const std::vector<float> drawn = predict_all(parameters, false);
  sum_.resize(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) sum_[i] += static_cast<double>(drawn[i]);
  ++draws_;
}

void HeldOut::store(const std::string& prefix, std::vector<StoredTensor>& tensors) const {
  tensors.push_back({prefix + "/draws", TensorType::i64, {1}, as_bytes(std::span(&draws_, 1))});
  tensors.push_back({prefix + "/sum", TensorType::f64, {sum_.size()}, as_bytes(std::span<const double>(sum_))});
}

void HeldOut::load(const std::string& prefix, const SafetensorsFile& file) {
  const auto draws = file.values<std::int64_t>(prefix + "/draws", TensorType::i64);
  const auto sum = file.values<double>(prefix + "/sum", TensorType::f64);
  if (draws.size() != 1 || sum.size() != (draws[0] > 0 ? rows_.size() : 0))
    file.fail(fmt::format("has another size of '{}'", prefix));
  draws_ = draws[0];
  sum_.assign(sum.begin(), sum.end());
}

std::vector<float> HeldOut::mean() const {
  std::vector<float> result(rows_.size());
  const bool limit = problem_.plan.clips(problem_.options.clip);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto value = static_cast<float>(sum_[i] / static_cast<double>(draws_));
    result[i] = limit ? std::clamp(value, target_.low, target_.high) : value;
  }
  return result;
}

namespace {

std::vector<const Metric*> validation_metrics(const TrainOptions& options, bool binary) {
  std::vector<const Metric*> chosen;
  if (binary) {
    chosen = {&metric("logloss"), &metric("auc"), &metric("accuracy")};
  } else {
    chosen = {&metric("rmse"), &metric("mae")};
  }
  const auto monitor = monitor_of(options, measured(binary), true);
  if (monitor && monitor->valid && !monitor->valid_loss()) {
    const Metric* monitored = &metric(monitor->metric);
    if (std::find(chosen.begin(), chosen.end(), monitored) == chosen.end()) chosen.push_back(monitored);
  }
  return chosen;
}

// Of the objective over the rows, without clipping: what Keras calls the loss, less penalties.
double mean_loss(const Objective& objective, const LossInput& rows) {
  double total = 0;
  for (std::size_t r = 0; r < rows.rows(); ++r) total += rows.weight_of(r);
  if (!(total > 0)) return std::numeric_limits<double>::quiet_NaN();
  return objective.loss_factor() * objective.total(rows) / total;
}

}  // namespace

Validate validate_on(const HeldOut& held_out, const Problem& problem, const TargetInfo& target,
                     std::span<const float> targets) {
  if (held_out.rows().empty()) return {};
  const auto monitor = monitor_of(problem.options, measured(target.binary), true);
  const bool wants_loss = monitor && monitor->valid_loss();
  return [&held_out, &problem, wants_loss, metrics = validation_metrics(problem.options, target.binary),
          expected = gather(targets, held_out.rows()), seen = gather(problem.target, held_out.rows()),
          weight = gather(problem.weight, held_out.rows())](const Parameters& parameters) {
    std::vector<float> scores;
    const std::vector<float> predicted = held_out.predict(parameters, wants_loss ? &scores : nullptr);
    MetricValues values;
    for (const Metric* metric : metrics) {
      values.emplace_back(metric->name, metric->compute(predicted, expected, weight));
    }
    if (wants_loss)
      values.emplace_back("loss",
                          mean_loss(problem.plan.objective(), {.score = scores, .target = seen, .weight = weight}));
    return values;
  };
}

}  // namespace interplay
