// interplay tune: many trainings with different options, compared on the validation part.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/read.h"
#include "interplay/report.h"
#include "interplay/split.h"
#include "interplay/train.h"
#include "interplay/tune.h"
#include "interrupt.h"
#include "json_output.h"
#include "memory.h"
#include "next_step.h"
#include "outputs.h"
#include "picture_file.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr double usual_valid = 0.1;

class TuneConsole : public TuneObserver {
 public:
  explicit TuneConsole(Console& console) : console_(console) {}

  void on(const Trial& trial, std::size_t done, std::size_t planned) override {
    const std::string error = trial.diverged ? "diverged" : metric_text(trial.error);
    if (console_.log_json) {
      Json values = Json::object();
      for (const auto& [name, value] : trial.values) values[name] = value;
      console_.message(line_of({{"event", "trial"},
                                {"number", trial.number},
                                {"rung", trial.rung},
                                {"epochs", trial.epochs},
                                {"values", std::move(values)},
                                {"error", trial.diverged ? Json() : Json(trial.error)}}));
    } else if (console_.show_progress) {
      console_.status(fmt::format("{} of {} trainings, the last one {}", done, planned, error));
    }
  }
  void warn(const std::string& text) override {
    if (console_.log_json) console_.message(line_of({{"event", "message"}, {"level", "warning"}, {"text", text}}));
    console_.warning(text);
  }
  bool stop_requested() override { return Interrupt::received() != 0; }

 private:
  Console& console_;
};

// The first `count` trials; the epochs are told where they differ.
void print_table(const TuneResult& result, std::size_t count, Console& console) {
  if (result.trials.empty()) return;
  const bool epochs = result.trials.front().epochs != result.trials.back().epochs;
  std::vector<std::string> headings = {">trial", ">valid " + result.metric};
  if (epochs) headings.push_back(">epochs");
  for (const auto& [name, value] : result.trials.front().values) headings.push_back(">" + name);
  Table table(headings);
  for (std::size_t i = 0; i < std::min(count, result.trials.size()); ++i) {
    const Trial& trial = result.trials[i];
    std::vector<std::string> cells = {std::to_string(trial.number),
                                      trial.diverged ? "diverged" : metric_text(trial.error)};
    if (epochs) cells.push_back(std::to_string(trial.epochs));
    for (const auto& [name, value] : trial.values) cells.push_back(value);
    table.row(std::move(cells));
  }
  console.result(table.text(200));
  if (result.trials.size() > count)
    console.result(fmt::format("and {} worse ones (-n {} shows all)\n", grouped(result.trials.size() - count),
                               result.trials.size()));
}

// Halving puts what was trained longest first, although fewer epochs may have come to less.
void note_shorter(const TuneResult& result, Console& console) {
  const Trial* best = nullptr;
  const auto better = [&](double a, double b) { return result.minimize ? a < b : a > b; };
  for (const Trial& trial : result.trainings)
    if (!trial.diverged && (best == nullptr || better(trial.error, best->error))) best = &trial;
  if (best != nullptr && best->epochs < result.trials.front().epochs)
    console.note(fmt::format("trial {} came to {} with {} epochs, better than the first: fewer epochs may do",
                             best->number, metric_text(best->error), best->epochs));
}

void check_outputs(const Settings& settings, const Arguments& arguments) {
  std::vector<Output> outputs;
  for (const auto& [flag, what] :
       {std::pair("out", "the file of results"), {"recipe", "the recipe"}, {"picture", "the picture"}})
    if (const auto path = arguments.value(flag)) outputs.push_back({*path, what});
  check_outputs(outputs, inputs_of(settings, arguments));
  if (const auto picture = arguments.value("picture")) check_picture_file(*picture, Panels{}, true);
}

Dataset read_data(const Settings& settings, Console& console) {
  Dataset data =
      read(settings.files(), settings.data, static_cast<int>(settings.train.threads), spool_of(settings.train));
  console.notes(data.notes);
  if (!settings.data.implicit) data.target();  // refused before any work where there is none
  return data;
}

void announce(const Split& parts, const std::string& space, Console& console) {
  console.note("split " + parts.label);
  if (!space.empty()) console.note("searching " + space);
  console.note(parts.test.empty()
                   ? "there is no test part; what is found was chosen on the validation part"
                   : fmt::format("the test part ({}) is left untouched", counted(parts.test.size(), "row")));
}

// The training of the best trial.
void suggest_next(const Arguments& arguments, const Settings& best, const TuneResult& result, Console& console) {
  if (result.trials.empty() || result.trials.front().diverged) return;
  if (const auto recipe = arguments.value("recipe")) {
    console.next(fmt::format("interplay train {} --out model.safetensors", quoted_for_shell(*recipe)));
  } else if (std::ranges::all_of(best.paths, can_be_read_again)) {
    console.next(command_of(best) + " --out model.safetensors");
  }
}

