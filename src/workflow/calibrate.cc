#include "interplay/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "interplay/error.h"
#include "interplay/metrics.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "models/table.h"
#include "workflow/calibration_check.h"
#include "workflow/kept_negatives.h"
#include "workflow/residual_spread.h"

namespace interplay {
namespace {

constexpr std::size_t parts = 5;
constexpr double measured_share = 0.9;

struct Part {
  const Dataset& data;
  std::vector<std::uint32_t> rows;
  std::vector<float> target, weight;

  explicit Part(const RowsOf& of) : data(*of.data), rows(of.rows.begin(), of.rows.end()) {
    if (rows.empty()) rows = all_rows(data.rows);
    target = gather(data.target(), rows);
    weight = gather(data.weight(), rows);
  }
};

// The same model with another calibration.
Model with_calibration(const ModelImplementation& model, std::optional<Calibration> calibration) {
  auto copy = std::make_shared<ModelImplementation>();
  copy->star = model.star;
  copy->options = model.options;
  // A library that does not know of calibrations refuses the option, rather than predict without it.
  const bool fitted = calibration && calibration->info.method != kept_negatives_method;
  copy->options.calibrate = fitted ? calibration->info.method : TrainOptions{}.calibrate;
  copy->data_options = model.data_options;
  copy->target = model.target;
  copy->library_version = model.library_version;
  copy->plan = std::make_unique<ModelPlan>(models::plan_of(copy->star.schema, copy->options, copy->target));
  copy->members = model.members;
  copy->histories = model.histories;
  copy->calibration = std::move(calibration);
  return model_of(std::move(copy));
}

// Whether a check would be on the very rows that were fitted. Users, items and targets tell, whatever file has them.
bool same_rows(const Part& a, const Part& b) {
  if (a.rows.size() != b.rows.size() || a.target != b.target || a.weight != b.weight) return false;
  return std::ranges::all_of(std::initializer_list<Role>{Role::user, Role::item}, [&](Role role) {
    const auto field_a = a.data.schema.find(role), field_b = b.data.schema.find(role);
    if (!field_a || !field_b) return field_a == field_b;
    const auto code = [](const Part& part, std::size_t field, std::size_t i) {
      const auto* column = std::get_if<CategoricalColumn>(&part.data.columns[field]);
      const auto row_of = part.data.row_of(field);
      return column ? column->codes[row_of.empty() ? part.rows[i] : row_of[part.rows[i]]] : 0;
    };
    for (std::size_t i = 0; i < a.rows.size(); ++i)
      if (code(a, *field_a, i) != code(b, *field_b, i)) return false;
    return true;
  });
}

// For each row its fifth, drawn once and for all.
std::vector<std::size_t> fifths_of(std::size_t rows) {
  std::vector<std::uint32_t> order = all_rows(rows);
  RandomStream random(1, Purpose::split);
  shuffle(std::span(order), random);
  std::vector<std::size_t> fifth(rows);
  for (std::size_t place = 0; place < rows; ++place) fifth[order[place]] = place % parts;
  return fifth;
}

template <class T>
std::vector<T> picked(const std::vector<T>& values, std::span<const std::size_t> fifth, std::size_t part, bool inside) {
  std::vector<T> result;
  for (std::size_t i = 0; i < values.size(); ++i)
    if ((fifth[i] == part) == inside) result.push_back(values[i]);
  return result;
}

void check_rows(const Part& part, bool binary) {
  if (part.target.empty())
    throw Error(Code::bad_data, "the rows to calibrate the model on have no targets",
                "give rows that hold what the model predicts");
  if (part.rows.size() < least_calibration_rows)
    throw Error(Code::bad_data,
                fmt::format("there are {} rows to calibrate the model on, expected at least {}", part.rows.size(),
                            least_calibration_rows),
                "hold out more rows");
  for (std::size_t i = 0; i < part.rows.size(); ++i) {
    const float target = part.target[i];
    if (binary ? target == 0 || target == 1 : std::isfinite(target)) continue;
    throw Error(
        Code::bad_data,
        fmt::format("row {} has the target {}, expected {}", part.rows[i] + 1, target, binary ? "0 or 1" : "a number"),
        "mend the value, or leave the row out");
  }
}

// Weights of the rows with targets of 0 and of 1.
std::array<double, 2> classes(Values target, Values weight) {
  std::array<double, 2> sums = {0, 0};
  for (std::size_t i = 0; i < target.size(); ++i) sums[target[i] >= 0.5f ? 1 : 0] += weight_of(weight, i);
  return sums;
}

ProbabilityCurve fitted_curve(const std::string& method, Values prediction, Values target, Values weight) {
  return method == "platt" ? platt_curve(prediction, target, weight) : isotonic_curve(prediction, target, weight);
}

bool rises(const ProbabilityCurve& curve) {
  return curve.kind == ProbabilityCurve::Kind::platt ? curve.slope > 0 : curve.y.size() > 1;
}

MetricValues quality(Values prediction, Values target, Values weight) {
  MetricValues values;
  for (const char* name : {"logloss", "brier", "ece"})
    values.emplace_back(name, metric(name).compute(prediction, target, weight));
  return values;
}

std::vector<float> corrected(const ProbabilityCurve& curve, std::vector<float> values) {
  std::ranges::transform(values, values.begin(), curve);
  return values;
}

// Each fifth by the curve of the other four.
std::vector<float> corrected_by_fifths(const std::string& method, const std::vector<float>& predicted,
                                       const Part& fit) {
  const std::vector<std::size_t> fifth = fifths_of(fit.rows.size());
  std::vector<float> after = predicted;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::vector<float> weight = fit.weight.empty() ? fit.weight : picked(fit.weight, fifth, part, false);
    const std::vector<float> target = picked(fit.target, fifth, part, false);
    const auto [zero, one] = classes(target, weight);
    if (!(zero > 0 && one > 0)) continue;  // a class of a few rows that all fell into one fifth
    const ProbabilityCurve curve = fitted_curve(method, picked(predicted, fifth, part, false), target, weight);
    for (std::size_t i = 0; i < after.size(); ++i)
      if (fifth[i] == part) after[i] = curve(predicted[i]);
  }
  return after;
}

// The method whose curves have the lower logloss on fifths that they were not fitted to; platt where they are equal.
std::string better_method(const std::vector<float>& predicted, const Part& fit) {
  const auto loss = [&](const std::string& method) {
    return metric("logloss").compute(corrected_by_fifths(method, predicted, fit), fit.target, fit.weight);
  };
  return loss("isotonic") < loss("platt") ? "isotonic" : "platt";
}

Calibration calibrate_probabilities(const Model& raw, const Part& fit, const CalibrationRequest& request) {
  const auto [zeros, ones] = classes(fit.target, fit.weight);
  if (!(zeros > 0 && ones > 0))
    throw Error(
        Code::bad_data,
        fmt::format("all targets of the rows to calibrate the model on are {}: a calibration needs both classes",
                    ones > 0 ? 1 : 0),
        "give rows that hold 0 and 1");
  const std::vector<float> predicted = raw.predict(fit.data, fit.rows, request.threads);
  const double kept = raw.options().keep_negatives;  // without the fitted curve the model has the one for this
  Calibration result;
  std::string& method = result.info.method;
  method = request.method == "auto" ? better_method(predicted, fit) : request.method;
  result.curve = fitted_curve(method, predicted, fit.target, fit.weight);
  if (!rises(*result.curve))
    throw Error(Code::bad_data,
                "the model's probabilities do not rise with the targets of the rows to calibrate it on: where it says "
                "more, not more of them are 1",
                "look at interplay evaluate with these rows; a calibration cannot mend the order");
  if (request.check.data != nullptr) {
    const Part check(request.check);
    check_rows(check, true);
    const std::vector<float> before = raw.predict(check.data, check.rows, request.threads);
    result.info.before = quality(corrected_for(kept, before), check.target, check.weight);
    result.info.after = quality(corrected(*result.curve, before), check.target, check.weight);
    result.info.checked_rows = check.rows.size();
    return result;
  }
  result.info.before = quality(corrected_for(kept, predicted), fit.target, fit.weight);
  result.info.after = quality(corrected_by_fifths(method, predicted, fit), fit.target, fit.weight);
  result.info.checked_rows = fit.rows.size();
  return result;
}

// Residuals of rows, and the codes of the fields of ids.
RowResiduals residuals_of(const Predictor::Spreads& at, const Part& part, const TargetScale& scale,
                          const SpreadFields& fields) {
  RowResiduals result;
  for (std::size_t i = 0; i < part.rows.size(); ++i)
    result.values.push_back(std::abs(scale.transformed(static_cast<double>(part.target[i])) - at.centre[i]));
  for (const std::string& name : fields.names) {
    const auto field = static_cast<std::size_t>(std::ranges::find(part.data.schema.fields, name, &Field::name) -
                                                part.data.schema.fields.begin());
    const auto& codes = std::get<CategoricalColumn>(part.data.columns[field]).codes;
    const auto row_of = part.data.row_of(field);
    auto& list = result.codes.emplace_back();
    for (const std::uint32_t row : part.rows) list.push_back(codes[row_of.empty() ? row : row_of[row]]);
  }
  return result;
}

RowResiduals picked(const RowResiduals& all, std::span<const std::size_t> fifth, std::size_t part, bool inside) {
  RowResiduals result{picked(all.values, fifth, part, inside), {}};
  for (const auto& codes : all.codes) result.codes.push_back(picked(codes, fifth, part, inside));
  return result;
}

// The ids of users and items, where the model reads them.
SpreadFields id_fields(const Schema& schema) {
  SpreadFields fields;
  const std::vector<std::size_t> inputs = schema.inputs();
  for (const Role role : {Role::user, Role::item}) {
    const auto field = schema.find(role);
    if (!field || schema.fields[*field].kind != Kind::categorical || std::ranges::find(inputs, *field) == inputs.end())
      continue;
    fields.names.push_back(schema.fields[*field].name);
    fields.codes.push_back(std::size_t{schema.fields[*field].vocabulary.size()} + 1);
  }
  return fields;
}

class Intervals {
 public:
  Intervals(const ModelImplementation& model, const CalibrationRequest& request)
      : model_(model), pool_(request.threads), fields_(id_fields(model.star.schema)) {
    basis_.by_posterior = model.plan->noise().has_value();
  }

