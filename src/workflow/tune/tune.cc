#include "interplay/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "base/task_pool.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/train.h"
#include "model/file_json.h"
#include "solvers/definition.h"
#include "workflow/fingerprint.h"
#include "workflow/fitting_metric.h"
#include "workflow/target.h"
#include "workflow/tune/tune_file.h"
#include "workflow/tune/tune_space.h"

namespace interplay {
namespace {

struct Rung {
  std::int64_t epochs = 0;
  std::size_t trials = 0;
};

// From many trials of few epochs to few trials of options.epochs.
std::vector<Rung> rungs_of(const TrainOptions& options, const TuneOptions& search) {
  std::vector<Rung> rungs{{options.epochs, static_cast<std::size_t>(search.trials)}};
  if (!search.halving) return rungs;
  std::int64_t steps = 0;
  for (std::int64_t trials = search.trials, epochs = options.epochs;
       trials >= search.reduction && epochs >= search.reduction; ++steps) {
    trials /= search.reduction;
    epochs /= search.reduction;
  }
  rungs.clear();
  std::int64_t divisor = 1;
  for (std::int64_t step = 0; step < steps; ++step) divisor *= search.reduction;
  std::int64_t trials = search.trials;
  for (; divisor >= 1; divisor /= search.reduction, trials /= search.reduction)
    rungs.push_back({options.epochs / divisor, static_cast<std::size_t>(trials)});
  return rungs;
}

// The metric that decides. `lists`: there are no targets. Throws Error(usage).
NamedMetric deciding_metric(const TuneOptions& search, bool lists, bool binary) {
  if (lists) return deciding_list_metric(search.metric == "auto" ? usual_list_metrics().front() : search.metric);
  if (search.metric == "auto") return named_metric(binary ? "logloss" : "rmse");
  const Metric& wanted = metric(search.metric);
  require_fit(wanted, binary);
  if (wanted.direction == Direction::none)
    throw Error(Code::usage, fmt::format("metric '{}' cannot decide: neither end is best", search.metric),
                "choose rmse or mae");
  return named_metric(search.metric);
}

void check_request(const Split& split, const TrainOptions& options, const TuneOptions& search,
                   const SearchSpace& space) {
  check_options(options);
  check_options(search);
  if (split.valid.empty())
    throw Error(Code::usage, "a search compares its trials on a validation part, and there is none", "add --valid 0.1");
  if (!options.checkpoint.empty() || options.resume)
    throw Error(Code::usage, "the trials of a search have no checkpoints",
                "leave out --checkpoint and --resume: the file of results is what a search goes on from");
  if (options.hogwild)
    throw Error(Code::usage, "every trial runs on one thread, so there are none to race", "leave out --hogwild");
  if (search.halving && space.has("epochs"))
    throw Error(Code::usage, "halving chooses the epochs itself, and the search names them, too",
                "leave out --halving, or epochs");
}

class StopWhenAsked : public Observer {
 public:
  explicit StopWhenAsked(TuneObserver& observer) : observer_(observer) {}
  bool stop_requested() override {
    stopped_ = stopped_ || observer_.stop_requested();
    return stopped_;
  }
  bool stopped() const { return stopped_; }

 private:
  TuneObserver& observer_;
  bool stopped_ = false;
};

class Search {
 public:
  Search(const Dataset& data, const Split& split, const TrainOptions& options, const TuneOptions& search,
         const DataOptions& data_options, const SearchSpace& space, const std::filesystem::path& results,
         TuneObserver& observer)
      : data_(data),
        split_(split),
        options_(options),
        search_(search),
        data_options_(data_options),
        space_(space),
        results_(results),
        observer_(observer),
        lists_(!data.has_target()),
        metric_(deciding_metric(search, lists_, !lists_ && target_info(data, split, options).binary)),
        rungs_(rungs_of(options, search)) {
    request_ = {{"data", hexadecimal(fingerprint(data, split))},
                {"split", split.label},
                {"library_version", library_version()},
                {"options", file_json(options)},
                {"search", space.text()},
                {"search_seed", search.search_seed},
                {"metric", metric_.name},
                {"halving", search.halving},
                {"reduction", search.reduction}};
    trials_ = read_results(results_, request_);
    for (const Rung& rung : rungs_) planned_ += rung.trials;
  }

