// The reliability picture of a model of probabilities.
#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/report.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "objective/reliability.h"

namespace interplay {
namespace {

Series observed(std::string name, Values prediction, Values target, Values weight) {
  Series series{.name = std::move(name), .x = {}, .y = {}};
  for (const ReliabilityBin& bin : reliability_bins(prediction, target, weight)) {
    if (!(bin.weight > 0)) continue;
    series.x.push_back(bin.predicted);
    series.y.push_back(bin.observed);
  }
  return series;
}

Chart counts(Values prediction, Values target, Values weight) {
  Chart chart;
  chart.x_label = "predicted probability";
  chart.y_label = "rows";
  chart.height = 170;
  Series bars{.name = "", .x = {}, .y = {}, .mark = Series::Mark::bars, .labels = {}};
  const auto bins = reliability_bins(prediction, target, weight);
  for (std::size_t b = 0; b < bins.size(); ++b) {
    bars.x.push_back((static_cast<double>(b) + 0.5) / static_cast<double>(bins.size()));
    bars.y.push_back(static_cast<double>(bins[b].rows));
  }
  chart.series.push_back(std::move(bars));
  return chart;
}

}  // namespace

Panels reliability_of(const Model& model, const Dataset& data, int threads) {
  const ModelImplementation& source = implementation_of(model);
  if (!source.plan->objective().binary())
    throw Error(Code::unsupported, "a reliability picture is of probabilities, and the model predicts none",
                "of a model of numbers, interplay evaluate --interval 0.9 measures the intervals");
  const std::vector<float> predicted = model.predict(data, {}, threads);
  const Values target = data.target(), weight = data.weight();
  Chart chart;
  chart.title = fmt::format("Reliability of {}", model.name());
  chart.x_label = "predicted probability";
  chart.y_label = "share of rows with target 1";
  chart.height = 420;
  chart.series.push_back({.name = "", .x = {0, 1}, .y = {0, 1}});
  chart.series.push_back(observed(model.calibration() ? "calibrated" : "model", predicted, target, weight));
  if (model.calibration()) {
    const std::vector<std::uint32_t> rows = all_rows(data.rows);
    const std::vector<FieldView> fields = views_for(data, source.star);
    const TaskPool pool(threads);
    const std::vector<float> raw =
        Predictor(*source.plan, source.target, {fields, rows}, pool).predict(source.members, source.options.clip);
    chart.series.push_back(observed("before", raw, target, weight));
  }
  return {.title = "", .charts = {std::move(chart), counts(predicted, target, weight)}, .columns = 1};
}

}  // namespace interplay