  Predictor::Spreads spreads(const Part& part) const {
    const std::vector<FieldView> views = views_for(part.data, model_.star);
    return Predictor(*model_.plan, model_.target, {views, part.rows}, pool_)
        .spreads(model_.members, model_.options.clip, basis_);
  }
  RowResiduals residuals(const Part& part, const Predictor::Spreads& at) const {
    return residuals_of(at, part, scale(), fields_);
  }
  bool by_posterior() const { return basis_.by_posterior; }

  // `at`: of the rows of `fit`.
  ConformalScores fitted(const RowResiduals& fit, const RowResiduals& seen, const Predictor::Spreads& at) const {
    if (!by_posterior())
      return spread_by_ids(fields_, fit, seen,
                           [&](std::size_t row, double reach) { return width(at.centre[row], reach); });
    ConformalScores result = basis_;
    std::vector<float> scores;
    for (std::size_t i = 0; i < fit.values.size(); ++i)
      scores.push_back(static_cast<float>(fit.values[i] / std::max(at.spread[i], 1e-30)));
    result.set_scores(std::move(scores));
    return result;
  }
  // The interval of row i of some rows.
  double spread(const ConformalScores& scores, const RowResiduals& rows, const Predictor::Spreads& at,
                std::size_t i) const {
    double product = at.spread[i];
    for (std::size_t f = 0; f < scores.by_field.size(); ++f)
      product *= static_cast<double>(scores.by_field[f].factors[rows.codes[f][i]]);
    return product;
  }
  double end(double value) const {
    const double restored = scale().restored(value);
    return model_.plan->clips(model_.options.clip)
               ? std::clamp(restored, static_cast<double>(model_.target.low), static_cast<double>(model_.target.high))
               : restored;
  }
  double width(double centre, double reach) const { return end(centre + reach) - end(centre - reach); }

