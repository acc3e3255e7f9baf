// interplay train: files in, a tested model out.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "automatic.h"
#include "calibration_text.h"
#include "chain_table.h"
#include "interplay/chains.h"
#include "interplay/cluster.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/files.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interrupt.h"
#include "json_output.h"
#include "l2_table.h"
#include "memory.h"
#include "next_step.h"
#include "outputs.h"
#include "settings.h"
#include "text.h"
#include "together.h"
#include "verb.h"

namespace interplay::cli {
namespace {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

// What a run comes to, for both forms of output.
struct Outcome {
  Json data;
  std::string split_label;
  std::size_t train_rows = 0, valid_rows = 0, test_rows = 0;
  std::optional<Evaluation> test;
  double search_seconds = 0;  // 0: nothing was searched
  double read_seconds = 0, train_seconds = 0, total_seconds = 0;
  int signal = 0;
};

std::uint64_t ids_of(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  return field ? data.schema.fields[*field].vocabulary.size() : 0;
}

Json counts_of(const Settings& settings, const Dataset& data) {
  Json fields = Json::array();
  for (const std::size_t field : data.schema.inputs()) fields.push_back(data.schema.fields[field].name);
  return {{"paths", settings.files()},
          {"rows", data.rows},
          {"users", ids_of(data, Role::user)},
          {"items", ids_of(data, Role::item)},
          {"bad_lines", data.bad_lines},
          {"fields", std::move(fields)},
          {"notes", data.notes}};
}

// Each run of an ensemble, and each chain, has a checkpoint of its own: FILE, FILE.2, FILE.3.
std::vector<Output> outputs_of(const Settings& settings, const Arguments& arguments) {
  std::vector<Output> outputs;
  if (settings.out) outputs.push_back({*settings.out, "the model"});
  const std::string& checkpoint = settings.train.checkpoint;
  if (!checkpoint.empty()) outputs.push_back({checkpoint, "the checkpoint"});
  for (std::int64_t run = 2; !checkpoint.empty() && run <= std::max(settings.train.ensemble, settings.train.chains);
       ++run)
    outputs.push_back({fmt::format("{}.{}", checkpoint, run), fmt::format("the checkpoint of run {}", run)});
  if (const auto recipe = arguments.value("write-recipe")) outputs.push_back({*recipe, "the recipe"});
  return outputs;
}

bool automatic(const Settings& settings) { return settings.train.model == automatic_model; }

void check_request(const Settings& settings, const Arguments& arguments) {
  // A model's own patience waits for a validation part; a patience that was asked for needs one.
  if (!automatic(settings) && settings.train.patience != default_options(settings.train.model).patience &&
      settings.train.patience > 0 && !has_validation(settings.split))
    throw Error(Code::usage, "--patience needs a validation part to watch, and there is none",
                "add --valid 0.1, or name one with --valid-file");
  if (settings.train.resume && settings.train.checkpoint.empty())
    throw Error(Code::usage, "--resume needs the checkpoint to go on from", "name it with --checkpoint FILE");
  if (settings.split.folds > 0 && settings.split.split.find("kfold") == std::string::npos)
    throw Error(
        Code::usage,
        fmt::format("--folds is {}, but --split {} has no folds to count", settings.split.folds, settings.split.split),
        "add --split kfold, or leave --folds out");
  check_outputs(outputs_of(settings, arguments), inputs_of(settings, arguments));
  // A model replaces the file of that name, and a device is not to be replaced.
  std::error_code ignored;
  if (settings.out && std::filesystem::exists(*settings.out, ignored) &&
      !std::filesystem::is_regular_file(*settings.out, ignored))
    throw Error(Code::io, at(*settings.out), "is no regular file", "leave out --out to train without saving");
  for (const std::string& name : settings.metrics) named_metric(name);
}

void announce(const Dataset& data, const Outcome& outcome, Console& console) {
  if (console.log_json) {
    Json event = {{"event", "read"}, {"seconds", outcome.read_seconds}};
    event.update(outcome.data);
    console.message(line_of(event));
    console.message(line_of({{"event", "split"},
                             {"label", outcome.split_label},
                             {"train", outcome.train_rows},
                             {"valid", outcome.valid_rows},
                             {"test", outcome.test_rows}}));
    return;
  }
  std::string read = "read " + counted(data.rows, "row");
  if (const auto users = ids_of(data, Role::user)) read += ", " + counted(users, "user");
  if (const auto items = ids_of(data, Role::item)) read += ", " + counted(items, "item");
  if (data.bad_lines > 0) read += "; left out " + counted(data.bad_lines, "bad line");
  console.note(read);
  if (outcome.valid_rows + outcome.test_rows > 0) {
    console.note("split " + outcome.split_label);
  } else {
    console.note("training on all rows: with neither --test nor --valid nothing is held out to measure the model");
  }
}

void save(const Model& model, const Settings& settings, Console& console) {
  if (!settings.out) {
    console.note("the model was not saved; --out FILE saves it");
    return;
  }
  model.save(*settings.out);
  if (console.log_json) console.message(line_of({{"event", "saved"}, {"path", *settings.out}}));
}

// `request`: the settings as they were asked for.
void suggest_next(const Model& model, const Settings& request, Console& console) {
  if (request.out) {
    console.next(next_with(*request.out, model));
  } else if (!request.warm && std::ranges::all_of(request.paths, can_be_read_again)) {
    console.next(command_of(request) + " --out model.safetensors");
  }
}

// `search`: what chose the settings, if something did.
void print_json(const Model& model, const Settings& settings, const Outcome& outcome, const std::optional<Json>& search,
                Console& console) {
  Json json;
  json["data"] = outcome.data;
  json["split"] = {{"label", outcome.split_label},
                   {"train", outcome.train_rows},
                   {"valid", outcome.valid_rows},
                   {"test", outcome.test_rows}};
  json["options"] = {
      {"data", json_of(settings.data)}, {"split", json_of(settings.split)}, {"train", json_of(model.options())}};
  json["history"] = Json::parse(histories_to_json(model));
  json["test"] = outcome.test ? json_of(*outcome.test) : Json();
  json["seconds"] = {{"search", outcome.search_seconds},
                     {"read", outcome.read_seconds},
                     {"train", outcome.train_seconds},
                     {"total", outcome.total_seconds}};
  const auto [low, high] = model.target_range();
  json["model"] = {{"name", std::string(model.name())},
                   {"parameters", model.parameter_count() * model.members()},
                   {"members", model.members()},
                   {"target_range", settings.data.implicit ? Json() : Json{low, high}},
                   {"clipped", model.options().clip}};
  json["l2"] = Json::parse(l2_to_json(model));
  json["chains"] = Json::parse(chains_to_json(model));
  json["calibration"] = Json::parse(calibration_to_json(model));
  json["path"] = settings.out ? Json(*settings.out) : Json();
  if (search) json["search"] = *search;
  console.result(line_of(json));
}

std::string metrics_text(const MetricValues& values) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : values) parts.push_back(fmt::format("{} {}", name, metric_text(value)));
  return fmt::format("{}", fmt::join(parts, "  "));
}

