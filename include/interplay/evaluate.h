// Measuring models: metrics on rows and lists, and the comparison of models by cross-validation.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/metrics.h"
#include "interplay/model.h"
#include "interplay/train.h"

namespace INTERPLAY_API interplay {

struct Evaluation {
  std::uint64_t rows = 0;
  std::uint64_t cold_rows = 0;  // rows whose user or item was not seen in training
  MetricValues metrics;
  std::string undefined;    // why a metric is NaN; empty if none is
  std::uint64_t lists = 0;  // the number of lists that metrics of lists were measured on
  std::string listed_by;    // the field whose groups they are
  // Of rank_users: the users that lists are for, what their items were ranked among, and what to know of the result.
  std::uint64_t users = 0;
  std::string candidates;
  std::vector<std::string> notes;
};

// Which interactions belong together, such as those of a user or of a session.
struct Groups {
  std::string field;                       // name of its column
  std::vector<std::uint32_t> of_row = {};  // the group of every interaction; 0: unknown
};
// Groups by the column with the role `group` or, without such a column, by user; empty if the data has neither. Ids
// that a model does not know are told apart in data as read, but not in encoded data.
Groups groups_of(const Dataset& data);

// What metrics of lists need to know beside the rows.
struct ListOptions {
  Groups groups = {};                   // empty: groups_of(data)
  std::optional<double> relevant = {};  // the least relevant target; without it targets above 0 are relevant
};

// Measures the named metrics; if `names` is empty, all metrics of rows that fit the model's target. For a metric of
// lists, the evaluated rows of a group are the candidates. They are ranked by their predictions before these are
// limited to a range, and weights of rows do not count.
Evaluation evaluate(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows,
                    std::span<const std::string> names, int threads = 0, const ListOptions& lists = {});

// The users and items of interactions by their ids, not all of which a model need know.
struct PairIds {
  Vocabulary users, items;
  SharedSpan<std::uint32_t> user, item;  // of every interaction: the code in `users` and `items`; 0: missing
  SharedSpan<float> target;              // of every interaction; empty: it happened, and that is all
};
// Of data as read. In encoded data, the ids that training has not seen are missing. Throws Error(usage) for data
// without users or items.
PairIds pair_ids(const Dataset& data);

// Some of the interactions.
struct PairRows {
  PairIds ids;
  std::vector<std::uint32_t> rows;
};

// What a split by new users is measured by.
struct JoinedUsers {
  Model model;                      // with them
  std::vector<std::uint32_t> rows;  // by which they joined
};
// The model after the users that a split holds out whole (holds_out_users, interplay/split.h) have joined it (fold_in)
// by the rows that the split gives of them, which are those in none of its parts. `as_read`: the data that was split,
// not encoded.
JoinedUsers join_held_out_users(const Model& model, const Dataset& as_read, const Split& split, int threads);

struct RankingOptions {
  // What the items to find are ranked among: "all" (every item that training has seen, but those that the user has
  // already), "sampled:N" (N of these, drawn for each user), or the path of a file with a user and its items on each
  // line.
  std::string candidates = "all";
  // For compare: users that the split holds out whole join each model first (join_held_out_users).
  bool new_users = false;
  // The least relevant target; without it the gain of a row is its target, or 1 without targets.
  std::optional<double> relevant = {};
  std::uint64_t seed = 1;  // of drawn candidates
};

// Ranks items for every user who has rows in `held_out`, and measures where the items of these rows stand. `seen` are
// the rows whose items are left out of a user's list (those of training, and of validation when the test part is
// measured). Scores are those of Model::predict before predictions are limited to a range, with nothing else known of
// the interaction; weights of rows do not count. Items that training has not seen share the last place. Metrics are
// means over users and expected values over the orders of equal scores, the same for any number of threads. `names` is
// of metrics of lists; empty: usual_list_metrics().
// Throws Error(usage) for other metrics and where targets do not say what is relevant, Error(bad_data) where there is
// nothing to rank, Error(unsupported) for models without users or items.
Evaluation rank_users(const Model& model, const PairRows& held_out, std::span<const PairRows> seen,
                      std::span<const std::string> names, const RankingOptions& options = {}, int threads = 0);
std::vector<std::string> usual_list_metrics();
// Checks before a training what rank_users would refuse: metrics, candidates, targets that do not say what is relevant.
void check_ranking(const PairRows& held_out, std::span<const std::string> names, const RankingOptions& options);

// Checks that the named metrics fit the target that a training would have. Throws Error(usage), so that this is noticed
// before the training.
void check_metrics(const Dataset& data, const Split& split, const TrainOptions& options,
                   std::span<const std::string> names, const ListOptions& lists = {});

// For each of `rows`: whether its user or item was not seen in training.
std::vector<bool> cold_rows(const Dataset& encoded, std::span<const std::uint32_t> rows);

// One model's results over folds and seeds.
struct Comparison {
  std::string model;
  MetricValues mean, deviation;  // over all folds and seeds; sample standard deviation
  double train_seconds = 0;      // mean of one run
  std::uint64_t parameters = 0;
  std::vector<MetricValues> runs;     // fold by fold, seed by seed
  std::vector<std::string> warnings;  // of the first run
  std::string failure;                // why there are no runs; else empty
};

// Trains and tests every model on every split with every seed. `data` is as read (not encoded): each split encodes it
// by its own training part. `options` gives each model's options. A model that cannot be
// trained or measured has no runs, and says why (Comparison::failure); if `left_out` is given, one that does not fit
// data, options or metrics is left out of the result instead and named there with the reason. It is an error if no
// model remains. With `ranking`, and for interactions without targets in any case, models are measured by rank_users.
std::vector<Comparison> compare(const Dataset& data, std::span<const Split> splits,
                                std::span<const TrainOptions> models, std::int64_t seeds,
                                std::span<const std::string> metric_names, const DataOptions& data_options,
                                const std::function<void(const std::string& progress)>& progress,
                                std::vector<std::string>* left_out = nullptr,
                                const std::optional<RankingOptions>& ranking = std::nullopt);

}  // namespace interplay
