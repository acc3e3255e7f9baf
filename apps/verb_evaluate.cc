// interplay evaluate: how well a saved model predicts the targets of a file.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "averaged.h"
#include "interplay/averaged.h"
#include "interplay/calibrate.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/files.h"
#include "interplay/measure.h"
#include "interplay/read.h"
#include "interplay/store.h"
#include "json_output.h"
#include "measured_text.h"
#include "memory.h"
#include "next_step.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::string_view evaluate_options[] = {"threads", "seed", "memory_limit"};
constexpr std::int64_t usual_samples = 1000;
// Flags that measure users.
constexpr std::string_view of_users[] = {"per-user", "bootstrap", "against"};

void print(const Model& model, const Measured& measured, const Details& details, Console& console) {
  const Evaluation& evaluation = measured.evaluation;
  if (console.json) {
    console.result(line_of(json_of(measured, details)));
    return;
  }
  console.result(text_of(measured, details, static_cast<std::size_t>(console.width)));
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

// Whether all metrics can be of rows, and one of them is of nothing else.
bool measures_rows(const std::vector<std::string>& names) {
  const auto of_rows = [](const std::string& name) { return named_metric(name).rows != nullptr; };
  const auto of_both = [](const std::string& name) {
    return std::ranges::find(list_metrics(), name, &ListMetric::name) != list_metrics().end();
  };
  return std::ranges::all_of(names, of_rows) && !std::ranges::all_of(names, of_both);
}

// Whether whole lists of items are asked for, rather than the rows of the file alone. Segments need --seen for rows,
// too.
bool lists_items(const Model& model, const Arguments& arguments) {
  if (model.data_options().implicit || arguments.has("candidates")) return true;
  return arguments.has("seen") && !(arguments.has("by") && measures_rows(arguments.list("metrics")));
}

std::vector<SegmentedBy> segments_of(const Arguments& arguments) {
  std::vector<SegmentedBy> by;
  for (const std::string& name : arguments.list("by"))
    if (const SegmentedBy each = segmented_by_named(name); std::ranges::find(by, each) == by.end()) by.push_back(each);
  return by;
}

std::vector<std::string> paths_of(const Arguments& arguments) {
  return {arguments.operands.begin() + 1, arguments.operands.end()};
}

Measured measure_lists(const Model& model, const Arguments& arguments, const DataOptions& options,
                       const TrainOptions& running, std::span<const SegmentedBy> by, Console& console) {
  const auto threads = static_cast<int>(running.threads);
  std::vector<std::string> notes, unused;
  const PairRows held_out = pair_rows(model, paths_of(arguments), options, threads, notes);
  console.notes(notes);
  std::vector<PairRows> seen;
  if (arguments.has("seen")) seen.push_back(pair_rows(model, arguments.list("seen"), options, threads, unused));
  const RankingOptions ranking = ranking_of(arguments, running.seed);
  if (seen.empty() && ranking.candidates == "all")
    console.note("items that users have already are not left out; --seen names the files that have them");
  return measure_users(model, held_out, seen, arguments.list("metrics"), ranking, by, threads);
}

// The same lists by the other model, and how far the means are apart.
Against measure_against(const Arguments& arguments, const DataOptions& options, const TrainOptions& running,
                        const Measured& measured, std::int64_t samples, Console& console) {
  const std::string path = *arguments.value("against");
  Console silent = console;
  silent.quiet = true;
  Measured other = measure_lists(Model::load(path), arguments, options, running, {}, silent);
  if (other.users.users == measured.users.users && other.users.rows != measured.users.rows)
    console.note("the models know different items, so that their lists are of different lengths");
  auto differences = mean_differences(measured.users, other.users, samples, static_cast<std::uint64_t>(running.seed),
                                      static_cast<int>(running.threads));
  for (const std::string& note : other.evaluation.notes)
    if (std::ranges::find(measured.evaluation.notes, note) == measured.evaluation.notes.end())
      console.note(path + ": " + note);
  return {path, std::move(other.evaluation), std::move(differences)};
}

// Some metrics are of no single user.
void note_without_users(const Measured& measured, const std::vector<std::string>& with, std::string_view what,
                        std::string_view why, Console& console) {
  std::string names;
  for (const auto& [name, value] : measured.evaluation.metrics)
    if (std::ranges::find(with, name) == with.end()) names += (names.empty() ? "" : ", ") + name;
  if (!names.empty()) console.note(fmt::format("no {} of {}, which {}", what, names, why));
}

void note_without_users(const Arguments& arguments, const Measured& measured, const std::vector<std::string>& with,
                        std::string_view why, Console& console) {
  if (arguments.has("bootstrap") || arguments.has("against"))
    note_without_users(measured, with, "interval", why, console);
  if (arguments.has("per-user")) note_without_users(measured, with, "value for each user", why, console);
}

Details details_of_lists(const Arguments& arguments, const DataOptions& options, const TrainOptions& running,
                         const Measured& measured, Console& console) {
  Details details;
  const std::int64_t samples = arguments.integer("bootstrap", usual_samples, 100);
  if (arguments.has("bootstrap"))
    details.intervals = mean_intervals(measured.users, samples, static_cast<std::uint64_t>(running.seed),
                                       static_cast<int>(running.threads));
  if (arguments.has("against"))
    details.against = measure_against(arguments, options, running, measured, samples, console);
  if (const auto path = arguments.value("per-user")) write_file(*path, csv_of(measured.users));
  std::vector<std::string> with;
  for (const UserValues::Column& column : measured.users.columns) with.push_back(column.metric);
  note_without_users(arguments, measured, with, "all lists have together", console);
  return details;
}

// The same rows by the other model.
Against measure_rows_against(const Arguments& arguments, const DataOptions& options, const TrainOptions& running,
                             const UserRows& rows, const std::vector<std::string>& names, std::int64_t samples) {
  const std::string path = *arguments.value("against");
  const Model other = Model::load(path);
  const auto threads = static_cast<int>(running.threads);
  Dataset as_read;
  const Dataset data = read_for(other, paths_of(arguments), options, threads, &as_read);
  Evaluation evaluation = evaluate(other, data, {}, names, threads);
  return {path, std::move(evaluation),
          row_differences(rows, user_rows(other, data, as_read, threads), names, samples,
                          static_cast<std::uint64_t>(running.seed), threads)};
}

Details details_of_rows(const Arguments& arguments, const DataOptions& options, const TrainOptions& running,
                        const Measured& measured, const UserRows& rows, Console& console) {
  std::vector<std::string> names;
  for (const auto& [name, value] : measured.evaluation.metrics)
    if (const auto known = metrics(); std::ranges::find(known, name, &Metric::name) != known.end())
      names.push_back(name);
  Details details;
  const std::int64_t samples = arguments.integer("bootstrap", usual_samples, 100);
  const auto seed = static_cast<std::uint64_t>(running.seed);
  if (arguments.has("bootstrap"))
    details.intervals = row_intervals(rows, names, samples, seed, static_cast<int>(running.threads));
  if (arguments.has("against"))
    details.against = measure_rows_against(arguments, options, running, rows, names, samples);
  if (const auto path = arguments.value("per-user")) write_file(*path, csv_of(values_of_users(rows, names)));
  note_without_users(arguments, measured, names, "is not a metric of rows", console);
  const auto strangers = std::ranges::count(rows.user, static_cast<std::uint32_t>(rows.users.size()));
  if (strangers > 0)
    console.note(fmt::format("{} without a user: in the metrics, and in no draw of users",
                             counted(static_cast<std::uint64_t>(strangers), "row")));
  console.note(fmt::format("by user: the rows of {}", counted(rows.users.size(), "user")));
  return details;
}

// `users` is filled where they are measured one by one.
Measured evaluate_rows(const Model& model, const Arguments& arguments, const DataOptions& options,
                       const TrainOptions& running, std::span<const SegmentedBy> by, UserRows& users,
                       Console& console) {
  const bool by_user = std::ranges::any_of(of_users, [&](std::string_view flag) { return arguments.has(flag); });
  const auto names = arguments.list("metrics");
  bool ranks = false;
  for (const std::string& name : names) ranks = named_metric(name).lists != nullptr || ranks;
  const auto threads = static_cast<int>(running.threads);
  const std::vector<std::string> paths = paths_of(arguments);
  Dataset as_read;  // tells users apart whom the model does not know
  const Dataset data =
      read_for(model, paths, options, threads, ranks || by_user || !by.empty() ? &as_read : nullptr, spool_of(running));
  console.notes(data.notes);
  if (!data.schema.find(Role::target))
    throw Error(Code::bad_data, at(paths.front()), "has no column of targets to compare predictions with",
                "name it with --target, or use interplay predict; --candidates all ranks items without targets");
  std::vector<std::uint32_t> rows;  // all; the list itself is needed by what tells rows apart
  if (!by.empty() || arguments.has("interval")) rows.resize(data.rows);
  std::iota(rows.begin(), rows.end(), 0u);
  const ListOptions lists{.groups = ranks ? groups_of(as_read) : Groups(), .relevant = relevant_of(arguments)};
  Measured measured{.evaluation = evaluate(model, data, rows, names, threads, lists)};
  Evaluation& evaluation = measured.evaluation;
  if (const auto share = arguments.number("interval")) {
    const MetricValues held = measure_intervals(model, {&data, rows}, *share, threads);
    evaluation.metrics.emplace_back("interval_coverage", held[0].second);
    evaluation.metrics.emplace_back("interval_width", held[1].second);
  }
  if (!evaluation.undefined.empty()) console.warning(evaluation.undefined);
  if (by_user) users = user_rows(model, data, as_read, threads);
  if (!by.empty()) {
    std::vector<std::string> unused;
    std::vector<PairRows> seen;
    if (arguments.has("seen")) seen.push_back(pair_rows(model, arguments.list("seen"), options, threads, unused));
    measured.segments = evaluate_by(model, data, {pair_ids(as_read), rows}, seen, names, by, threads, lists);
    for (const Segmentation& segmentation : measured.segments)
      for (const Segment& segment : segmentation.segments)
        for (const auto& [metric, value] : segment.metrics)
          if (std::isnan(value)) console.note(fmt::format("{} is undefined for the rows of: {}", metric, segment.name));
  }
  return measured;
}

int run_evaluate(const Arguments& arguments, Console& console) {
  for (const std::string& name : arguments.list("metrics")) named_metric(name);
  const std::vector<SegmentedBy> by = segments_of(arguments);
  arguments.integer("bootstrap", usual_samples, 100);  // refused before any work
  if (const auto path = arguments.value("per-user")) {
    std::vector<std::string> inputs = arguments.operands;
    for (const std::string& file : arguments.list("seen")) inputs.push_back(file);
    for (const std::string_view flag : {"against", "candidates"})
      if (const auto file = arguments.value(flag)) inputs.push_back(*file);
    const Output output{*path, "the file of the users' values"};
    check_outputs({&output, 1}, inputs);
  }
  const Model model = Model::load(arguments.operands.front());
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  if (arguments.has("with")) {
    const std::vector<Model> models = models_with(
        arguments, model, {"candidates", "seen", "relevant", "interval", "per-user", "bootstrap", "against", "by"});
    const auto threads = static_cast<int>(running.threads);
    const Measured measured{
        .evaluation = evaluate_averaged(models, paths_of(arguments), options, arguments.list("metrics"), threads)};
    print(model, measured, {}, console);
    return 0;
  }
  const bool lists = lists_items(model, arguments);
  UserRows users;
  const Measured measured = lists ? measure_lists(model, arguments, options, running, by, console)
                                  : evaluate_rows(model, arguments, options, running, by, users, console);
  const Details details = lists ? details_of_lists(arguments, options, running, measured, console)
                          : users.users.empty()
                              ? Details()
                              : details_of_rows(arguments, options, running, measured, users, console);
  print(model, measured, details, console);
  console.next(next_with_rows(arguments, model));
  return 0;
}

std::vector<Flag> evaluate_flags(std::string_view) {
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
  const Flag per_user_flag = {.name = "per-user",
                              .group = "Output",
                              .help = "Write the metrics of every user to this file (CSV)",
                              .value = "FILE",
                              .completes = Flag::Completes::file,
                              .brief = "Write the metrics of every user to a file"};
  const Flag bootstrap_flag = {.name = "bootstrap",
                               .group = "Output",
                               .help = "Add 95% intervals of the metrics, from this many draws of users",
                               .value = "N",
                               .range = "at least 100",
                               .brief = "95% intervals, from this many draws of users"};
  const Flag against_flag = {.name = "against",
                             .group = "Output",
                             .help =
                                 "Compare with this model on the same users: the differences of the metrics, with 95% "
                                 "intervals and p values from draws of users (--bootstrap, else 1000)",
                             .value = "MODEL",
                             .completes = Flag::Completes::file,
                             .brief = "Compare with another model on the same users"};
  const Flag by_flag = {.name = "by",
                        .takes = Flag::Takes::list,
                        .group = "Output",
                        .help =
                            "Add the metrics of thirds of the users by activity, or of the items by popularity: the "
                            "numbers of their rows in the files of --seen",
                        .value = "A,B",
                        .range = "activity, popularity",
                        .brief = "Metrics by activity of users or popularity of items"};
  return joined(std::vector<Flag>{metrics_flag(), with_flag(), relevant, candidates_flag(), seen_flag, interval_flag,
                                  per_user_flag, bootstrap_flag, against_flag, by_flag},
                reading_flags(), flags_of(TrainOptions{}, evaluate_options), output_flags());
}

}  // namespace

const Verb& evaluate_verb() {
  static const Verb verb = {
      .name = "evaluate",
      .summary = "Measures a saved model on files that hold targets.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay evaluate movies.safetensors ml-100k/u1.test",
                   "interplay evaluate movies.safetensors u1.test --metrics rmse,mae --json",
                   "interplay evaluate m.safetensors u1.test --metrics ndcg@10 --bootstrap 1000",
                   "interplay evaluate m.safetensors test.csv --with other.safetensors"},
      .elsewhere = {{"train train-file training", "--seen names the files of the training rows"},
                    {"out output", "interplay predict writes scores; --per-user writes the metrics of every user"},
                    {"k topk top topn top-k top-n", "the length of lists is part of a metric: --metrics ndcg@10"}},
      .flags = evaluate_flags,
      .run = run_evaluate,
  };
  return verb;
}

}  // namespace interplay::cli
