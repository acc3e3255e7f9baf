// interplay models, metrics, options: what exists, with definitions.
#include <algorithm>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/metrics.h"
#include "interplay/model.h"
#include "interplay/synthetic.h"
#include "interplay/tune.h"
#include "json_output.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::size_t width_of(const Console& console) { return static_cast<std::size_t>(console.width); }

int run_models(const Arguments&, Console& console) {
  if (console.json) {
    Json all = Json::array();
    for (const ModelInfo& model : model_names())
      all.push_back({{"name", std::string(model.name)},
                     {"summary", std::string(model.summary)},
                     {"reads", model.reads},
                     {"options", json_of(default_options(model.name))}});
    console.result(line_of(all));
    return 0;
  }
  Table table({"model", "what it is"});
  for (const ModelInfo& model : model_names()) table.row({std::string(model.name), std::string(model.summary)});
  console.result(table.text(width_of(console)));
  console.result("\noptions that only some models have:\n");
  Table own({"model", "options"});
  for (const ModelInfo& model : model_names())
    own.row({std::string(model.name), fmt::format("{}", fmt::join(model.reads, ", "))});
  console.result(own.text(width_of(console)));
  console.next("interplay compare ratings.csv");
  return 0;
}

constexpr std::string_view about_lists =
    "Metrics with @k, and gauc, are of lists: the evaluated rows of one user (or of one value of the column --group) "
    "are its candidates, from the highest prediction down. With --implicit, --candidates or --seen the candidates are "
    "items instead, and those of the evaluated rows are to be found; then auc is of lists, too. A row is relevant "
    "where "
    "its target is 1, or at least --relevant. Rows of equal predictions share their places: values are the mean over "
    "all "
    "orders of them. Lists in which nothing is relevant are left out, and weights of rows do not count.";

std::string_view better(Direction direction) {
  if (direction == Direction::none) return "near 0";
  return direction == Direction::minimize ? "lower" : "higher";
}

int run_metrics(const Arguments&, Console& console) {
  Table table({"metric", "better", "definition"});
  Json all = Json::array();
  for (const Metric& metric : metrics()) {
    const std::string definition(metric.definition), end(better(metric.direction));
    all.push_back(
        {{"name", std::string(metric.name)}, {"better", end}, {"binary", metric.binary}, {"definition", definition}});
    table.row({std::string(metric.name), end, definition});
  }
  for (const ListMetric& metric : list_metrics()) {
    const std::string definition = std::string(metric.definition);
    all.push_back({{"name", std::string(metric.name)},
                   {"spelling", spelling(metric)},
                   {"better", "higher"},
                   {"binary", false},
                   {"lists", true},
                   {"definition", definition}});
    const std::string also = metric.alias.empty() ? "" : fmt::format("; written {} for short", metric.alias);
    table.row({spelling(metric), "higher", definition + also});
  }
  for (const FirstItemsMetric& metric : first_items_metrics()) {
    const std::string definition(metric.definition), end(better(metric.direction)), name(metric.name);
    all.push_back({{"name", name},
                   {"spelling", name + "[@k]"},
                   {"better", end},
                   {"binary", false},
                   {"lists", true},
                   {"definition", definition}});
    table.row({name + "[@k]", end, definition});
  }
  console.result(console.json ? line_of(all) : table.text(width_of(console)));
  if (!console.json) console.result(fmt::format("\n{}\n", fmt::join(wrapped(about_lists, width_of(console)), "\n")));
  console.next("interplay train ratings.csv --test 0.2 --metrics rmse,mae");
  return 0;
}

struct Section {
  std::string title;
  std::vector<Flag> flags;
};

std::vector<Section> sections(const std::string& model) {
  return {{"data", flags_of(DataOptions{})},
          {"split", flags_of(SplitOptions{})},
          {"train", flags_of(default_options(model))},
          {"tune", flags_of(TuneOptions{})},
          {"synth", flags_of(SyntheticOptions{})}};
}

std::string values_of(const Flag& flag) {
  if (!flag.choices.empty()) return fmt::format("{}", fmt::join(flag.choices, ", "));
  if (!flag.range.empty()) return flag.range;
  if (flag.takes == Flag::Takes::yes_no) return "yes or no";
  return flag.takes == Flag::Takes::list ? "a list, separated by commas" : "text";
}

Json sections_json(const std::vector<Section>& all) {
  Json json = Json::object();
  for (const Section& section : all) {
    Json list = Json::array();
    for (const Flag& flag : section.flags)
      list.push_back({{"name", with_underscores(flag.name)},
                      {"group", flag.group},
                      {"values", values_of(flag)},
                      {"choices", flag.choices},
                      {"default", flag.initial},
                      {"help", flag.help}});
    json[section.title] = std::move(list);
  }
  return json;
}

int run_options(const Arguments& arguments, Console& console) {
  if (arguments.has("markdown")) {
    for (const std::string_view other : {"json", "model"})
      if (arguments.has(other))
        throw Error(Code::usage,
                    fmt::format("--markdown prints the whole page, and --{} asks for something else", other),
                    "leave out one of them");
    console.result(options_reference());
    return 0;
  }
  const auto all = sections(arguments.value("model").value_or(TrainOptions{}.model));
  if (console.json) {
    console.result(line_of(sections_json(all)));
    return 0;
  }
  for (const Section& section : all) {
    Table table({section.title, "default", "meaning"});
    for (const Flag& flag : section.flags)
      table.row({with_underscores(flag.name), flag.initial.empty() ? "-" : flag.initial,
                 fmt::format("{} ({})", flag.help, values_of(flag))});
    console.result(table.text(width_of(console)) + "\n");
  }
  console.next("interplay train --help");
  return 0;
}

std::vector<Flag> plain_flags(std::string_view) { return output_flags(); }

std::vector<Flag> options_flags(std::string_view) {
  return joined(std::vector<Flag>{{.name = "model",
                                   .group = "Output",
                                   .help = "The model whose defaults to show",
                                   .value = "NAME",
                                   .initial = TrainOptions{}.model,
                                   .completes = Flag::Completes::model},
                                  {.name = "markdown",
                                   .takes = Flag::Takes::nothing,
                                   .group = "Output",
                                   .help = "Print the reference page, in Markdown"}},
                output_flags());
}

}  // namespace

const Verb& models_verb() {
  static const Verb verb = {.name = "models",
                            .summary = "Lists the models that can be trained, with what they are.",
                            .operands = {},
                            .examples = {"interplay models", "interplay models --json"},
                            .flags = plain_flags,
                            .run = run_models};
  return verb;
}

const Verb& metrics_verb() {
  static const Verb verb = {.name = "metrics",
                            .summary = "Lists the metrics with their definitions.",
                            .operands = {},
                            .examples = {"interplay metrics", "interplay metrics --json"},
                            .flags = plain_flags,
                            .run = run_metrics};
  return verb;
}

const Verb& options_verb() {
  static const Verb verb = {
      .name = "options",
      .summary = "Lists all options with their defaults and ranges, as flags and recipes use them.",
      .operands = {},
      .examples = {"interplay options", "interplay options --model biased_mf", "interplay options --json"},
      .flags = options_flags,
      .run = run_options};
  return verb;
}

}  // namespace interplay::cli