  TuneResult run() {
    TuneResult result;
    result.metric = metric_.name;
    result.minimize = minimizes();
    result.search = space_.text();
    if (const auto target = data_.schema.find(Role::target)) result.target = data_.schema.fields[*target].name;
    std::vector<std::int64_t> numbers(rungs_.front().trials);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(i) + 1;
    for (std::size_t rung = 0; rung < rungs_.size() && !stopped_; ++rung) {
      numbers.resize(rungs_[rung].trials);
      const std::vector<Trial> done = run_rung(static_cast<std::int64_t>(rung), numbers);
      // The ranking replaces what is known of these trials from the rung before.
      std::erase_if(result.trials, [&](const Trial& trial) {
        return std::any_of(done.begin(), done.end(), [&](const Trial& later) { return later.number == trial.number; });
      });
      result.trials.insert(result.trials.begin(), done.begin(), done.end());
      result.trainings.insert(result.trainings.end(), done.begin(), done.end());
      numbers.clear();
      for (const Trial& trial : done) numbers.push_back(trial.number);
      result.resumed += resumed_;
    }
    result.interrupted = stopped_;
    result.best = options_;
    if (!result.trials.empty()) result.best = options_of(result.trials.front(), options_.epochs);
    if (!result.trials.empty() && result.trials.front().diverged && !stopped_)
      throw Error(Code::diverged, "every trial diverged", "search smaller learning rates");
    return result;
  }

 private:
  // Trains those trials that the results lack; all of the rung, best first.
  std::vector<Trial> run_rung(std::int64_t rung, const std::vector<std::int64_t>& numbers) {
    const std::int64_t epochs = rungs_[static_cast<std::size_t>(rung)].epochs;
    std::vector<Trial> all(numbers.size());
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto known = std::find_if(trials_.begin(), trials_.end(), [&](const Trial& trial) {
        return trial.number == numbers[i] && trial.rung == rung && trial.epochs == epochs;
      });
      if (known != trials_.end()) {
        all[i] = *known;
      } else {
        missing.push_back(i);
      }
    }
    resumed_ = numbers.size() - missing.size();
    done_ += resumed_;
    TaskPool(static_cast<int>(options_.threads)).run(missing.size(), [&](std::size_t i) {
      if (stopped_) return;
      all[missing[i]] = run_trial(rung, epochs, numbers[missing[i]]);
    });
    std::erase_if(all, [](const Trial& trial) { return trial.number == 0; });
    std::stable_sort(all.begin(), all.end(), [&](const Trial& a, const Trial& b) { return better(a, b); });
    return all;
  }

  bool minimizes() const { return metric_.rows != nullptr && metric_.rows->direction == Direction::minimize; }

  bool better(const Trial& a, const Trial& b) const {
    if (a.diverged || b.diverged) return !a.diverged && (b.diverged || a.number < b.number);
    if (a.error != b.error) return minimizes() ? a.error < b.error : a.error > b.error;
    return a.number < b.number;
  }

  TrainOptions options_of(const Trial& trial, std::int64_t epochs) const {
    TrainOptions options = options_;
    options.epochs = epochs;
    for (const auto& [name, value] : trial.values) set_option(options, name, value);
    return options;
  }

  // A trial without a number where it was interrupted.
  Trial run_trial(std::int64_t rung, std::int64_t epochs, std::int64_t number) {
    Trial trial;
    trial.number = number;
    trial.rung = rung;
    trial.epochs = epochs;
    trial.values = space_.draw(static_cast<std::uint64_t>(search_.search_seed), number);
    TrainOptions options = options_of(trial, epochs);
    options.threads = 1;
    StopWhenAsked observer(observer_);
    try {
      const Model model = train(data_, split_, options, data_options_, observer);
      if (observer.stopped()) {
        stopped_ = true;
        return {};
      }
      measure(model, trial);
    } catch (const Error& error) {
      if (error.code() != Code::diverged)
        throw Error(error.code(), error.location(), fmt::format("trial {}: {}", number, error.message()),
                    error.remedy());
      trial.diverged = true;
      trial.error = std::numeric_limits<double>::quiet_NaN();
    }
    const std::lock_guard lock(mutex_);
    trials_.push_back(trial);
    keep_results();
    observer_.on(trial, ++done_, planned_);
    return trial;
  }

  // A full disk must not end the search: what was found is in memory as well.
  void keep_results() {
    try {
      write_results(results_, request_, trials_);
      results_fail_ = false;
    } catch (const Error& error) {
      if (!std::exchange(results_fail_, true))
        observer_.warn(fmt::format("the results of {} trainings are not in the file ({}); the search goes on",
                                   trials_.size(), error.what()));
    }
  }

