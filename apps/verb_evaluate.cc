// interplay evaluate: how well a saved model predicts the targets of a file.
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "interplay/calibrate.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/interactions.h"
#include "interplay/read.h"
#include "json_output.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::string_view run_options[] = {"threads", "seed"};

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
  for (const std::string& note : evaluation.notes) console.note(note);
  if (evaluation.users > 0) {
    console.note(
        fmt::format("means over the lists of {}, among {}", counted(evaluation.users, "user"), evaluation.candidates));
    return;
  }
  if (!evaluation.listed_by.empty())
    console.note(
        fmt::format("lists are the rows of each {}, {} in all", evaluation.listed_by, grouped(evaluation.lists)));
  const auto [low, high] = model.target_range();
  if (model.clips() && high > low)
    console.note(fmt::format("predictions are clipped to [{}, {}]", short_number(low), short_number(high)));
}

// Whether whole lists of items are asked for, rather than the rows of the file alone.
bool lists_items(const Model& model, const Arguments& arguments) {
  return model.data_options().implicit || arguments.has("candidates") || arguments.has("seen");
}

// How interactions are made of rows beside those of training. Weights do not count in lists.
DataOptions interactions_like(const Model& model, DataOptions options) {
  options.implicit = model.data_options().implicit;
  options.threshold = model.data_options().threshold;
  options.repeats = model.data_options().repeats;
  return options;
}

PairRows rows_of(const Model& model, const std::vector<std::string>& paths, const DataOptions& options, int threads,
                 std::vector<std::string>& notes) {
  Dataset as_read;
  read_for(model, paths, options, threads, &as_read);
  as_read = interactions_of(std::move(as_read), interactions_like(model, options));
  notes = as_read.notes;
  PairRows rows{pair_ids(as_read), std::vector<std::uint32_t>(as_read.rows)};
  std::iota(rows.rows.begin(), rows.rows.end(), 0u);
  return rows;
}

Evaluation evaluate_lists(const Model& model, const Arguments& arguments, const DataOptions& options,
                          const TrainOptions& running, Console& console) {
  const auto threads = static_cast<int>(running.threads);
  std::vector<std::string> notes, unused;
  const PairRows held_out =
      rows_of(model, {arguments.operands.begin() + 1, arguments.operands.end()}, options, threads, notes);
  console.notes(notes);
  std::vector<PairRows> seen;
  if (arguments.has("seen")) seen.push_back(rows_of(model, arguments.list("seen"), options, threads, unused));
  const RankingOptions ranking = ranking_of(arguments, running.seed);
  if (seen.empty() && ranking.candidates == "all")
    console.note("items that users have already are not left out; --seen names the files that have them");
  return rank_users(model, held_out, seen, arguments.list("metrics"), ranking, threads);
}

Evaluation evaluate_rows(const Model& model, const Arguments& arguments, const DataOptions& options,
                         const TrainOptions& running, Console& console) {
  const auto names = arguments.list("metrics");
  bool ranks = false;
  for (const std::string& name : names) ranks = named_metric(name).lists != nullptr || ranks;
  const auto threads = static_cast<int>(running.threads);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  Dataset as_read;  // tells users apart whom the model does not know
  const Dataset data = read_for(model, paths, options, threads, ranks ? &as_read : nullptr);
  console.notes(data.notes);
  if (!data.schema.find(Role::target))
    throw Error(Code::bad_data, at(paths.front()), "has no column of targets to compare predictions with",
                "name it with --target, or use interplay predict; --candidates all ranks items without targets");
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
  return evaluation;
}

int run(const Arguments& arguments, Console& console) {
  for (const std::string& name : arguments.list("metrics")) named_metric(name);
  const Model model = Model::load(arguments.operands.front());
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  const bool lists = lists_items(model, arguments);
  const Evaluation evaluation = lists ? evaluate_lists(model, arguments, options, running, console)
                                      : evaluate_rows(model, arguments, options, running, console);
  print(model, evaluation, console);
  return 0;
}

std::vector<Flag> flags(std::string_view) {
  const Flag seen_flag = {.name = "seen",
                          .takes = Flag::Takes::list,
                          .group = "Output",
                          .help =
                              "Files whose rows users have already, such as those of training: their items are left "
                              "out of the lists; ranks all items for every user of PATH",
                          .value = "A,B",
                          .completes = Flag::Completes::file,
                          .brief = "Files of what users have already, for lists"};
  Flag relevant = relevant_flag();
  relevant.brief = "Least target that is relevant, for lists";
  const Flag interval_flag = {.name = "interval",
                              .group = "Output",
                              .help =
                                  "Measure the intervals of this share as well: the share of targets that they hold "
                                  "(interval_coverage) and their mean length (interval_width)",
                              .value = "SHARE",
                              .range = "between 0 and 1",
                              .brief = "Measure the intervals of this share"};
  return joined(std::vector<Flag>{metrics_flag(), relevant, candidates_flag(), seen_flag, interval_flag},
                reading_flags(), flags_of(TrainOptions{}, run_options), output_flags());
}

}  // namespace

const Verb& evaluate_verb() {
  static const Verb verb = {
      .name = "evaluate",
      .summary = "Measures a saved model on files that hold targets.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay evaluate movies.safetensors ml-100k/u1.test",
                   "interplay evaluate movies.safetensors u1.test --metrics rmse,mae --json",
                   "interplay evaluate m.safetensors u1.test --metrics ndcg@10 --relevant 4",
                   "interplay evaluate m.safetensors u1.test --seen u1.base --metrics ndcg@10"},
      .flags = flags,
      .run = run,
  };
  return verb;
}

}  // namespace interplay::cli
