#include "automatic.h"

#include <algorithm>

#include <fmt/format.h>

#include "interplay/choose.h"
#include "interplay/dataset.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/split.h"
#include "interrupt.h"
#include "memory.h"
#include "text.h"

namespace interplay::cli {
namespace {

constexpr std::size_t most_candidates_shown = 12;

class SearchConsole : public ChoiceObserver {
 public:
  explicit SearchConsole(Console& console) : console_(console) {}

  void on(const Candidate& candidate, std::int64_t passes) override;
  bool stop_requested() override { return Interrupt::received() != 0; }

 private:
  Console& console_;
};

std::string joined_names(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ",")); }

// What tells it from other candidates of its model and solver.
std::string details(const TrainOptions& options) {
  std::string text;
  if (options.target_kind == "ordinal") text += " ordinal";
  if (options.target_transform != "none") text += " " + options.target_transform;
  if (solver_info(options.solver)->properties.minimizes_penalized)
    text += " l2_factors " + short_number(options.l2_factors);
  return text;
}

void SearchConsole::on(const Candidate& candidate, std::int64_t passes) {
  if (console_.log_json) {
    Json event = {{"event", "candidate"}, {"passes", passes}};
    event.update(json_of(candidate));
    console_.message(line_of(event));
  } else if (console_.show_progress) {
    console_.status(fmt::format("searching: {} by {} came to {} ({} passes so far)", candidate.options.model,
                                candidate.options.solver,
                                candidate.failure.empty() ? metric_text(candidate.error) : "nothing", passes));
  }
}

// Splits by order decide by what comes last, as their tests do; others by rows that choose_model holds out itself.
SplitOptions split_to_search(SplitOptions options) {
  constexpr double share = 0.1;
  const bool ordered = options.split == "time" || options.split == "user-time" || options.split == "last";
  if (ordered && !has_validation(options)) options.valid = share;
  return options;
}

// All that may be chosen from: the fields that were named, else all there are.
Dataset read_all(const Settings& settings) {
  if (settings.data.implicit)
    throw Error(
        Code::usage, "--model auto chooses by targets, and --implicit leaves none",
        "leave out --model for ials, or compare models on a row of each user: interplay compare FILE --implicit "
        "--split leave-one-out --models popularity,item_knn,ease,ials,bpr,warp");
  const int threads = static_cast<int>(settings.train.threads);
  DataOptions options = settings.data;
  std::vector<std::string> others;
  if (options.fields.empty()) others = fields_beside_ids(settings.files(), options, threads);
  const std::shared_ptr<Spool> spool = spool_of(settings.train);
  Dataset data = read(settings.files(), options, threads, spool);
  data.target();  // refused before any work where there is none
  if (others.empty()) return data;
  for (const std::size_t field : data.schema.inputs()) options.fields.push_back(data.schema.fields[field].name);
  for (std::string& name : others)
    if (std::ranges::find(options.fields, name) == options.fields.end()) options.fields.push_back(std::move(name));
  return read(settings.files(), options, threads, spool);
}

// Beside all those of the search.
std::string fields_text(const std::vector<std::string>& fields, const std::vector<std::string>& all) {
  constexpr std::size_t few = 3;
  if (fields.size() <= few) return joined_names(fields);
  if (fields.size() == all.size()) return fmt::format("all {}", all.size());
  std::vector<std::string> others;
  std::ranges::copy_if(all, std::back_inserter(others),
                       [&](const std::string& name) { return std::ranges::find(fields, name) == fields.end(); });
  return others.size() < fields.size() ? "without " + joined_names(others) : joined_names(fields);
}

std::string candidates_table(const Choice& choice, std::size_t width) {
  const auto most = std::ranges::max_element(choice.tried, {}, [](const Candidate& c) { return c.fields.size(); });
  Table table({"model", "solver", ">rank", "fields", ">passes", ">" + choice.metric, ">seconds"});
  for (std::size_t i = 0; i < std::min(most_candidates_shown, choice.tried.size()); ++i) {
    const Candidate& candidate = choice.tried[i];
    table.row({candidate.options.model + details(candidate.options), candidate.options.solver,
               model_reads(candidate.options.model, "rank") ? std::to_string(candidate.options.rank) : "",
               fields_text(candidate.fields, most->fields), std::to_string(candidate.options.epochs),
               candidate.failure.empty() ? metric_text(candidate.error) : "failed",
               fmt::format("{:.2f}", candidate.seconds)});
  }
  return table.text(width);
}

void tell(const Choice& choice, const Budget& budget, Console& console) {
  console.status("");
  if (!console.json && !console.quiet) {
    console.result(candidates_table(choice, static_cast<std::size_t>(console.width)));
    if (choice.tried.size() > most_candidates_shown)
      console.result(fmt::format("and {} worse ones\n", choice.tried.size() - most_candidates_shown));
  }
  const std::string stood = choice.complete ? "nothing was left to try" : "the budget was used up";
  console.note(fmt::format("{} candidates by {} of {}; {} after {} passes", choice.tried.size(), choice.metric,
                           choice.held_out, stood, grouped(static_cast<std::uint64_t>(choice.passes))));
  if (budget.passes == 0 && !choice.complete)
    console.note(fmt::format("--budget {}-passes gives the same choice everywhere", choice.passes));
}

}  // namespace

std::optional<Json> choose_settings(Settings& settings, const Arguments& arguments, Console& console) {
  const Budget budget = budget_named(arguments.value("budget").value_or("60s"));
  if (settings.warm)
    throw Error(Code::usage, "--warm goes on from a model, and --model auto chooses one", "leave out one of them");
  Settings search = settings;
  search.paths = with_given_files(settings.paths, settings.split);
  Dataset data = read_all(search);
  const Split parts = split(data, split_to_search(settings.split), static_cast<std::uint64_t>(settings.train.seed));
  SearchConsole observer(console);
  const Choice choice = choose_model(std::move(data), parts, settings.train, budget, settings.data, observer);
  if (choice.interrupted) {
    console.warning("interrupted while it searched: nothing was trained");
    return std::nullopt;
  }
  const Candidate& best = choice.tried.front();
  settings.train = best.options;
  settings.data.fields = best.fields;
  const std::string command = command_of(settings);
  tell(choice, budget, console);
  console.note("the same training: " + command);
  Json json = json_of(choice);
  json["command"] = command;
  return json;
}

}  // namespace interplay::cli
