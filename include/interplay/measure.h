// Measuring models in more detail: the values of every user, intervals of what is measured, the difference of two
// models on the same users, and segments of users and items.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/evaluate.h"

namespace INTERPLAY_API interplay {

// What a metric is for every user. Metrics of all lists together have no such values.
struct UserValues {
  struct Column {
    std::string metric;
    std::vector<double> values;  // of every user; NaN where the metric is undefined
    bool by_rows = false;        // whether the mean weights users by `rows`
  };
  std::vector<std::string> users;  // ids
  std::vector<double> rows;        // the length of every user's list, or the number of its rows
  std::vector<Column> columns;
};

// A part of the users, or the held-out rows of a part of the items, by the number of training rows.
struct Segment {
  std::string name;
  std::uint64_t least = 0, most = 0;  // training rows of its users, or of its items
  std::uint64_t users = 0, rows = 0;  // that are measured
  MetricValues metrics = {};
};
enum class SegmentedBy { activity, popularity };
std::string_view name(SegmentedBy by);
// Throws Error(usage).
SegmentedBy segmented_by_named(std::string_view name);
struct Segmentation {
  SegmentedBy by = SegmentedBy::activity;
  std::vector<Segment> segments = {};  // from the fewest rows up
};

struct Measured {
  Evaluation evaluation = {};
  UserValues users = {};
  std::vector<Segmentation> segments = {};
};

// The rows of files, read as the model's training files were, by the ids of users and items; of models of interactions,
// those that count as one. `notes` receives what the reading has to say.
PairRows pair_rows(const Model& model, const std::vector<std::string>& paths, const DataOptions& options, int threads,
                   std::vector<std::string>& notes);

// rank_users, with the values of every user and with segments.
// By activity: the users by the number of their rows in `seen`, cut in three parts of about as many users. By
// popularity: the items by the number of their rows in `seen`, cut in three parts of about as many rows; only the
// held-out rows of a part are to be found, a user's other ones are left out of the list, and metrics of first items are
// not measured. Equal numbers stay together, so that parts may be uneven or missing.
// Throws Error(usage) for segments where `seen` has no rows; else as rank_users.
Measured measure_users(const Model& model, const PairRows& held_out, std::span<const PairRows> seen,
                       std::span<const std::string> names, const RankingOptions& options = {},
                       std::span<const SegmentedBy> by = {}, int threads = 0);

// evaluate for the rows of each segment. `ids`: those of the data as read. A row without a user (item) counts as one of
// a user (item) with no training rows.
std::vector<Segmentation> evaluate_by(const Model& model, const Dataset& data, const PairRows& rows,
                                      std::span<const PairRows> seen, std::span<const std::string> names,
                                      std::span<const SegmentedBy> by, int threads = 0, const ListOptions& lists = {});

struct Interval {
  double low = 0, high = 0;
};

// For each column, the interval that holds the mean with a chance of 95%: the percentiles 2.5 and 97.5 of the means
// over `samples` draws of as many users with replacement (Efron 1979). Users without a value are in no mean. Draws are
// a function of the seed. Throws Error(usage) for fewer than 100 samples; NaN where no user has a value.
std::vector<std::pair<std::string, Interval>> mean_intervals(const UserValues& values, std::int64_t samples,
                                                             std::uint64_t seed, int threads = 0);

// One model's mean less another's, over the users of both.
struct MeanDifference {
  std::string metric;
  double one = 0, other = 0;  // means
  double difference = 0;
  Interval interval = {};
  // Two-sided: twice the share of draws in which the difference has the other sign or is 0, at most 1. A draw is
  // counted beside the samples, so that it is never 0.
  double p = 1;
};

// The paired bootstrap: every draw has the same users for both. Of metrics that both have, and users with a value in
// both. Throws Error(usage) as mean_intervals, Error(bad_data) where the two have no user in common.
std::vector<MeanDifference> mean_differences(const UserValues& one, const UserValues& other, std::int64_t samples,
                                             std::uint64_t seed, int threads = 0);

// Predictions of rows beside their targets, and whose rows they are: the same for metrics of rows.
struct UserRows {
  std::vector<std::string> users;                 // ids
  std::vector<std::uint32_t> user;                // of every row: its place in `users`; users.size(): it has no user
  std::vector<float> prediction, target, weight;  // of every row; an empty `weight` is all 1
};
// `data` is encoded as the model has it; `as_read` has the same rows, and tells apart users whom the model does not
// know. Throws Error(usage) for data without users or targets.
UserRows user_rows(const Model& model, const Dataset& data, const Dataset& as_read, int threads = 0);

// Metrics of rows, measured on the rows of each user alone. Here and below Error(usage) is thrown for other metrics.
UserValues values_of_users(const UserRows& rows, std::span<const std::string> names);

// As mean_intervals, for metrics over all rows: in a draw the rows of a user count as often as the user is drawn. Rows
// without a user are in no draw.
std::vector<std::pair<std::string, Interval>> row_intervals(const UserRows& rows, std::span<const std::string> names,
                                                            std::int64_t samples, std::uint64_t seed, int threads = 0);

// As mean_differences. Throws Error(bad_data) unless both are of the same rows.
std::vector<MeanDifference> row_differences(const UserRows& one, const UserRows& other,
                                            std::span<const std::string> names, std::int64_t samples,
                                            std::uint64_t seed, int threads = 0);

}  // namespace interplay
