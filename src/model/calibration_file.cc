#include "model/calibration_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "model/file_json.h"

namespace interplay {
namespace {

const char* const scores_name = "calibration/scores";
std::string spread_name(const std::string& field) { return "calibration/spread/" + field; }

Json curve_to_json(const ProbabilityCurve& curve) {
  if (curve.kind == ProbabilityCurve::Kind::platt) return {{"slope", curve.slope}, {"intercept", curve.intercept}};
  return {{"x", curve.x}, {"y", curve.y}};
}

std::vector<double> probabilities(const Json& json) {
  auto values = json.get<std::vector<double>>();
  if (!std::ranges::all_of(values, [](double value) { return value >= 0 && value <= 1; }))
    throw std::runtime_error("a point of the calibration is no probability");
  return values;
}

ProbabilityCurve curve_from_json(const Json& json, const std::string& method) {
  ProbabilityCurve curve;
  if (method == name(ProbabilityCurve::Kind::platt) || method == kept_negatives_method) {
    curve.kind = ProbabilityCurve::Kind::platt;
    curve.slope = json.at("slope").get<double>();
    curve.intercept = json.at("intercept").get<double>();
    if (!(curve.slope > 0) || !std::isfinite(curve.slope) || !std::isfinite(curve.intercept))
      throw std::runtime_error("the slope of the calibration is not a number above 0");
    return curve;
  }
  curve.kind = ProbabilityCurve::Kind::isotonic;
  curve.x = probabilities(json.at("x"));
  curve.y = probabilities(json.at("y"));
  if (curve.x.empty() || curve.x.size() != curve.y.size() || !std::ranges::is_sorted(curve.x, std::less_equal()) ||
      !std::ranges::is_sorted(curve.y))
    throw std::runtime_error("the points of the calibration do not ascend");
  return curve;
}

// Positive numbers, all of them finite.
std::vector<float> positive(const SafetensorsFile& file, const std::string& name, bool zero_too) {
  const std::span<const float> values = file.values<float>(name, TensorType::f32);
  const bool right = std::ranges::all_of(
      values, [&](float value) { return std::isfinite(value) && (value > 0 || (zero_too && value == 0)); });
  if (!right)
    file.fail(
        fmt::format("has a number in tensor '{}' that is not a finite one {} 0", name, zero_too ? "from" : "above"));
  return {values.begin(), values.end()};
}

ConformalScores scores_from(const SafetensorsFile& file, const Json& json, const Schema& schema) {
  ConformalScores result;
  result.rows = json.at("rows").get<std::uint64_t>();
  result.by_posterior = json.at("spread").get<std::string>() == "posterior";
  result.scores = positive(file, scores_name, true);
  if (result.scores.size() != std::min<std::uint64_t>(result.rows, ConformalScores::most_scores) ||
      result.scores.empty() || !std::ranges::is_sorted(result.scores))
    file.fail(
        fmt::format("has scores in tensor '{}' that do not ascend, or are not as many as its rows give", scores_name));
  for (const Json& name : json.at("fields")) {
    ConformalScores::ByField by{name.get<std::string>(), {}};
    const auto field = std::ranges::find(schema.fields, by.field, &Field::name);
    if (field == schema.fields.end() || field->kind != Kind::categorical)
      throw std::runtime_error(fmt::format("the calibration knows of a field '{}' that the model lacks", by.field));
    by.factors = positive(file, spread_name(by.field), false);
    if (by.factors.size() != std::size_t{field->vocabulary.size()} + 1)
      file.fail(fmt::format("has {} numbers in tensor '{}', the field has {} codes", by.factors.size(),
                            spread_name(by.field), field->vocabulary.size() + 1));
    result.by_field.push_back(std::move(by));
  }
  return result;
}

}  // namespace

Json calibration_to_json(const Calibration& calibration) {
  const CalibrationInfo& info = calibration.info;
  Json json = {{"method", info.method},
               {"rows", info.rows},
               {"checked_rows", info.checked_rows},
               {"checked_on", info.checked_on},
               {"before", metrics_to_json(info.before)},
               {"after", metrics_to_json(info.after)}};
  if (calibration.curve) json.update(curve_to_json(*calibration.curve));
  if (calibration.intervals) {
    json["spread"] = info.spread;
    Json fields = Json::array();
    for (const ConformalScores::ByField& by : calibration.intervals->by_field) fields.push_back(by.field);
    json["fields"] = std::move(fields);
  }
  return json;
}

void store_calibration(const Calibration& calibration, std::vector<StoredTensor>& tensors) {
  if (!calibration.intervals) return;
  const auto add = [&](std::string name, const std::vector<float>& values) {
    tensors.push_back({std::move(name), TensorType::f32, {values.size()}, as_bytes(std::span<const float>(values))});
  };
  add(scores_name, calibration.intervals->scores);
  for (const ConformalScores::ByField& by : calibration.intervals->by_field) add(spread_name(by.field), by.factors);
}

Calibration load_calibration(const SafetensorsFile& file, const Schema& schema, bool binary) {
  const Json json = parse_json(file.text(calibration_key));
  Calibration calibration;
  CalibrationInfo& info = calibration.info;
  info.method = json.at("method").get<std::string>();
  info.rows = json.at("rows").get<std::uint64_t>();
  info.checked_rows = json.at("checked_rows").get<std::uint64_t>();
  info.checked_on = json.at("checked_on").get<std::string>();
  info.before = metrics_from_json(json.at("before"));
  info.after = metrics_from_json(json.at("after"));
  const bool conformal = info.method == conformal_method;
  if (!conformal && info.method != "platt" && info.method != "isotonic" && info.method != kept_negatives_method)
    throw std::runtime_error(fmt::format("the calibration '{}' is not known", info.method));
  if (conformal == binary) throw std::runtime_error("the calibration does not fit the target");
  if (conformal) {
    info.spread = json.at("spread").get<std::string>();
    calibration.intervals = scores_from(file, json, schema);
  } else {
    calibration.curve = curve_from_json(json, info.method);
  }
  return calibration;
}

}  // namespace interplay
