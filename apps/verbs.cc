#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "interplay/error.h"
#include "verb.h"

namespace interplay::cli {

std::vector<const Verb*> verbs() {
  return {&train_verb(),     &launch_verb(),  &evaluate_verb(), &predict_verb(),   &calibrate_verb(),
          &recommend_verb(), &similar_verb(), &fold_in_verb(),  &explain_verb(),   &serve_verb(),
          &export_verb(),    &compare_verb(), &tune_verb(),     &reproduce_verb(), &describe_verb(),
          &plot_verb(),      &diagram_verb(), &check_verb(),    &pack_verb(),      &synth_verb(),
          &datasets_verb(),  &models_verb(),  &metrics_verb(),  &options_verb(),   &completion_verb()};
}

// What other tools call our verbs.
constexpr std::pair<std::string_view, std::string_view> known_elsewhere[] = {
    {"fit learn run build", "train"},
    {"test score-test validate benchmark metric measure", "evaluate"},
    {"score infer inference transform predictions", "predict"},
    {"info show summary inspect stats", "describe"},
    {"search optimize optimise hyperopt grid-search gridsearch autotune", "tune"},
    {"download fetch dataset get", "datasets"},
    {"list ls algorithms", "models"},
    {"head view look schema profile", "check"},
    {"top topn top-n rank suggest", "recommend"},
    {"neighbors neighbours nearest", "similar"},
    {"why shap", "explain"},
    {"start server api", "serve"},
    {"draw chart curves report", "plot"},
    {"convert save dump", "export"},
    {"store cache encode ingest preprocess", "pack"},
    {"generate simulate synthetic", "synth"},
    {"update partial-fit add", "fold-in"},
    {"distributed mpirun torchrun distribute parallel", "launch"},
};

const Verb& find_verb(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Verb* verb : verbs()) {
    if (verb->name == name) return *verb;
    names.push_back(verb->name);
  }
  for (const auto& [words, verb] : known_elsewhere)
    if (fmt::format(" {} ", words).find(fmt::format(" {} ", name)) != std::string::npos)
      throw Error(Code::usage, fmt::format("there is no verb '{}'", name), fmt::format("did you mean {}?", verb));
  const std::string near = nearest(name, names);
  throw Error(Code::usage, fmt::format("there is no verb '{}'", name),
              near.empty() ? "interplay --help lists the verbs" : fmt::format("did you mean {}?", near));
}

std::vector<Flag> output_flags() {
  using Takes = Flag::Takes;
  return {
      {.name = "json",
       .takes = Takes::nothing,
       .group = "Output",
       .help = "Print the result as one JSON object",
       .brief = "Print the result as one JSON object"},
      {.name = "quiet",
       .takes = Takes::nothing,
       .group = "Output",
       .help = "Print results and errors only: no notes, no progress",
       .letter = 'q'},
      {.name = "help-all", .takes = Takes::nothing, .group = "Output", .help = "Show all options"},
      {.name = "help",
       .takes = Takes::nothing,
       .group = "Output",
       .help = "Show the options that matter most",
       .letter = 'h'},
  };
}

std::vector<Flag> progress_flags() {
  return {
      {.name = "log",
       .group = "Output",
       .help = "What to write to standard error: text for people, or one JSON object a line for each event",
       .value = "FORM",
       .initial = "text",
       .choices = {"text", "json"}},
      {.name = "progress",
       .takes = Flag::Takes::nothing,
       .group = "Output",
       .help = "Show the progress bar even where standard error is no terminal"},
  };
}

Flag metrics_flag() {
  return {.name = "metrics",
          .takes = Flag::Takes::list,
          .group = "Output",
          .help = "Metrics to compute; without it those that fit the target (see interplay metrics)",
          .value = "A,B",
          .completes = Flag::Completes::metric,
          .brief = "Metrics to compute (see interplay metrics)"};
}

Flag candidates_flag() {
  return {.name = "candidates",
          .group = "Output",
          .help =
              "What the items of the test rows are ranked among in the lists of users: all (items, but those of the "
              "user's other rows), sampled:N drawn for each user, or a file with a user and its items on each line",
          .value = "WHICH",
          .initial = "all",
          .completes = Flag::Completes::file};
}

Flag relevant_flag() {
  return {.name = "relevant",
          .group = "Output",
          .help =
              "Least target that is relevant, for metrics of lists such as recall@10; without it targets of 0 and 1 "
              "say it themselves",
          .value = "X"};
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

RankingOptions ranking_of(const Arguments& arguments, std::int64_t seed) {
  RankingOptions options;
  if (const auto candidates = arguments.value("candidates")) options.candidates = *candidates;
  options.relevant = relevant_of(arguments);
  options.seed = static_cast<std::uint64_t>(seed);
  return options;
}

Flag out_flag(std::string help, std::string brief) {
  return {.name = "out",
          .group = "Output",
          .help = std::move(help),
          .value = "FILE",
          .completes = Flag::Completes::file,
          .letter = 'o',
          .brief = std::move(brief)};
}

}  // namespace interplay::cli