void print_text(const Model& model, const Settings& settings, const Outcome& outcome, Console& console) {
  if (outcome.test) {
    std::string line =
        fmt::format("test {}  ({}", metrics_text(outcome.test->metrics), counted(outcome.test->rows, "row"));
    if (outcome.test->users > 0)
      line += fmt::format(" of {} among {}", counted(outcome.test->users, "user"), outcome.test->candidates);
    if (outcome.test->cold_rows > 0) line += fmt::format(", {} cold", grouped(outcome.test->cold_rows));
    const auto [low, high] = model.target_range();
    if (model.clips() && high > low && outcome.test->users == 0)
      line += fmt::format("; clipped to [{}, {}]", short_number(low), short_number(high));
    console.result(line + ")\n");
  }
  console.result(calibration_text(model));
  if (model.calibration() && model.options().restore_best && model.history().best_epoch > 0)
    console.note(
        "the validation rows that it was fitted to have chosen the epoch as well; rows that decided nothing are "
        "for interplay calibrate MODEL HELDOUT");
  console.result(l2_text(model, static_cast<std::size_t>(console.width)));
  if (model.runs() > 1) console.result(chains_text(model, static_cast<std::size_t>(console.width)));
  if (settings.out) {
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(*settings.out, ignored);
    console.result(fmt::format("saved {} ({}, {} parameters, {})\n", *settings.out, model.name(),
                               grouped(model.parameter_count() * model.members()),
                               in_bytes(ignored ? 0.0 : static_cast<double>(bytes))));
  }
  console.flush();
  if (!console.quiet && !console.log_json)
    console.message(fmt::format(
        "{}read {}, train {}, total {}\n",
        outcome.search_seconds > 0 ? fmt::format("search {}, ", in_seconds(outcome.search_seconds)) : "",
        in_seconds(outcome.read_seconds), in_seconds(outcome.train_seconds), in_seconds(outcome.total_seconds)));
}

