// What a search for options found, in pictures and as a page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "interplay/metrics.h"
#include "interplay/report.h"
#include "interplay/tune.h"
#include "report/words.h"
#include "workflow/tune/tune_space.h"

namespace interplay {
namespace report {
namespace {

constexpr double panel_width = 450, panel_height = 310;

// Errors farther from the best than this many times the upper quartile is are drawn at that distance.
constexpr double farthest = 3;

// The value beyond which a training stands at the edge; infinite where none does.
double limit_of(const TuneResult& result) {
  const double sign = result.minimize ? 1 : -1;
  std::vector<double> errors;
  for (const Trial& training : result.trainings)
    if (std::isfinite(training.error)) errors.push_back(sign * training.error);
  if (errors.empty()) return sign * INFINITY;
  std::ranges::sort(errors);
  const double limit = errors.front() + farthest * (errors[errors.size() * 3 / 4] - errors.front());
  return limit > errors.front() && limit < errors.back() ? sign * limit : sign * INFINITY;
}

bool beyond(const TuneResult& result, double error, double limit) {
  return result.minimize ? error > limit : error < limit;
}

const Trial* best_of(const TuneResult& result) {
  return result.trials.empty() || result.trials.front().diverged ? nullptr : &result.trials.front();
}

std::string value_of(const Trial& trial, std::string_view option) {
  for (const auto& [name, value] : trial.values)
    if (name == option) return value;
  return "";
}

// Where a trial stands on the axis of an option.
double place_of(const Dimension& dimension, const Trial& trial) {
  const std::string value = value_of(trial, dimension.name);
  if (dimension.choices.empty()) return std::stod(value);
  return static_cast<double>(std::ranges::find(dimension.choices, value) - dimension.choices.begin());
}

std::string epochs_text(std::int64_t epochs) { return fmt::format("{} {}", epochs, epochs == 1 ? "epoch" : "epochs"); }

// The marks of every training: a series for each rung, one for what lies beyond the limit, one for the best
// trial.
template <class Place>
void add_trainings(Chart& chart, const TuneResult& result, const Place& place) {
  const double limit = limit_of(result);
  std::map<std::int64_t, Series> rungs;
  Series edge{.name = fmt::format("{} {}", result.minimize ? "above" : "below", short_number(limit)),
              .x = {},
              .y = {},
              .mark = Series::Mark::points};
  for (const Trial& training : result.trainings) {
    if (!std::isfinite(training.error)) continue;
    Series& rung = rungs.try_emplace(training.rung, Series{.name = "", .x = {}, .y = {}, .mark = Series::Mark::points})
                       .first->second;
    rung.name = epochs_text(training.epochs);
    const bool far = beyond(result, training.error, limit);
    (far ? edge : rung).x.push_back(place(training));
    (far ? edge : rung).y.push_back(far ? limit : training.error);
  }
  if (rungs.size() == 1) rungs.begin()->second.name = "trial";
  for (auto& [number, rung] : rungs) chart.series.push_back(std::move(rung));
  if (!edge.x.empty()) chart.series.push_back(std::move(edge));
  if (const Trial* best = best_of(result))
    chart.series.push_back({.name = fmt::format("best: trial {}", best->number),
                            .x = {place(*best)},
                            .y = {best->error},
                            .mark = Series::Mark::rings});
}

Chart empty_chart(const TuneResult& result, std::string x_label) {
  Chart chart;
  chart.x_label = std::move(x_label);
  chart.y_label = "validation " + metric_label(result.metric, result.target);
  chart.width = panel_width;
  chart.height = panel_height;
  return chart;
}

Chart over_option(const TuneResult& result, const Dimension& dimension) {
  Chart chart = empty_chart(result, dimension.name);
  chart.log_x = dimension.logarithmic;
  chart.whole_x = dimension.whole;
  chart.x_names = dimension.choices;
  add_trainings(chart, result, [&](const Trial& trial) { return place_of(dimension, trial); });
  if (const Trial* best = best_of(result)) {
    chart.marked_x = place_of(dimension, *best);
    chart.marked_label = value_of(*best, dimension.name);
  }
  return chart;
}

// A line from rung to rung for each trial that was trained more than once.
Chart over_epochs(const TuneResult& result) {
  Chart chart = empty_chart(result, "epochs given");
  for (const Trial& training : result.trainings)
    if (static_cast<std::size_t>(training.rung) == chart.x_names.size())
      chart.x_names.push_back(std::to_string(training.epochs));
  const auto place = [](const Trial& trial) { return static_cast<double>(trial.rung); };
  add_trainings(chart, result, place);
  const double limit = limit_of(result);
  Series lines{.name = "", .x = {}, .y = {}};
  for (const Trial& last : result.trials) {
    if (last.rung == 0) continue;
    for (const Trial& training : result.trainings) {
      if (training.number != last.number || !std::isfinite(training.error)) continue;
      lines.x.push_back(place(training));
      lines.y.push_back(beyond(result, training.error, limit) ? limit : training.error);
    }
    lines.x.push_back(NAN);
    lines.y.push_back(NAN);
  }
  chart.series.push_back(std::move(lines));
  return chart;
}

bool has_rungs(const TuneResult& result) {
  return std::ranges::any_of(result.trainings, [](const Trial& training) { return training.rung > 0; });
}

Report::Table trials_table(const TuneResult& result) {
  Report::Table table{.caption = "All trials, the best first",
                      .headings = {">trial", ">epochs", ">validation " + metric_label(result.metric, "")},
                      .rows = {}};
  const SearchSpace space(result.search);
  for (const Dimension& dimension : space.dimensions()) table.headings.push_back(">" + dimension.name);
  for (const Trial& trial : result.trials) {
    std::vector<std::string> row = {std::to_string(trial.number), std::to_string(trial.epochs),
                                    trial.diverged ? "diverged" : metric_text(trial.error)};
    for (const auto& [name, value] : trial.values) row.push_back(value);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string overview(const TuneResult& result, const Split& split) {
  const auto diverged =
      std::ranges::count_if(result.trainings, [](const Trial& training) { return training.diverged; });
  std::string text = fmt::format(
      "{} trials of {} in {} trainings on {} rows, compared by the {} of {} validation rows (split {}). Searched: {}.",
      grouped(result.trials.size()), result.best.model, grouped(result.trainings.size()), grouped(split.train.size()),
      metric_label(result.metric, result.target), grouped(split.valid.size()), split.label, result.search);
  if (has_rungs(result))
    text +=
        " Successive halving: every trial is trained for few epochs, the better ones again for more; trials that were "
        "trained longer stand before the others, whatever their error.";
  if (diverged > 0)
    text += fmt::format(" {} trainings diverged and are not drawn.", grouped(static_cast<std::uint64_t>(diverged)));
  if (!split.test.empty()) text += fmt::format(" The {} test rows were left untouched.", grouped(split.test.size()));
  if (result.interrupted) text += " The search was interrupted: this is as far as it came.";
  return text;
}

}  // namespace
}  // namespace report

Panels charts_of(const TuneResult& result) {
  Panels panels;
  panels.title = fmt::format("Search for options of {}", result.best.model);
  const SearchSpace space(result.search);
  for (const Dimension& dimension : space.dimensions()) panels.charts.push_back(report::over_option(result, dimension));
  if (report::has_rungs(result)) panels.charts.push_back(report::over_epochs(result));
  return panels;
}

Report report_of(const TuneResult& result, const Split& split) {
  Panels panels = charts_of(result);
  Report report;
  report.title = panels.title;
  report.blocks.emplace_back(Report::Paragraph{report::overview(result, split)});
  for (std::size_t i = 0; i < panels.charts.size(); ++i)
    report.blocks.emplace_back(Report::Figure{fmt::format("search-{}", i + 1), "", std::move(panels.charts[i])});
  report.blocks.emplace_back(Report::Heading{"Trials"});
  report.blocks.emplace_back(report::trials_table(result));
  return report;
}

}  // namespace interplay
