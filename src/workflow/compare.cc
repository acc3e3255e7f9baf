#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "interplay/error.h"
#include "interplay/evaluate.h"

namespace interplay {
namespace {

// Mean and sample standard deviation of each metric; the deviation of a single run is not defined.
void summarize_runs(Comparison& comparison) {
  const auto count = static_cast<double>(comparison.runs.size());
  for (std::size_t m = 0; m < comparison.runs.front().size(); ++m) {
    double sum = 0, squares = 0;
    for (const MetricValues& run : comparison.runs) sum += run[m].second;
    const double mean = sum / count;
    for (const MetricValues& run : comparison.runs) squares += (run[m].second - mean) * (run[m].second - mean);
    const std::string& name = comparison.runs.front()[m].first;
    comparison.mean.emplace_back(name, mean);
    comparison.deviation.emplace_back(
        name, count > 1 ? std::sqrt(squares / (count - 1)) : std::numeric_limits<double>::quiet_NaN());
  }
}

void check_request(std::span<const Split> splits, std::span<const TrainOptions> models, std::int64_t seeds) {
  if (models.empty()) throw Error(Code::usage, "there are no models to compare", "name at least one");
  if (seeds < 1) throw Error(Code::usage, fmt::format("the number of seeds is {}, expected 1 or more", seeds));
  if (splits.empty()) throw Error(Code::usage, "there are no splits to compare on", "pass --test 0.2 or --folds 5");
  for (const Split& split : splits) {
    if (split.test.empty()) {
      throw Error(Code::usage, fmt::format("the split ({}) has no test rows", split.label),
                  "pass --test 0.2 or --folds 5");
    }
  }
}

// How the test part is measured: as lists of items for users where `ranking` is set.
struct Measuring {
  ListOptions lists = {};
  PairIds ids = {};
  std::optional<RankingOptions> ranking = {};
};

Measuring measuring_of(const Dataset& data, bool implicit, const std::optional<RankingOptions>& ranking) {
  if (ranking || implicit)
    return {.ids = pair_ids(data), .ranking = ranking ? ranking : std::optional(RankingOptions())};
  return {.lists = {.groups = groups_of(data)}};
}

Evaluation measure(const Model& model, const Dataset& as_read, const Dataset& encoded, const Split& split,
                   std::span<const std::string> names, const Measuring& measuring, int threads) {
  if (!measuring.ranking) return evaluate(model, encoded, split.test, names, threads, measuring.lists);
  if (measuring.ranking->new_users) {
    const JoinedUsers joined = join_held_out_users(model, as_read, split, threads);
    const PairRows seen[] = {{measuring.ids, split.train}, {measuring.ids, split.valid}, {measuring.ids, joined.rows}};
    return rank_users(joined.model, {measuring.ids, split.test}, seen, names, *measuring.ranking, threads);
  }
  const PairRows seen[] = {{measuring.ids, split.train}, {measuring.ids, split.valid}};
  return rank_users(model, {measuring.ids, split.test}, seen, names, *measuring.ranking, threads);
}

// What training warns of.
class Warnings : public Observer {
 public:
  void on(const Event& event) override {
    const auto* message = std::get_if<MessageEvent>(&event);
    if (message != nullptr && message->level == MessageEvent::Level::warning) texts.push_back(message->text);
  }
  std::vector<std::string> texts;
};

// One run: trains, tests, and adds to the comparison.
void run(const Dataset& as_read, const Dataset& encoded, const Split& split, const TrainOptions& options,
         std::span<const std::string> metric_names, const Measuring& measuring, const DataOptions& data_options,
         Comparison& comparison) {
  Warnings warnings;
  const auto start = std::chrono::steady_clock::now();
  const Model model = train(encoded, split, options, data_options, warnings);
  comparison.train_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (comparison.runs.empty()) comparison.warnings = std::move(warnings.texts);
  comparison.parameters = model.parameter_count() * model.members();
  comparison.runs.push_back(
      measure(model, as_read, encoded, split, metric_names, measuring, static_cast<int>(options.threads)).metrics);
}

// Models without runs, in place of those that do not fit data, options or metrics, or whose training fails.
struct Failures {
  std::vector<std::string>* left_out;  // those that do not fit; null: they are told where they stand
  std::optional<Error> first;

  void add(Comparison& comparison, const Error& error) {
    const Error named(error.code(), error.location(), fmt::format("model {}: {}", comparison.model, error.message()),
                      error.remedy());
    comparison.runs.clear();
    comparison.failure = error.message();
    const bool misfit =
        error.code() == Code::usage || error.code() == Code::bad_data || error.code() == Code::unsupported;
    if (!misfit && error.code() != Code::diverged) throw named;
    if (left_out != nullptr && misfit) left_out->push_back(named.message());
    if (!first) first = named;
  }

  void finish(std::vector<Comparison>& comparisons) const {
    const auto none = [](const Comparison& comparison) { return comparison.runs.empty(); };
    if (std::ranges::all_of(comparisons, none) && first) throw *first;
    if (left_out == nullptr) return;
    std::erase_if(comparisons, [&](const Comparison& comparison) {
      return none(comparison) && std::ranges::find(*left_out, fmt::format("model {}: {}", comparison.model,
                                                                          comparison.failure)) != left_out->end();
    });
  }
};

}  // namespace

std::vector<Comparison> compare(const Dataset& data, std::span<const Split> splits,
                                std::span<const TrainOptions> models, std::int64_t seeds,
                                std::span<const std::string> metric_names, const DataOptions& data_options,
                                const std::function<void(const std::string& progress)>& progress,
                                std::vector<std::string>* left_out, const std::optional<RankingOptions>& ranking) {
  check_request(splits, models, seeds);
  std::vector<Comparison> comparisons(models.size());
  Failures failures{left_out, {}};
  const Measuring measuring = measuring_of(data, data_options.implicit, ranking);
  if (measuring.ranking)
    for (const Split& split : splits) check_ranking({measuring.ids, split.test}, metric_names, *measuring.ranking);
  for (std::size_t m = 0; m < models.size(); ++m) comparisons[m].model = models[m].model;
  std::vector<bool> fits(models.size(), true);
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const Dataset encoded = encode(data, splits[s].train, data_options);
    for (std::size_t m = 0; m < models.size(); ++m) {
      for (std::int64_t seed = 0; seed < seeds && fits[m]; ++seed) {
        TrainOptions options = models[m];
        options.seed += seed;
        if (progress) {
          progress(
              fmt::format("{}: split {} of {}, seed {} of {}", options.model, s + 1, splits.size(), seed + 1, seeds));
        }
        try {
          run(data, encoded, splits[s], options, metric_names, measuring, data_options, comparisons[m]);
        } catch (const Error& error) {
          failures.add(comparisons[m], error);
          fits[m] = false;
        }
      }
    }
  }
  failures.finish(comparisons);
  for (Comparison& comparison : comparisons) {
    if (comparison.runs.empty()) continue;
    comparison.train_seconds /= static_cast<double>(comparison.runs.size());
    summarize_runs(comparison);
  }
  return comparisons;
}

}  // namespace interplay
