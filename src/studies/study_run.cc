// Training by a protocol, and what is told of it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/metrics.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "report/model_tables.h"
#include "report/words.h"
#include "studies/study.h"

namespace interplay::report {
namespace {

template <class Struct>
bool set_if_known(Struct& values, const std::string& name, const std::string& text) {
  const auto table = options<Struct>();
  if (std::ranges::none_of(table, [&](const auto& option) { return option.name == name; })) return false;
  set_option(values, name, text);
  return true;
}

std::optional<double> rmse(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows, int threads) {
  if (rows.empty()) return std::nullopt;
  const std::string names[] = {"rmse"};
  return evaluate(model, data, rows, names, threads).metrics.front().second;
}

// What the regularisation adds to the loss, at the parameters that were kept.
double penalty_of(const Model& model) {
  const History& history = model.history();
  if (history.epochs.empty()) return 0;
  const std::int64_t kept =
      model.options().restore_best && history.best_epoch > 0 ? history.best_epoch : history.epochs.back().epoch;
  const auto record = std::ranges::find(history.epochs, kept, &EpochRecord::epoch);
  return record->penalized - record->loss;
}

void drop_empty_columns(Report::Table& table) {
  for (std::size_t c = table.headings.size(); c-- > 0;) {
    if (std::ranges::any_of(table.rows, [&](const auto& row) { return !row[c].empty(); })) continue;
    const auto at = static_cast<std::ptrdiff_t>(c);
    table.headings.erase(table.headings.begin() + at);
    for (auto& row : table.rows) row.erase(row.begin() + at);
  }
}

// With the notebook's losses before the last column, which marks the best epoch. Epochs that only one of the two has
// keep empty cells.
Report::Table beside(Report::Table table, std::span<const PrintedEpoch> printed) {
  if (printed.empty()) return table;
  const std::size_t at = table.headings.size() - 1;
  const auto insert = [&](std::vector<std::string>& row, std::string loss, std::string root) {
    row.resize(std::max(row.size(), at));
    row.insert(row.begin() + static_cast<std::ptrdiff_t>(at), {std::move(loss), std::move(root)});
  };
  insert(table.headings, ">loss printed there", ">root of validation loss there");
  for (std::size_t e = table.rows.size(); e < printed.size(); ++e) table.rows.push_back({fmt::format("{}", e + 1)});
  for (std::size_t e = 0; e < table.rows.size(); ++e) {
    const bool there = e < printed.size();
    insert(table.rows[e], there ? metric_text(printed[e].loss) : "",
           there ? metric_text(std::sqrt(printed[e].valid_loss)) : "");
    table.rows[e].resize(table.headings.size());
  }
  return table;
}

std::string or_nothing(const std::optional<double>& value) { return value ? metric_text(*value) : ""; }

}  // namespace

Protocol protocol(std::string name, std::string_view model, const Settings& settings) {
  Protocol result{.name = std::move(name), .data = {}, .split = {}, .train = {}};
  const auto solver = std::ranges::find(settings, "solver", &Settings::value_type::first);
  result.train = default_options(model, solver == settings.end() ? result.train.solver : solver->second);
  for (const auto& [option, text] : settings)
    // As on the command line: of a name that stands in two tables the data's is meant, the other is model_NAME.
    if (option.starts_with("model_")) {
      set_option(result.train, option.substr(6), text);
    } else if (!set_if_known(result.data, option, text) && !set_if_known(result.split, option, text)) {
      set_option(result.train, option, text);
    }
  return result;
}

Protocol faithful_protocol(std::string_view model, const Settings& more) {
  Settings settings = faithful_settings(model);
  settings.insert(settings.end(), more.begin(), more.end());
  return protocol("as in the notebook", model, settings);
}

Dataset Study::read(const DataOptions& options) const {
  const std::string paths[] = {options_.data.string()};
  return interplay::read(paths, options, static_cast<int>(options_.threads));
}

Run Study::run(const Dataset& data, const Protocol& protocol) const {
  return run(data, protocol, split(data, protocol.split, static_cast<std::uint64_t>(options_.seed)));
}

Run Study::run(const Dataset& data, const Protocol& protocol, Split parts) const {
  observer_.on(
      MessageEvent{MessageEvent::Level::info, fmt::format("training {} ({})", protocol.train.model, protocol.name)});
  TrainOptions options = protocol.train;
  options.seed = options_.seed;
  options.threads = options_.threads;
  Dataset encoded = encode(data, parts.train, protocol.data);
  const auto start = std::chrono::steady_clock::now();
  Model model = train(encoded, parts, options, protocol.data, observer_);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return measured(protocol.name, std::move(model), std::move(parts), std::move(encoded), seconds);
}

Run Study::measured(std::string name, Model model, Split parts, Dataset encoded, double seconds) const {
  const int threads = static_cast<int>(options_.threads);
  const auto valid = rmse(model, encoded, parts.valid, threads), test = rmse(model, encoded, parts.test, threads);
  // Decay of touched rows, weighted by their counts, is no term of a loss.
  std::optional<double> penalized;
  if (const auto error = valid ? valid : test; error && model.options().l2_scope == "whole")
    penalized = *error * *error + penalty_of(model);
  return {std::move(name), std::move(model), std::move(parts), std::move(encoded), seconds, valid, test, penalized};
}

void Study::log(const Run& run, std::string_view name, std::span<const PrintedEpoch> printed) {
  say(fmt::format("Rows: {}. Training took {:.2f} s ({:.3f} s an epoch).", run.split.label, run.seconds,
                  run.seconds / std::max<double>(1, static_cast<double>(run.model.history().epochs.size()))));
  table(beside(epochs_table(run.model), printed));
  Chart chart = training_curves(run.model);
  chart.title = fmt::format("{}: {}", run.model.name(), run.name);
  figure(fmt::format("{}-curves", name), std::move(chart));
}

void Study::protocols(std::span<const Run> runs, const std::vector<std::pair<std::string, double>>& printed) {
  Report::Table rows{
      .caption = "",
      .headings = {"protocol", "model", ">epochs", ">seconds", ">loss + L2", ">root", ">valid RMSE", ">test RMSE"},
      .rows = {}};
  for (const auto& [what, figure] : printed)
    rows.rows.push_back({fmt::format("printed there ({})", what), "", "", "", metric_text(figure),
                         metric_text(std::sqrt(figure)), "", ""});
  for (const Run& run : runs) {
    const std::string root = run.penalized ? metric_text(std::sqrt(*run.penalized)) : "";
    rows.rows.push_back({run.name, std::string(run.model.name()), fmt::format("{}", run.model.history().epochs.size()),
                         fmt::format("{:.2f}", run.seconds), or_nothing(run.penalized), root, or_nothing(run.valid),
                         or_nothing(run.test)});
  }
  drop_empty_columns(rows);
  table(std::move(rows));
}

}  // namespace interplay::report