// What a user has in the other parts is left out of its list.
Evaluation rank_test(const Model& model, const PairIds& ids, const Split& parts, const Settings& settings,
                     const RankingOptions& options, const std::vector<std::uint32_t>& given = {}) {
  const PairRows seen[] = {{ids, parts.train}, {ids, parts.valid}, {ids, given}};
  return rank_users(model, {ids, parts.test}, seen, settings.metrics, options,
                    static_cast<int>(settings.train.threads));
}

// A file that is held out is not trained on; then there has to be another one.
void check_held_out_files(const Settings& settings) {
  if (settings.paths.size() != 1) return;
  const std::string& path = settings.paths.front();
  for (const std::string* held_out : {&settings.split.test_file, &settings.split.valid_file}) {
    std::error_code ignored;
    if (!held_out->empty() && std::filesystem::equivalent(path, *held_out, ignored))
      throw Error(
          Code::usage, at(path),
          "is both trained on and held out: the error on rows that a model has learned says nothing about others",
          "hold out a part of it with --test 0.2, or name another file");
  }
}

// By what training goes on from another model.
void note_start(const Model& start, const Settings& settings, Console& console) {
  const std::string& solver = settings.train.solver;
  const auto info = solver_info(solver);
  if (!info || !info->properties.samples) {
    console.note(
        fmt::format("{} goes on by solver {}, with its own options where none are given", *settings.warm, solver));
  } else if (start.options().solver != solver) {
    console.note(fmt::format(
        "{} was trained by {}; training goes on by {}, whose draws start from its parameters and take their place",
        *settings.warm, start.options().solver, solver));
  }
}

// How many ids the model did not know.
void note_new_ids(const Model& start, const Dataset& data, Console& console) {
  std::string words;
  for (const Role role : {Role::user, Role::item}) {
    const auto before = start.schema().find(role), now = data.schema.find(role);
    if (!before || !now) continue;
    const Vocabulary &known = start.schema().fields[*before].vocabulary, &ids = data.schema.fields[*now].vocabulary;
    std::uint64_t added = 0;
    for (std::uint32_t code = 1; code <= ids.size(); ++code) added += known.code(ids.id(code)) == 0;
    words += (words.empty() ? "" : ", ") + counted(added, name(role));
  }
  if (!words.empty()) console.note("new to the model: " + words);
}