 private:
  const TargetScale& scale() const { return model_.plan->objective().target_scale; }

  const ModelImplementation& model_;
  TaskPool pool_;
  SpreadFields fields_;
  ConformalScores basis_;
};

template <class T>
Predictor::Spreads picked_spreads(const Predictor::Spreads& at, const T& fifth, std::size_t part, bool inside) {
  return {picked(at.centre, fifth, part, inside), picked(at.spread, fifth, part, inside)};
}

struct Held {
  double inside = 0, width = 0, rows = 0;

  void add(const Intervals& intervals, double target, double centre, double reach) {
    const double low = intervals.end(centre - reach), high = intervals.end(centre + reach);
    inside +=
        static_cast<float>(low) <= static_cast<float>(target) && static_cast<float>(target) <= static_cast<float>(high);
    width += high - low;
    rows += 1;
  }
  MetricValues values() const { return {{"coverage", inside / rows}, {"width", width / rows}}; }
};

Calibration calibrate_intervals(const Model& raw, const Part& fit, const CalibrationRequest& request) {
  const ModelImplementation& model = implementation_of(raw);
  const Intervals intervals(model, request);
  const Predictor::Spreads at = intervals.spreads(fit);
  const RowResiduals residuals = intervals.residuals(fit, at);
  RowResiduals seen;
  if (request.seen.data != nullptr && !intervals.by_posterior()) {
    const Part part(request.seen);
    check_rows(part, false);
    seen = intervals.residuals(part, intervals.spreads(part));
  }
  Calibration result;
  result.info.method = conformal_method;
  result.intervals = intervals.fitted(residuals, seen, at);
  result.info.spread = intervals.by_posterior() ? "posterior" : result.intervals->by_field.empty() ? "constant" : "ids";
  if (request.check.data != nullptr) {
    const Part check(request.check);
    check_rows(check, false);
    Calibration before;
    before.info.method = conformal_method;
    before.intervals = spread_by_ids({}, residuals, {}, [](std::size_t, double) { return 0.0; });
    const Model plain = intervals.by_posterior() ? raw : with_calibration(model, before);
    result.info.before = measure_intervals(plain, {&check.data, check.rows}, measured_share, request.threads);
    result.info.after =
        measure_intervals(with_calibration(model, result), {&check.data, check.rows}, measured_share, request.threads);
    result.info.checked_rows = check.rows.size();
    return result;
  }
  const std::vector<std::size_t> fifth = fifths_of(fit.rows.size());
  Held before, after;
  for (std::size_t part = 0; part < parts; ++part) {
    const RowResiduals others = picked(residuals, fifth, part, false);
    const Predictor::Spreads there = picked_spreads(at, fifth, part, false);
    const ConformalScores scores = intervals.fitted(others, seen, there);
    const ConformalScores constant = spread_by_ids({}, others, {}, [](std::size_t, double) { return 0.0; });
    const double reach = scores.quantile(measured_share), same = constant.quantile(measured_share);
    for (std::size_t i = 0; i < fifth.size(); ++i) {
      if (fifth[i] != part) continue;
      const auto target = static_cast<double>(fit.target[i]);
      after.add(intervals, target, at.centre[i], reach * intervals.spread(scores, residuals, at, i));
      if (!intervals.by_posterior()) before.add(intervals, target, at.centre[i], same);
    }
  }
  result.info.before = intervals.by_posterior()
                           ? measure_intervals(raw, {&fit.data, fit.rows}, measured_share, request.threads)
                           : before.values();
  result.info.after = after.values();
  result.info.checked_rows = fit.rows.size();
  return result;
}

}  // namespace

