// interplay evaluate: how well a saved model predicts the targets of a file.
#include <numeric>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "json_output.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::string_view run_options[] = {"threads"};

void print(const Model& model, const Evaluation& evaluation, Console& console) {
  if (console.json) {
    console.result(line_of(to_json(evaluation)));
    return;
  }
  Table table({"metric", ">value"});
  for (const auto& [name, value] : evaluation.metrics) table.row({name, metric_text(value)});
  console.result(table.text(static_cast<std::size_t>(console.width)));
  console.note(fmt::format("{} rows, {} of them cold: their user or item was not met in training",
                           grouped(evaluation.rows), grouped(evaluation.cold_rows)));
  const auto [low, high] = model.target_range();
  if (model.clips() && high > low)
    console.note(fmt::format("predictions are clipped to [{}, {}]", short_number(low), short_number(high)));
}

int run(const Arguments& arguments, Console& console) {
  const auto names = arguments.list("metrics");
  for (const std::string& name : names) metric(name);
  const Model model = Model::load(arguments.operands.front());
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  const auto threads = static_cast<int>(running.threads);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  const Dataset data = read_for(model, paths, options, threads);
  for (const std::string& note : data.notes) console.note(note);
  if (!data.schema.find(Role::target))
    throw Error(Code::bad_data, at(paths.front()), "has no column of targets to compare predictions with",
                "name it with --target, or use interplay predict");
  std::vector<std::uint32_t> rows(data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  const Evaluation evaluation = evaluate(model, data, rows, names, threads);
  if (!evaluation.undefined.empty()) console.warning(evaluation.undefined);
  print(model, evaluation, console);
  return 0;
}

std::vector<Flag> flags(std::string_view) {
  return joined(std::vector<Flag>{metrics_flag()}, flags_of(DataOptions{}), flags_of(TrainOptions{}, run_options),
                output_flags());
}

}  // namespace

const Verb& evaluate_verb() {
  static const Verb verb = {
      .name = "evaluate",
      .summary = "Measures a saved model on files that hold targets.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay evaluate movies.safetensors ml-100k/u1.test",
                   "interplay evaluate movies.safetensors u1.test --metrics rmse,mae --json"},
      .flags = flags,
      .run = run,
  };
  return verb;
}

}  // namespace interplay::cli
