// interplay evaluate: how well a saved model predicts the targets of a file.
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "interplay/calibrate.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/read.h"
#include "json_output.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::string_view run_options[] = {"threads"};

void print(const Model& model, const Evaluation& evaluation, Console& console) {
  if (console.json) {
    console.result(to_json(evaluation) + "\n");
    return;
  }
  Table table({"metric", ">value"});
  for (const auto& [name, value] : evaluation.metrics) table.row({name, metric_text(value)});
  console.result(table.text(static_cast<std::size_t>(console.width)));
  console.note(fmt::format("{}, {} of them cold: their user or item was not seen in training",
                           counted(evaluation.rows, "row"), grouped(evaluation.cold_rows)));
  if (!evaluation.listed_by.empty())
    console.note(
        fmt::format("lists are the rows of each {}, {} in all", evaluation.listed_by, grouped(evaluation.lists)));
  const auto [low, high] = model.target_range();
  if (model.clips() && high > low)
    console.note(fmt::format("predictions are clipped to [{}, {}]", short_number(low), short_number(high)));
}

std::optional<double> relevant_of(const Arguments& arguments) {
  const auto text = arguments.value("relevant");
  if (!text) return std::nullopt;
  double value = 0;
  const char* end = text->data() + text->size();
  const auto [read, fault] = std::from_chars(text->data(), end, value);
  if (fault != std::errc() || read != end || !std::isfinite(value))
    throw Error(Code::usage, fmt::format("--relevant is '{}', expected a number", *text));
  return value;
}

int run(const Arguments& arguments, Console& console) {
  const auto names = arguments.list("metrics");
  bool ranks = false;
  for (const std::string& name : names) ranks = named_metric(name).lists != nullptr || ranks;
  const Model model = Model::load(arguments.operands.front());
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  const auto threads = static_cast<int>(running.threads);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  Dataset as_read;  // tells users apart whom the model does not know
  const Dataset data = read_for(model, paths, options, threads, ranks ? &as_read : nullptr);
  console.notes(data.notes);
  if (!data.schema.find(Role::target))
    throw Error(Code::bad_data, at(paths.front()), "has no column of targets to compare predictions with",
                "name it with --target, or use interplay predict");
  std::vector<std::uint32_t> rows(data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  const ListOptions lists{.groups = ranks ? groups_of(as_read) : Groups(), .relevant = relevant_of(arguments)};
  Evaluation evaluation = evaluate(model, data, rows, names, threads, lists);
  if (const auto share = arguments.number("interval")) {
    const MetricValues held = measure_intervals(model, {&data, rows}, *share, threads);
    evaluation.metrics.emplace_back("interval_coverage", held[0].second);
    evaluation.metrics.emplace_back("interval_width", held[1].second);
  }
  if (!evaluation.undefined.empty()) console.warning(evaluation.undefined);
  print(model, evaluation, console);
  return 0;
}

std::vector<Flag> flags(std::string_view) {
  const Flag relevant_flag = {.name = "relevant",
                              .group = "Output",
                              .help =
                                  "Least target that is relevant, for metrics of lists such as recall@10; without it "
                                  "targets of 0 and 1 say it themselves",
                              .value = "X",
                              .brief = "Least target that is relevant, for lists"};
  const Flag interval_flag = {.name = "interval",
                              .group = "Output",
                              .help =
                                  "Measure the intervals of this share as well: the share of targets that they hold "
                                  "(interval_coverage) and their mean length (interval_width)",
                              .value = "SHARE",
                              .range = "between 0 and 1",
                              .brief = "Measure the intervals of this share"};
  return joined(std::vector<Flag>{metrics_flag(), relevant_flag, interval_flag}, reading_flags(),
                flags_of(TrainOptions{}, run_options), output_flags());
}

}  // namespace

const Verb& evaluate_verb() {
  static const Verb verb = {
      .name = "evaluate",
      .summary = "Measures a saved model on files that hold targets.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay evaluate movies.safetensors ml-100k/u1.test",
                   "interplay evaluate movies.safetensors u1.test --metrics rmse,mae --json",
                   "interplay evaluate m.safetensors u1.test --metrics ndcg@10 --relevant 4"},
      .flags = flags,
      .run = run,
  };
  return verb;
}

}  // namespace interplay::cli