void check_calibration(const std::string& method, bool binary) {
  const bool right = method == "none" || method == "auto" || (method == conformal_method) != binary;
  if (right) return;
  throw Error(Code::usage,
              binary ? "conformal intervals are of numbers, and the model predicts the probability of 1"
                     : fmt::format("'{}' calibrates the probabilities of a target of 0 and 1, and the model predicts "
                                   "numbers",
                                   method),
              binary ? "choose platt or isotonic" : "choose conformal, which gives intervals");
}

void check_calibration(const std::string& method, const ModelImplementation& model) {
  const Objective& objective = model.plan->objective();
  if (!objective.binary() && objective.loss->target() != TargetKind::number) {
    const bool levels = objective.loss->target() == TargetKind::levels;
    throw Error(Code::unsupported,
                levels ? "the model is of levels, whose probabilities give its intervals"
                       : "the model ranks, and neither predicts numbers nor probabilities",
                levels ? "use predict --interval as it is" : "train with a loss of rows");
  }
  check_calibration(method, objective.binary());
}

Model calibrate(const Model& model, const CalibrationRequest& request) {
  constexpr std::string_view methods[] = {"auto", "platt", "isotonic", conformal_method};
  if (std::ranges::find(methods, request.method) == std::end(methods))
    throw Error(
        Code::usage,
        fmt::format("the method of calibration is '{}', expected auto, platt, isotonic or conformal", request.method));
  const ModelImplementation& given = implementation_of(model);
  check_calibration(request.method, given);
  const bool binary = given.plan->objective().binary();
  const Model raw = with_calibration(given, std::nullopt);
  const Part fit(request.fit);
  check_rows(fit, binary);
  Calibration calibration =
      binary ? calibrate_probabilities(raw, fit, request) : calibrate_intervals(raw, fit, request);
  calibration.info.rows = fit.rows.size();
  calibration.info.checked_on = request.check.data == nullptr         ? "fifths"
                                : same_rows(fit, Part(request.check)) ? "fitted rows"
                                                                      : "rows";
  return with_calibration(given, std::move(calibration));
}

MetricValues measure_intervals(const Model& model, const RowsOf& of, double share, int threads) {
  const Part part(of);
  const Model::Interval interval = model.predict_interval(part.data, share, part.rows, threads);
  double inside = 0, width = 0;
  for (std::size_t i = 0; i < part.rows.size(); ++i) {
    inside += interval.low[i] <= part.target[i] && part.target[i] <= interval.high[i];
    width += static_cast<double>(interval.high[i]) - static_cast<double>(interval.low[i]);
  }
  const auto rows = static_cast<double>(part.rows.size());
  return {{"coverage", inside / rows}, {"width", width / rows}};
}

}  // namespace interplay