int run_tune(const Arguments& arguments, Console& console) {
  Settings settings = settings_of(arguments);
  TuneOptions options;
  apply(arguments, options);
  const auto count = static_cast<std::size_t>(arguments.integer("count", 20, 1));
  check_outputs(settings, arguments);
  if (!has_validation(settings.split)) settings.split.valid = usual_valid;
  const Settings request = settings;
  settings.paths = with_given_files(settings.paths, settings.split);
  Dataset data = read_data(settings, console);
  const Split parts = split(data, settings.split, static_cast<std::uint64_t>(settings.train.seed));
  announce(parts, options.search.empty() ? default_search(settings.train) : options.search, console);
  const Interrupt interrupt;
  TuneConsole observer(console);
  const TuneResult result = tune(std::move(data), parts, settings.train, options, settings.data,
                                 arguments.value("out").value_or(""), observer);
  console.status("");
  if (result.resumed > 0)
    console.note(fmt::format("{} trainings were in the file of results", grouped(result.resumed)));
  if (console.json) {
    Json json = json_of(result);
    json["split"] = {{"label", parts.label},
                     {"train", parts.train.size()},
                     {"valid", parts.valid.size()},
                     {"test", parts.test.size()},
                     {"test_used", false}};
    console.result(line_of(json));
  } else {
    print_table(result, count, console);
    note_shorter(result, console);
  }
  if (const auto picture = arguments.value("picture"); picture && !result.trials.empty())
    write_file(*picture, is_page(*picture) ? to_html(report_of(result, parts)) : render(charts_of(result), *picture));
  Settings best = request;
  best.train = result.best;
  best.out.reset();
  if (const auto recipe = arguments.value("recipe"); recipe && !result.trials.empty()) {
    write_file(*recipe, recipe_of(best, "interplay tune --recipe"));
    console.note(
        fmt::format("the recipe {} trains the best of them{}", *recipe, parts.test.empty() ? "" : " and tests it"));
  }
  if (!result.interrupted) {
    suggest_next(arguments, best, result, console);
    return 0;
  }
  console.warning(arguments.has("out") ? "interrupted: the same command goes on from the file of results"
                                       : "interrupted");
  return 128 + Interrupt::received();
}

std::vector<Flag> tune_flags(std::string_view model) {
  const auto defaults = default_options(model.empty() ? TrainOptions{}.model : std::string(model));
  auto train = flags_of(defaults);
  std::erase_if(train, [](const Flag& flag) { return flag.name == "resume" || flag.name.starts_with("checkpoint"); });
  const std::vector<Flag> own = {
      out_flag("File of results, replaced after every training; the same command goes on from it"),
      {.name = "recipe",
       .group = "Output",
       .help = "Write the best trial's options as a recipe for interplay train",
       .value = "FILE",
       .completes = Flag::Completes::file,
       .brief = "File to write the best settings to"},
      {.name = "picture",
       .group = "Output",
       .help = "Draw the trials over what was searched: .html for a report, .svg or .png for the charts alone",
       .value = "FILE",
       .completes = Flag::Completes::file},
      {.name = "count",
       .group = "Output",
       .help = "How many trials to show, the best first; --json has all",
       .value = "N",
       .initial = "20",
       .range = "at least 1",
       .letter = 'n'},
  };
  auto data = flags_of(DataOptions{});
  for (Flag& flag : data)
    if (flag.name == "implicit") flag.brief = "";  // who searches has trained
  return joined(flags_of(TuneOptions{}), flags_of(SplitOptions{}), train, data, own, progress_flags(), output_flags());
}

}  // namespace

const Verb& tune_verb() {
  static const Verb verb = {
      .name = "tune",
      .summary =
          "Searches for options: trains with many, compares them on validation rows, keeps the test part untouched.",
      .operands = {{.name = "PATH|RECIPE.toml", .repeated = true}},
      .examples = {"interplay tune ml-100k/ --test 0.2 --valid 0.1 --out r.json --recipe best.toml",
                   "interplay tune r.csv --search \"rank=8..64,l2_factors=0.01..0.2:log\"",
                   "interplay tune r.csv --model mf --trials 81 --halving --epochs 27"},
      .elsewhere = {{"grid params space param-grid",
                     "--search says what is tried: --search \"rank=8..64,epochs=10..50\""},
                    {"timeout budget time-limit",
                     "--trials says how many trainings; Ctrl-C ends a search, and with --out it goes on later"}},
      .flags = tune_flags,
      .run = run_tune,
  };
  return verb;
}

}  // namespace interplay::cli
