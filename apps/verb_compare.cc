// interplay compare: several models on the same folds with the same seeds, with error bars.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/metrics.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interplay/store.h"
#include "json_output.h"
#include "memory.h"
#include "next_step.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::int64_t usual_folds = 5;

std::vector<std::string> models_of(const Arguments& arguments) {
  if (arguments.has("models")) return arguments.list("models");
  std::vector<std::string> all;
  // Ratings are no interactions without targets: models for these are compared where they are named.
  for (const ModelInfo& model : model_names())
    if (!solver_info(model.solver)->properties.fits_interactions) all.emplace_back(model.name);
  return all;
}

// The arguments without options that the model lacks and that another of the compared ones has.
Arguments without_unread(Arguments arguments, std::string_view model) {
  const auto compared = models_of(arguments);
  std::erase_if(arguments.flags, [&](const auto& flag) {
    const std::string option = with_underscores(flag.first == "model-numeric" ? "numeric" : flag.first);
    return !model_reads(model, option) &&
           std::any_of(compared.begin(), compared.end(), [&](const auto& other) { return model_reads(other, option); });
  });
  return arguments;
}

std::vector<TrainOptions> options_of(const Arguments& arguments) {
  std::vector<TrainOptions> all;
  for (const std::string& name : models_of(arguments)) {
    all.push_back(defaults_for_data(name, arguments.value("solver").value_or(""), arguments.value("loss").value_or(""),
                                    arguments.has("implicit")));
    apply(without_unread(arguments, name), all.back());
    all.back().model = name;
  }
  if (all.empty()) throw Error(Code::usage, "--models names no model", "interplay models lists them");
  return all;
}

// Folds unless the request says otherwise: --test, --test-file or a split that brings its own test part.
std::vector<Split> splits_of(const Dataset& data, SplitOptions options, std::uint64_t seed) {
  const bool names_rows = std::ranges::any_of(std::initializer_list<std::string_view>{"given", "pairs", "leave"},
                                              [&](std::string_view kind) { return options.split.starts_with(kind); });
  const bool own_test = options.test > 0 || !options.test_file.empty() || names_rows;
  if (own_test && options.folds == 0) return {split(data, options, seed)};
  if (options.folds == 0) options.folds = usual_folds;
  return cross_validation_splits(data, options, seed);
}

std::string with_deviation(double mean, double deviation) {
  if (std::isnan(deviation) || deviation == 0) return metric_text(mean);
  return fmt::format("{} ± {}", metric_text(mean), deviation_text(deviation, mean));
}

// One that has runs: its metrics are those of all.
const Comparison& measured_one(const std::vector<Comparison>& results) {
  return *std::ranges::find_if(results, [](const Comparison& result) { return result.failure.empty(); });
}

// The table with the first `metrics` metrics.
std::string comparison_table(const std::vector<Comparison>& results, std::size_t metrics, std::size_t width) {
  std::vector<std::string> headings = {"model"};
  for (std::size_t m = 0; m < metrics; ++m) headings.push_back(">" + measured_one(results).mean[m].first);
  headings.insert(headings.end(), {">seconds", ">parameters"});
  Table table(headings);
  for (const Comparison& result : results) {
    std::vector<std::string> cells = {result.model};
    if (!result.failure.empty()) {
      cells.resize(headings.size(), "-");
      table.row(std::move(cells));
      continue;
    }
    for (std::size_t m = 0; m < metrics; ++m)
      cells.push_back(with_deviation(result.mean[m].second, result.deviation[m].second));
    cells.push_back(fmt::format("{:.3f}", result.train_seconds));
    cells.push_back(grouped(result.parameters));
    table.row(std::move(cells));
  }
  return table.text(width);
}

// With as many metrics as fit.
void print_table(const std::vector<Comparison>& results, Console& console) {
  const auto width = static_cast<std::size_t>(console.width);
  std::size_t metrics = measured_one(results).mean.size();
  constexpr std::size_t unbroken = 1000;
  std::string text = comparison_table(results, metrics, unbroken);
  while (metrics > 1 && columns_of(text.substr(0, text.find('\n'))) > width)
    text = comparison_table(results, --metrics, unbroken);
  std::string left_out;
  for (std::size_t m = metrics; m < measured_one(results).mean.size(); ++m)
    left_out += (left_out.empty() ? "" : ", ") + measured_one(results).mean[m].first;
  if (!left_out.empty()) console.note("no room for " + left_out + ": choose with --metrics, or see all with --json");
  console.result(text);
}

// What training warns of: once what it says of every model, as of the split, and by model what it says of some.
void report_warnings(const std::vector<Comparison>& results, Console& console) {
  const auto warned = [](const std::string& text) {
    return [&](const Comparison& result) {
      return !result.failure.empty() || std::ranges::find(result.warnings, text) != result.warnings.end();
    };
  };
  for (const std::string& text : measured_one(results).warnings)
    if (results.size() > 1 && std::ranges::all_of(results, warned(text))) console.warning(text);
  for (const Comparison& result : results)
    for (const std::string& text : result.warnings)
      if (results.size() == 1 || !std::ranges::all_of(results, warned(text)))
        console.warning(result.model + ": " + text);
}

// The model of the best mean of the first metric.
const Comparison& best_of(const std::vector<Comparison>& results) {
  const NamedMetric metric = named_metric(measured_one(results).mean.front().first);
  const bool high = metric.lists != nullptr ||
                    (metric.rows ? metric.rows->direction : metric.first->direction) == Direction::maximize;
  return *std::ranges::min_element(results, {}, [&](const Comparison& result) {
    const double value = result.failure.empty() ? result.mean.front().second : std::numeric_limits<double>::quiet_NaN();
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : high ? -value : value;
  });
}

