#include "model/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "data/encode/encode_codes.h"
#include "data/inputs.h"
#include "interplay/error.h"
#include "interplay/model.h"
#include "model/implementation.h"
#include "model/response.h"
#include "model/scorer.h"
#include "objective/normal.h"

namespace interplay {
namespace {

bool same_vocabulary(const Vocabulary& a, const Vocabulary& b) {
  if (a.size() != b.size()) return false;
  if (a.empty()) return true;
  if (a.hashed() || b.hashed()) return a == b;
  return a.integers() == b.integers() && a.id(1) == b.id(1) && a.id(a.size()) == b.id(b.size());
}

}  // namespace

namespace {

constexpr std::size_t rows_per_task = 16384;

// Running mean and sum of squared distances from it (Welford 1962), and the sum of the targets' variances.
struct Spread {
  std::vector<double> mean, squares, variances;

  explicit Spread(std::size_t rows) : mean(rows, 0.0), squares(rows, 0.0), variances(rows, 0.0) {}
  void add(std::size_t row, std::size_t member, Response::Moments moments) {
    const double change = moments.mean - mean[row];
    mean[row] += change / static_cast<double>(member + 1);
    squares[row] += change * (moments.mean - mean[row]);
    variances[row] += moments.variance;
  }
};

template <class Visit>
void each_row(std::size_t rows, const TaskPool& pool, const Visit& visit) {
  pool.run((rows + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
    const std::size_t end = std::min(rows, (task + 1) * rows_per_task);
    for (std::size_t i = task * rows_per_task; i < end; ++i) visit(i);
  });
}

std::vector<std::uint32_t> all_when_empty(std::span<const std::uint32_t>& rows, const Dataset& data) {
  std::vector<std::uint32_t> all;
  if (rows.empty()) rows = all = all_rows(data.rows);
  return all;
}

void check_finite(std::span<const float> values, std::size_t columns, std::span<const std::uint32_t> rows,
                  std::string_view what = "prediction") {
  const auto overflow = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (overflow == values.end()) return;
  throw Error(Code::bad_data,
              fmt::format("the {} for row {} is not a finite number", what,
                          rows[static_cast<std::size_t>(overflow - values.begin()) / columns] + 1),
              "correct the row's numbers, which lie far from those of the training rows, or leave it out");
}

}  // namespace

template <class Visit>
void Predictor::each_member(const ParameterSets& members, const Visit& visit) const {
  std::vector<float> scores(batch_.size());
  MemberReader reader(members, plan_, batch_);
  for (std::size_t m = 0; m < members.size(); ++m) {
    const Parameters& member = reader[m];
    scorer_.score(member, scores);
    visit(m, member, scores);
  }
}

std::vector<float> Predictor::predict(const ParameterSets& members, bool clip) const {
  if (members.size() > 1) return predict_with_deviation(members, clip).mean;
  return predict(MemberReader(members, plan_, batch_)[0], clip);
}

std::vector<float> Predictor::predict(const Parameters& parameters, bool clip, std::vector<float>* scores) const {
  std::vector<float> result(batch_.size());
  const bool limit = plan_.clips(clip);
  const Response response(plan_, parameters);
  scorer_.score(parameters, result);
  if (scores != nullptr) *scores = result;
  each_row(result.size(), pool_, [&](std::size_t i) {
    const float value = response.prediction(result[i], noise_.deviation(parameters, i));
    result[i] = limit ? std::clamp(value, target_.low, target_.high) : value;
  });
  return result;
}

Model::Prediction Predictor::predict_with_deviation(const ParameterSets& members, bool clip,
                                                    const ProbabilityCurve* curve) const {
  const std::size_t count = batch_.size();
  const bool limit = plan_.clips(clip);
  Model::Prediction result{std::vector<float>(count), std::vector<float>(count, 0.0f), std::vector<float>(count)};
  Spread spread(count);
  each_member(members, [&](std::size_t m, const Parameters& member, std::span<const float> scores) {
    const Response response(plan_, member);
    each_row(count, pool_,
             [&](std::size_t i) { spread.add(i, m, response.moments(scores[i], noise_.deviation(member, i))); });
  });
  const auto number = static_cast<double>(members.size());
  if (curve != nullptr) {
    Spread corrected(count);
    each_member(members, [&](std::size_t m, const Parameters& member, std::span<const float> scores) {
      const Response response(plan_, member);
      each_row(count, pool_, [&](std::size_t i) {
        const double p = (*curve)(response.prediction(scores[i], noise_.deviation(member, i)));
        corrected.add(i, m, {p, p * (1 - p)});
      });
    });
    each_row(count, pool_, [&](std::size_t i) {
      result.mean[i] = (*curve)(static_cast<float>(spread.mean[i]));
      const double p = result.mean[i];
      result.deviation[i] =
          static_cast<float>(members.size() > 1 ? std::sqrt(corrected.squares[i] / (number - 1)) : 0.0);
      result.predictive[i] = static_cast<float>(std::sqrt(p * (1 - p)));
    });
    return result;
  }
  each_row(count, pool_, [&](std::size_t i) {
    const auto value = static_cast<float>(spread.mean[i]);
    result.mean[i] = limit ? std::clamp(value, target_.low, target_.high) : value;
    const double between = members.size() > 1 ? spread.squares[i] / (number - 1) : 0;
    result.deviation[i] = static_cast<float>(std::sqrt(between));
    result.predictive[i] = static_cast<float>(std::sqrt(between + spread.variances[i] / number));
  });
  return result;
}

Model::Interval Predictor::intervals(const ParameterSets& members, double share, bool clip) const {
  const std::size_t count = batch_.size();
  Model::Interval result{std::vector<float>(count), std::vector<float>(count)};
  const double below = (1 - share) / 2, above = (1 + share) / 2;
  const std::vector<float> levels = Response::levels(plan_.objective());
  if (!levels.empty()) {
    const std::vector<float> by_level = probabilities(members);
    each_row(count, pool_, [&](std::size_t i) {
      const auto quantile = [&](double part) {
        double sum = 0;
        for (std::size_t k = 0; k < levels.size(); ++k)
          if ((sum += static_cast<double>(by_level[i * levels.size() + k])) >= part) return levels[k];
        return levels.back();
      };
      result.low[i] = quantile(below);
      result.high[i] = quantile(above);
    });
    return result;
  }
  const Spreads inner = inner_moments(members);
  const double reach = normal_quantile(above);
  const TargetScale& scale = plan_.objective().target_scale;
  each_row(count, pool_, [&](std::size_t i) {
    const auto end = [&](double value_inside) {
      const auto value = static_cast<float>(scale.outer(value_inside));
      return plan_.clips(clip) ? std::clamp(value, target_.low, target_.high) : value;
    };
    result.low[i] = end(inner.centre[i] - reach * inner.spread[i]);
    result.high[i] = end(inner.centre[i] + reach * inner.spread[i]);
  });
  return result;
}

Predictor::Spreads Predictor::inner_moments(const ParameterSets& members) const {
  const std::size_t count = batch_.size();
  Spread spread(count);
  each_member(members, [&](std::size_t m, const Parameters& member, std::span<const float> scores) {
    const Response response(plan_, member);
    each_row(count, pool_,
             [&](std::size_t i) { spread.add(i, m, response.inner_moments(scores[i], noise_.deviation(member, i))); });
  });
  const auto number = static_cast<double>(members.size());
  Spreads result{std::move(spread.mean), std::vector<double>(count)};
  each_row(count, pool_, [&](std::size_t i) {
    const double between = members.size() > 1 ? spread.squares[i] / (number - 1) : 0;
    result.spread[i] = std::sqrt(between + spread.variances[i] / number);
  });
  return result;
}

Predictor::Spreads Predictor::spreads(const ParameterSets& members, bool clip, const ConformalScores& scores) const {
  const TargetScale& scale = plan_.objective().target_scale;
  if (scores.by_posterior) {
    Spreads result = inner_moments(members);
    for (double& centre : result.centre) centre = scale.shift + scale.scale * centre;
    for (double& spread : result.spread) spread *= scale.scale;
    return result;
  }
  const std::vector<float> predicted = predict(members, clip);
  const RowSpread spread(scores, batch_);
  Spreads result{std::vector<double>(predicted.size()), std::vector<double>(predicted.size())};
  each_row(predicted.size(), pool_, [&](std::size_t i) {
    result.centre[i] = scale.transformed(static_cast<double>(predicted[i]));
    result.spread[i] = spread(i);
  });
  return result;
}

Model::Interval Predictor::intervals(const ParameterSets& members, double share, bool clip,
                                     const ConformalScores& scores) const {
  const TargetScale& scale = plan_.objective().target_scale;
  const Spreads at = spreads(members, clip, scores);
  const double reach = scores.quantile(share);
  const std::size_t count = batch_.size();
  Model::Interval result{std::vector<float>(count), std::vector<float>(count)};
  const bool limit = plan_.clips(clip);
  each_row(count, pool_, [&](std::size_t i) {
    const auto end = [&](double value) {
      const auto restored = static_cast<float>(std::isfinite(value) ? scale.restored(value) : value);
      return limit ? std::clamp(restored, target_.low, target_.high) : restored;
    };
    // A spread of 0 times an infinite reach has no value.
    const double half = std::isfinite(reach) ? reach * at.spread[i] : reach;
    result.low[i] = end(at.centre[i] - half);
    result.high[i] = end(at.centre[i] + half);
  });
  return result;
}

std::vector<float> Predictor::probabilities(const ParameterSets& members) const {
  const std::size_t rows = batch_.size(), count = Response::levels(plan_.objective()).size();
  std::vector<double> sums(rows * count, 0.0);
  each_member(members, [&](std::size_t, const Parameters& member, std::span<const float> scores) {
    const Response response(plan_, member);
    pool_.run((rows + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
      std::vector<double> drawn(count);
      for (std::size_t i = task * rows_per_task; i < std::min(rows, (task + 1) * rows_per_task); ++i) {
        response.probabilities(scores[i], noise_.deviation(member, i), drawn);
        for (std::size_t k = 0; k < count; ++k) sums[i * count + k] += drawn[k];
      }
    });
  });
  std::vector<float> result(sums.size());
  std::ranges::transform(sums, result.begin(),
                         [&](double sum) { return static_cast<float>(sum / static_cast<double>(members.size())); });
  return result;
}

std::vector<float> gather(std::span<const float> values, std::span<const std::uint32_t> rows) {
  std::vector<float> result;
  if (values.empty()) return result;
  result.reserve(rows.size());
  for (const std::uint32_t row : rows) result.push_back(values[row]);
  return result;
}

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

namespace {

// The position among the data's fields of an input of the model; none if it is the star's own: of an entity's table,
// which the data has with the same rows.
std::optional<std::size_t> place_of(const Dataset& data, const FieldIndex& names, const Star& star,
                                    const Field& wanted) {
  if (const auto found = names.named(wanted.name)) return found;
  const std::size_t table = wanted.table;
  const bool shared = table > 0 && table <= data.entities.size() &&
                      data.entities[table - 1].name == star.entities[table - 1].name &&
                      same_vocabulary(data.entities[table - 1].keys, star.entities[table - 1].keys);
  return shared ? std::nullopt : std::optional(data.schema.fields.size());
}

}  // namespace

std::vector<FieldView> views_for(const Dataset& data, const Star& star) {
  std::vector<FieldView> views;
  const FieldIndex names(data.schema);
  bool same = true;
  std::size_t own = 0;
  for (const std::size_t f : star.schema.inputs()) {
    const Field& wanted = star.schema.fields[f];
    const auto found = place_of(data, names, star, wanted);
    if (!found) {
      ++own;
      views.push_back({&wanted, &star.columns[f], data.entities[wanted.table - 1].row_of.data()});
      continue;
    }
    same = same && *found < data.schema.fields.size();
    if (!same) break;
    const Field& field = data.schema.fields[*found];
    same = is_input(field) && field.kind == wanted.kind && field.table == wanted.table &&
           same_vocabulary(field.vocabulary, wanted.vocabulary);
    const auto row_of = data.row_of(*found);
    views.push_back({&field, &data.columns[*found], row_of.empty() ? nullptr : row_of.data()});
  }
  if (!same || views.size() != data.schema.inputs().size() + own)
    throw Error(Code::usage, "the data is not encoded for this model: its fields or vocabularies differ",
                "read it with read_for, or pass it through encode_as");
  return views;
}

namespace {

const ProbabilityCurve* curve_of(const ModelImplementation& model) {
  return model.calibration && model.calibration->curve ? &*model.calibration->curve : nullptr;
}

const ConformalScores* scores_of(const ModelImplementation& model) {
  return model.calibration && model.calibration->intervals ? &*model.calibration->intervals : nullptr;
}

void require_enough(const ConformalScores& scores, double share, bool clips) {
  if (clips || std::isfinite(scores.quantile(share))) return;
  throw Error(Code::unsupported,
              fmt::format("the model was calibrated on {} rows, too few for an interval that holds {} of the targets",
                          scores.rows, share),
              fmt::format("calibrate it on at least {} rows, or ask for a smaller share",
                          std::ceil(share / (1 - share) - 1e-9)));
}

}  // namespace

Model::Prediction Model::predict_with_deviation(const Dataset& data, std::span<const std::uint32_t> rows,
                                                int threads) const {
  const std::vector<FieldView> fields = views_for(data, star());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const TaskPool pool(threads);
  Prediction result = Predictor(*implementation_->plan, implementation_->target, {fields, rows}, pool)
                          .predict_with_deviation(implementation_->members, options().clip, curve_of(*implementation_));
  check_finite(result.mean, 1, rows);
  check_finite(result.predictive, 1, rows, "deviation of the target");
  check_finite(result.deviation, 1, rows, "deviation of the prediction");
  return result;
}

Model::Interval Model::predict_interval(const Dataset& data, double share, std::span<const std::uint32_t> rows,
                                        int threads) const {
  if (!(share > 0 && share < 1))
    throw Error(Code::usage, fmt::format("the share of an interval is {}, expected a number between 0 and 1", share),
                "give 0.9 for intervals that hold nine of ten targets");
  const ModelPlan& plan = *implementation_->plan;
  if (plan.objective().binary())
    throw Error(Code::unsupported, "the model predicts the probability of 1, and a target of 0 or 1 has no interval",
                "ask for the probabilities");
  const ConformalScores* scores = scores_of(*implementation_);
  if (scores == nullptr && !plan.noise() && levels().empty())
    throw Error(
        Code::unsupported, "the model does not know how far targets lie about its predictions",
        "tell it by rows held out, with interplay calibrate MODEL HELDOUT; or train with --valid 0.1 --calibrate "
        "auto, or with --solver mcmc");
  if (scores != nullptr) require_enough(*scores, share, clips());
  const std::vector<FieldView> fields = views_for(data, star());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const TaskPool pool(threads);
  const Predictor predictor(plan, implementation_->target, {fields, rows}, pool);
  Interval result = scores != nullptr ? predictor.intervals(implementation_->members, share, options().clip, *scores)
                                      : predictor.intervals(implementation_->members, share, options().clip);
  check_finite(result.low, 1, rows, "lower end of the interval");
  check_finite(result.high, 1, rows, "upper end of the interval");
  return result;
}

std::vector<float> Model::predict(const Dataset& data, std::span<const std::uint32_t> rows, int threads) const {
  const std::vector<FieldView> fields = views_for(data, star());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const TaskPool pool(threads);
  std::vector<float> result = Predictor(*implementation_->plan, implementation_->target, {fields, rows}, pool)
                                  .predict(implementation_->members, options().clip);
  check_finite(result, 1, rows);
  if (const ProbabilityCurve* curve = curve_of(*implementation_))
    std::ranges::transform(result, result.begin(), *curve);
  return result;
}

std::vector<float> Model::probabilities(const Dataset& data, std::span<const std::uint32_t> rows, int threads) const {
  const std::size_t count = levels().size();
  if (count == 0)
    throw Error(Code::unsupported, "the model predicts numbers, which have no levels to give probabilities of",
                "train with --target-kind ordinal --solver mcmc, or with a target of 0 and 1");
  const std::vector<FieldView> fields = views_for(data, star());
  const std::vector<std::uint32_t> all = all_when_empty(rows, data);
  const TaskPool pool(threads);
  std::vector<float> result = Predictor(*implementation_->plan, implementation_->target, {fields, rows}, pool)
                                  .probabilities(implementation_->members);
  check_finite(result, count, rows);
  if (const ProbabilityCurve* curve = curve_of(*implementation_))
    for (std::size_t i = 0; i < result.size(); i += 2) {
      result[i + 1] = (*curve)(result[i + 1]);
      result[i] = 1 - result[i + 1];
    }
  return result;
}

}  // namespace interplay
