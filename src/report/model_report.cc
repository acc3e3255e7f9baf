// The report of a saved model.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/report.h"
#include "model/implementation.h"
#include "report/coefficients.h"
#include "report/draw/traces.h"
#include "report/model_tables.h"
#include "report/words.h"

namespace interplay {
namespace report {
namespace {

constexpr std::size_t most_histograms = 12, least_values = 16;

std::vector<double> values_of(const TensorView& tensor) {
  std::vector<double> values;
  values.reserve(tensor.rows * tensor.columns);
  for (std::size_t row = 0; row < tensor.rows; ++row)
    for (std::size_t c = 0; c < tensor.columns; ++c) values.push_back(tensor.data[row * tensor.stride + c]);
  return values;
}

std::vector<std::string> statistics(const TensorView& tensor) {
  const std::vector<double> values = values_of(tensor);
  double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
  for (const double v : values) {
    sum += v;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const double mean = sum / static_cast<double>(values.size());
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {std::string(tensor.name), fmt::format("{} × {}", tensor.rows, tensor.columns),
          short_number(mean),       short_number(std::sqrt(squares / static_cast<double>(values.size()))),
          short_number(low),        short_number(high)};
}

void add_overview(const Model& model, Report& report) {
  const auto [low, high] = model.target_range();
  std::string text = fmt::format("The model is {}, trained by interplay {}", model.name(), model.library_version());
  text += model.data_options().implicit
              ? std::string(" on interactions without targets.")
              : fmt::format(". Targets of the training rows run from {} to {}{}.", short_number(low),
                            short_number(high), model.clips() ? "; predictions are clipped to that range" : "");
  const History& history = model.history();
  if (!history.epochs.empty())
    text += fmt::format(" Training ran for {} epochs and stopped: {}.", history.epochs.size(), history.stopped);
  if (history.best_epoch > 0) text += fmt::format(" The best epoch by {} was {}.", history.monitor, history.best_epoch);
  if (model.members() > 1)
    text += fmt::format(" Predictions are the mean of {} members; curves and parameters shown are those of the first.",
                        model.members());
  report.blocks.emplace_back(Report::Paragraph{std::move(text)});
}

void add_training(const Model& model, Report& report) {
  if (model.history().epochs.empty()) return;
  report.blocks.emplace_back(Report::Heading{"Training"});
  report.blocks.emplace_back(Report::Figure{"curves", "", training_curves(model)});
  report.blocks.emplace_back(Report::Figure{"objective", "", objective_curves(model)});
  report.blocks.emplace_back(epochs_table(model));
  if (learned_l2(model).empty()) return;
  report.blocks.emplace_back(Report::Figure{"coefficients", "", coefficient_curves(model)});
  report.blocks.emplace_back(coefficients_table(model));
}

void add_chains(const Model& model, Report& report) {
  const std::vector<Chart> traces = trace_charts(model);
  if (traces.empty()) return;
  report.blocks.emplace_back(Report::Heading{"Chains"});
  report.blocks.emplace_back(chains_table(model));
  for (std::size_t i = 0; i < traces.size(); ++i)
    report.blocks.emplace_back(Report::Figure{fmt::format("trace-{}", i + 1), "", traces[i]});
}

void add_structure(const Model& model, Report& report) {
  report.blocks.emplace_back(Report::Heading{"Structure"});
  report.blocks.emplace_back(Report::Figure{"diagram", "", diagram_of(model)});
  report.blocks.emplace_back(parts_table(model));
}

void add_contributions(const Model& model, Report& report) {
  report.blocks.emplace_back(Report::Heading{"Contributions"});
  if (implementation_of(model).plan->head().kind() == "sum") {
    report.blocks.emplace_back(Report::Paragraph{"The head is a plain sum: every column counts with weight 1."});
    return;
  }
  report.blocks.emplace_back(Report::Figure{"contributions", "", contributions_of(model)});
}

void add_parameters(const Model& model, Report& report) {
  report.blocks.emplace_back(Report::Heading{"Parameters"});
  std::size_t shown = 0;
  Report::Table table{
      .caption = "", .headings = {"tensor", "shape", ">mean", ">deviation", ">minimum", ">maximum"}, .rows = {}};
  for (const TensorView& tensor : model.parameters()) {
    if (tensor.rows * tensor.columns == 0) continue;
    table.rows.push_back(statistics(tensor));
    if (tensor.rows * tensor.columns < least_values || ++shown > most_histograms) continue;
    Chart chart = histogram(values_of(tensor), std::string(tensor.name), "value", 30);
    chart.width = 310;
    chart.height = 210;
    std::string file = "values-" + std::string(tensor.name);
    std::ranges::replace(file, '/', '-');
    report.blocks.emplace_back(Report::Figure{std::move(file), "", std::move(chart)});
  }
  report.blocks.emplace_back(std::move(table));
}

void add_data_and_options(const Model& model, Report& report) {
  report.blocks.emplace_back(Report::Heading{"Data"});
  report.blocks.emplace_back(fields_table(model));
  report.blocks.emplace_back(Report::Heading{"Options"});
  Report::Table options = options_table(model);
  if (options.rows.empty()) {
    report.blocks.emplace_back(Report::Paragraph{"Every option has its default."});
  } else {
    report.blocks.emplace_back(Report::Paragraph{"Options that differ from the defaults:"});
    report.blocks.emplace_back(std::move(options));
  }
}

}  // namespace
}  // namespace report

Report report_of(const Model& model) {
  Report report;
  report.title = fmt::format("Model {}", model.name());
  report::add_overview(model, report);
  report::add_training(model, report);
  report::add_chains(model, report);
  report::add_structure(model, report);
  report::add_contributions(model, report);
  report::add_parameters(model, report);
  report::add_data_and_options(model, report);
  return report;
}

}  // namespace interplay
