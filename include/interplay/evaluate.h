// Measuring models: metrics on rows, cross-validation, comparison of models.
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
  std::uint64_t cold_rows = 0;  // rows with a user or item never met in training
  MetricValues metrics;
  std::string undefined;    // why the AUC is NaN, where it is
  std::uint64_t lists = 0;  // that metrics of lists were measured on
  std::string listed_by;    // the field of groups that these are
};

// Which interactions belong together: those of a user, of a session.
struct Groups {
  std::string field;                       // name of its column
  std::vector<std::uint32_t> of_row = {};  // of every interaction; 0: unknown
};
// By the column with the role of the group, or else by the user; empty where the data has neither. Ids that a model
// does not know are told apart in data as read, and not in data that is encoded.
Groups groups_of(const Dataset& data);

// How metrics of lists see the rows.
struct ListOptions {
  Groups groups = {};                   // empty: groups_of(data)
  std::optional<double> relevant = {};  // targets from here up are relevant; without it those above 0
};

// The metrics that fit the model's target when `names` is empty, and are of rows. For a metric of lists the evaluated
// rows of a group are its candidates, ranked by their predictions before these are limited to a range. Weights of rows
// do not count there.
Evaluation evaluate(const Model& model, const Dataset& data, std::span<const std::uint32_t> rows,
                    std::span<const std::string> names, int threads = 0, const ListOptions& lists = {});

// Whether the named metrics fit the target that a training would have: throws Error(usage) before it, not after.
void check_metrics(const Dataset& data, const Split& split, const TrainOptions& options,
                   std::span<const std::string> names, const ListOptions& lists = {});

// True for the rows whose user or item the model never met in training.
std::vector<bool> cold_rows(const Dataset& encoded, std::span<const std::uint32_t> rows);

// One model's results over folds and seeds.
struct Comparison {
  std::string model;
  MetricValues mean, deviation;  // over the runs of all folds and seeds; sample standard deviation
  double train_seconds = 0;      // mean of one run
  std::uint64_t parameters = 0;
  std::vector<MetricValues> runs;  // fold by fold, seed by seed
};

// Trains and tests every model on every split with every seed. `data` is as read (not encoded): each split encodes
// it by its own training part. `options` gives each model's options. A model that does not fit data, options or metrics
// is an error, or, where `left_out` is given, is left out of the result and named there with the reason, unless none is
// left.
std::vector<Comparison> compare(const Dataset& data, std::span<const Split> splits,
                                std::span<const TrainOptions> models, std::int64_t seeds,
                                std::span<const std::string> metric_names, const DataOptions& data_options,
                                const std::function<void(const std::string& progress)>& progress,
                                std::vector<std::string>* left_out = nullptr);

}  // namespace interplay