  void measure(const Model& model, Trial& trial) const {
    trial.metrics = lists_ ? rank_valid(model) : evaluate(model, data_, split_.valid, {}, 1).metrics;
    trial.best_epoch = model.history().best_epoch;
    for (const auto& [name, value] : trial.metrics)
      if (name == metric_.name) trial.error = value;
  }

  MetricValues rank_valid(const Model& model) const {
    const PairIds ids = pair_ids(data_);
    const PairRows seen{ids, split_.train};
    std::vector<std::string> names = usual_list_metrics();
    if (std::ranges::find(names, metric_.name) == names.end()) names.push_back(metric_.name);
    return rank_users(model, {ids, split_.valid}, {&seen, 1}, names, {}, 1).metrics;
  }

  const Dataset& data_;
  const Split& split_;
  const TrainOptions& options_;
  const TuneOptions& search_;
  const DataOptions& data_options_;
  const SearchSpace& space_;
  const std::filesystem::path& results_;
  TuneObserver& observer_;
  bool lists_;  // there are no targets
  NamedMetric metric_;
  std::vector<Rung> rungs_;
  Json request_;
  std::vector<Trial> trials_;  // trained so far, in the order in which they ended
  std::size_t planned_ = 0, done_ = 0, resumed_ = 0;
  std::atomic<bool> stopped_ = false;
  bool results_fail_ = false;
  std::mutex mutex_;  // of trials_, done_, the file, results_fail_ and the observer
};

}  // namespace

// Options that neither the model nor the solver reads are left out.
std::string default_search(const TrainOptions& options) {
  const SolverDefinition& solver = solver_definition(options.solver);
  const bool vectors = options.model != "linear" && options.model != "logistic" && model_reads(options.model, "rank");
  const bool rows = options.optimizer == "sgd";  // one row at a time takes larger steps than Adam
  std::vector<std::string> parts;
  const auto reads = [&](std::string_view name) { return std::ranges::find(solver.reads, name) != solver.reads.end(); };
  const auto about = [&](const char* name, double value) {
    if (value > 0) parts.push_back(fmt::format("{}={}..{}:log", name, value / 8, value * 4));
  };
  if (vectors) parts.push_back(options.rank > 32 ? "rank=16..128:log" : "rank=4..64:log");
  const bool has_rate = solver.properties.has_rate;
  if (has_rate) {
    // Recipes of losses over lists name a rate; the usual ones depend on the number of fields.
    parts.push_back(options.learning_rate > 0 && options.loss != "auto"
                        ? fmt::format("learning_rate={}..{}:log", options.learning_rate / 8, options.learning_rate * 2)
                    : rows ? "learning_rate=0.003..0.06:log"
                           : "learning_rate=0.0003..0.01:log");
    if (options.l2 > 0) parts.push_back(fmt::format("l2={}..{}:log", options.l2 / 10, options.l2 * 1000));
  } else if (reads("l2")) {
    about("l2", options.l2);
  }
  if (reads("l2_linear")) about("l2_linear", options.l2_linear);
  if (vectors && reads("l2_factors")) about("l2_factors", options.l2_factors);
  if (options.dropout > 0) parts.push_back("dropout=0..0.6");
  if (model_reads(options.model, "neighbors") && options.neighbors > 0)
    parts.push_back(
        fmt::format("neighbors={}..{}:log", std::max<std::int64_t>(options.neighbors / 8, 1), options.neighbors * 4));
  if (model_reads(options.model, "shrinkage")) about("shrinkage", options.shrinkage);
  if (model_reads(options.model, "interaction_weighting")) parts.emplace_back("interaction_weighting=none|tfidf|bm25");
  return fmt::format("{}", fmt::join(parts, ","));
}

TuneResult tune(Dataset data, const Split& split, const TrainOptions& options, const TuneOptions& search,
                const DataOptions& data_options, const std::filesystem::path& results, TuneObserver& observer) {
  const std::string wanted = search.search.empty() ? default_search(options) : search.search;
  if (wanted.empty())
    throw Error(Code::usage,
                fmt::format("model '{}' by solver '{}' has no options that are worth a search", options.model,
                            options.solver),
                "train it as it is, or name another model");
  const SearchSpace space(wanted);
  check_request(split, options, search, space);
  Split watched = split;
  watched.test.clear();
  hide_targets(data, watched);
  const Dataset encoded = encode(std::move(data), watched.train, data_options);
  return Search(encoded, watched, options, search, data_options, space, results, observer).run();
}

}  // namespace interplay