struct Request {
  std::vector<TrainOptions> models;
  std::vector<std::string> metrics;
  std::int64_t seeds = 1;
  DataOptions data;
  SplitOptions split;
};

Request request_of(const Arguments& arguments) {
  Request request;
  request.models = options_of(arguments);
  request.metrics = arguments.list("metrics");
  for (const std::string& name : request.metrics) named_metric(name);
  request.seeds = arguments.integer("seeds", 1, 1);
  apply(arguments, request.data);
  request.data = with_packed_options(arguments.operands, request.data);
  apply(arguments, request.split);
  return request;
}

int run_compare(const Arguments& arguments, Console& console) {
  const Request request = request_of(arguments);
  const TrainOptions& first = request.models.front();
  std::vector<std::string> paths = with_given_files(arguments.operands, request.split);
  for (const std::string& path : {request.split.test_file, request.split.valid_file})
    if (!path.empty()) paths.push_back(path);
  const Dataset data = read(paths, request.data, static_cast<int>(first.threads), spool_of(first));
  console.notes(data.notes);
  if (!request.data.implicit) data.target();  // refused before any work where there is none
  const auto splits = splits_of(data, request.split, static_cast<std::uint64_t>(first.seed));
  const auto progress = [&](const std::string& text) {
    if (console.log_json) {
      console.message(line_of({{"event", "progress"}, {"text", text}}));
    } else if (console.show_progress) {
      console.status(text.substr(0, static_cast<std::size_t>(console.width) - 1));
    }
  };
  const bool ranks = request.data.implicit || arguments.has("candidates");
  auto ranking = ranks ? std::optional(ranking_of(arguments, first.seed)) : std::nullopt;
  if (holds_out_users(request.split.split)) {
    if (!ranking)
      throw Error(Code::usage, "--split new-users compares lists here, and rows are measured",
                  "add --candidates all, or give --implicit; interplay train measures rows of new users");
    ranking->new_users = true;
    console.note("the users of the test rows join each model by their other rows before it is measured");
  }
  std::vector<std::string> left_out;  // of all models, those that do not fit; one that was named has to
  const auto results = compare(data, splits, request.models, request.seeds, request.metrics, request.data, progress,
                               arguments.has("models") ? nullptr : &left_out, ranking);
  console.status("");
  for (const std::string& reason : left_out) console.note("left out " + reason);
  report_warnings(results, console);
  bool failed = false;
  for (const Comparison& result : results) {
    if (result.failure.empty()) continue;
    failed = true;
    console.warning(fmt::format("model {} has no figures: {}", result.model, result.failure));
  }
  if (console.json) {
    console.result(line_of({{"folds", splits.size()},
                            {"seeds", request.seeds},
                            {"models", json_of(std::span<const Comparison>(results))}}));
    return failed ? 1 : 0;
  }
  console.note(fmt::format("{} rows; {} {} x {} {}: mean ± standard deviation over the runs; seconds of one training",
                           grouped(data.rows), splits.size(), splits.size() == 1 ? "split" : "folds", request.seeds,
                           request.seeds == 1 ? "seed" : "seeds"));
  print_table(results, console);
  if (results.size() > 1 || !failed) {
    Settings next;
    next.paths = arguments.operands;
    next.data = request.data;
    next.split.test = 0.2;
    next.train = *std::ranges::find(request.models, best_of(results).model, &TrainOptions::model);
    if (std::ranges::all_of(next.paths, can_be_read_again)) console.next(command_of(next) + " --out model.safetensors");
  }
  return failed ? 1 : 0;
}

std::vector<Flag> compare_flags(std::string_view) {
  std::vector<Flag> own = {
      {.name = "models",
       .takes = Flag::Takes::list,
       .group = "Comparison",
       .help = "Models to compare; without it all that fit the data, each with its own defaults",
       .value = "A,B",
       .completes = Flag::Completes::model,
       .brief = "Models to compare; without it all that fit"},
      {.name = "seeds",
       .group = "Comparison",
       .help = "Trainings of each model on each fold, with seed, seed+1, ...",
       .value = "N",
       .initial = "1",
       .range = "at least 1",
       .brief = "Trainings of each model, with other seeds"},
  };
  for (Flag flag : {metrics_flag(), candidates_flag(), relevant_flag()}) {
    flag.group = "Comparison";
    own.push_back(flag);
  }
  // Checkpoints are of one training, and --models stands for --model.
  auto train = flags_of(TrainOptions{});
  std::erase_if(train, [](const Flag& flag) {
    return flag.name == "model" || flag.name == "resume" || flag.name.starts_with("checkpoint");
  });
  for (Flag& flag : train)
    if (flag.group != "Run") flag.initial = "";  // they differ from model to model
  return joined(own, flags_of(SplitOptions{}), train, flags_of(DataOptions{}), progress_flags(), output_flags());
}

}  // namespace

const Verb& compare_verb() {
  static const Verb verb = {
      .name = "compare",
      .summary = "Trains several models on the same folds and tabulates error, its deviation, and time.",
      .operands = {{.name = "PATH", .repeated = true}},
      .examples = {"interplay compare u.data --models linear,mf,biased_mf,fm --folds 5 --seeds 3",
                   "interplay compare ratings.csv --test 0.2 --metrics rmse,mae",
                   "interplay compare ml-100k/ --split given:u1 --models fm,biased_mf --json"},
      .flags = compare_flags,
      .run = run_compare,
  };
  return verb;
}

}  // namespace interplay::cli