// `logs`: what this process has exchanged, where it is not the first, which tells of each epoch.
int train_by(Processes& processes, const Arguments& arguments, bool logs, Console& console) {
  const Stopwatch total;
  Settings settings = settings_of(arguments);
  check_request(settings, arguments);
  if (automatic(settings) && processes.size() > 1)
    throw Error(Code::usage, "--model auto searches in one process, and there are several",
                "choose the model in one process first, and train it by several with the command that is printed");
  if (arguments.has("budget") && !automatic(settings))
    throw Error(Code::usage, "--budget is for the search of --model auto", "leave it out, or give --model auto");
  const Interrupt interrupt;
  std::optional<Json> search;
  if (automatic(settings)) {
    search = choose_settings(settings, arguments, console);
    if (!search) return 128 + Interrupt::received();
  }
  const double search_seconds = search ? total.seconds() : 0;
  check_training(settings.train, has_validation(settings.split));
  const RankingOptions ranking = ranking_of(arguments, settings.train.seed);
  const bool ranks = settings.data.implicit || arguments.has("candidates");
  if (const auto recipe = arguments.value("write-recipe"); recipe && processes.leads())
    write_file(*recipe, recipe_of(settings, "interplay train --write-recipe"));
  const Settings request = settings;
  settings.paths = with_given_files(settings.paths, settings.split);
  check_held_out_files(settings);
  Outcome outcome;
  const int threads = static_cast<int>(settings.train.threads);
  std::optional<Model> start;
  if (settings.warm) start = Model::load(*settings.warm);
  if (start) note_start(*start, settings, console);
  const std::shared_ptr<Spool> spool = spool_of(arguments);
  Dataset read_data = start ? read_more(*start, settings.files(), settings.data, threads)
                            : read(settings.files(), settings.data, threads, spool);
  outcome.search_seconds = search_seconds;
  console.notes(read_data.notes);
  outcome.read_seconds = total.seconds() - search_seconds;
  outcome.data = counts_of(settings, read_data);
  auto parts = split(read_data, settings.split, static_cast<std::uint64_t>(settings.train.seed));
  outcome.split_label = parts.label;
  outcome.train_rows = parts.train.size();
  outcome.valid_rows = parts.valid.size();
  outcome.test_rows = parts.test.size();
  announce(read_data, outcome, console);
  if (outcome.valid_rows == 0 && settings.train.patience > 0 && arguments.has("patience"))
    console.note(
        "--patience has nothing to watch without a validation part; --valid 0.1 holds out a tenth of the rows");

  const Stopwatch training;
  const std::size_t read_notes = read_data.notes.size();
  const ListOptions lists{.groups = settings.metrics.empty() || ranks ? Groups() : groups_of(read_data),
                          .relevant = ranking.relevant};
  const PairIds ids = ranks ? pair_ids(read_data) : PairIds();
  if (ranks && !parts.test.empty()) check_ranking({ids, parts.test}, settings.metrics, ranking);
  const bool new_users = holds_out_users(settings.split.split);
  const Dataset as_read = new_users ? read_data : Dataset();
  const Dataset data =
      start ? encode_more(*start, std::move(read_data), parts.train, settings.train.solver, settings.data)
            : encode(std::move(read_data), parts.train, settings.data);
  console.notes(std::span(data.notes).subspan(read_notes));
  if (start) note_new_ids(*start, data, console);
  if (!start && !ranks && !parts.test.empty()) check_metrics(data, parts, settings.train, settings.metrics, lists);
  TogetherObserver observer(processes, console, settings.train.epochs);
  const Model model =
      train_together(processes, start ? &*start : nullptr, data, parts, settings.train, settings.data, observer);
  observer.finish();
  processes.leave();
  if (!processes.leads()) {
    if (logs) console.message(traffic_line(processes, 0));
    return 0;
  }
  outcome.signal = Interrupt::received();
  outcome.train_seconds = training.seconds();
  save(model, settings, console);
  if (new_users) {
    const JoinedUsers joined = join_held_out_users(model, as_read, parts, threads);
    console.note(fmt::format("the users of the test rows have joined the model by {} of theirs, after training",
                             counted(joined.rows.size(), "other row")));
    outcome.test = ranks ? rank_test(joined.model, ids, parts, settings, ranking, joined.rows)
                         : evaluate(joined.model, encode_as(as_read, joined.model.star()), parts.test, settings.metrics,
                                    threads, lists);
  } else if (!parts.test.empty())
    outcome.test = ranks ? rank_test(model, ids, parts, settings, ranking)
                         : evaluate(model, data, parts.test, settings.metrics, threads, lists);
  if (outcome.test) console.notes(outcome.test->notes);
  outcome.total_seconds = total.seconds();
  if (console.log_json && outcome.test) {
    Json event = {{"event", "test"}};
    event.update(json_of(*outcome.test));
    console.message(line_of(event));
  }
  if (console.json) {
    print_json(model, settings, outcome, search, console);
  } else {
    print_text(model, settings, outcome, console);
  }
  if (outcome.signal == 0) {
    suggest_next(model, request, console);
    return 0;
  }
  console.warning(settings.out ? "interrupted: the best epoch so far was saved" : "interrupted");
  return 128 + outcome.signal;
}

int run_train(const Arguments& arguments, Console& console) {
  const bool logs = console.log_json;
  Processes processes = join_processes(console);
  return run_together(processes, [&] { return train_by(processes, arguments, logs, console); });
}

std::vector<Flag> train_flags(std::string_view model) {
  const auto defaults = default_options(model.empty() ? TrainOptions{}.model : std::string(model));
  const std::vector<Flag> own = {
      {.name = "faithful",
       .takes = Flag::Takes::nothing,
       .group = "Model",
       .help = "Start from the settings of the notebook that the model is taken from, its accidents included; other "
               "flags win"},
      {.name = "budget",
       .group = "Model",
       .help =
           "How long --model auto searches before it trains: seconds, minutes or hours (60s, 5m, 1h), or passes over "
           "the training rows (200-passes), which find the same model on every machine",
       .value = "TIME",
       .initial = "60s",
       .brief = "How long --model auto searches"},
      {.name = "warm",
       .group = "Solver",
       .help = "Model to train further, with its own options where none are given: one by gradient goes on by "
               "gradient, knows its old ids and the new ones, and starts from its parameters; a chain of mcmc goes on "
               "from its last draw, without burn-in",
       .value = "MODEL",
       .completes = Flag::Completes::file},
      out_flag("File to save the model to; without it the model is not saved", "File to save the model to"),
      memory_limit_flag(),
      metrics_flag(),
      candidates_flag(),
      relevant_flag(),
      {.name = "write-recipe",
       .group = "Output",
       .help = "Write the options of this run to a recipe, which train takes in place of data",
       .value = "FILE",
       .completes = Flag::Completes::file},
  };
  return joined(flags_of(defaults), flags_of(SplitOptions{}), flags_of(DataOptions{}), own, progress_flags(),
                output_flags());
}

}  // namespace

const Verb& train_verb() {
  static const Verb verb = {
      .name = "train",
      .summary = "Trains a model on data or by a recipe, tests it and saves it.",
      .operands = {{.name = "PATH|RECIPE.toml", .repeated = true}},
      .examples = {"interplay train ml-100k/u.data --model biased_mf --test 0.2 --out model",
                   "interplay train r.csv --user uid --join users.csv:uid --valid 0.1 --patience 3",
                   "interplay train r.csv --model auto --budget 60s --test 0.2 --out model",
                   "interplay train recipe.toml --epochs 3"},
      .elsewhere = {{"gpu cuda device gpus use-gpu",
                     "training runs on the processor; --threads says on how many cores"},
                    {"data input file train dataset train-file", "data is named without a flag: interplay train PATH"},
                    {"verbose", "--progress shows the progress bar and every epoch, --log json all events"}},
      .flags = train_flags,
      .run = run_train,
  };
  return verb;
}

}  // namespace interplay::cli
