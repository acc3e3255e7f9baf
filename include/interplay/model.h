// A trained model: its plan, its parameters, and the entity tables and vocabularies that scoring needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/options.h"
#include "interplay/schema.h"

namespace INTERPLAY_API interplay {

// The version of this library: "0.1.0".
std::string_view library_version();

// A view of one tensor. Row r is data[r * stride .. r * stride + columns), the rest of the row is zero.
struct TensorView {
  std::string_view name;  // for example "embedding/user"
  std::size_t rows = 0, columns = 0, stride = 0;
  const float* data = nullptr;
  std::shared_ptr<const void> owner;  // keeps the numbers alive, which may have been decoded for this view
};

// Metrics by name, in the order computed.
using MetricValues = std::vector<std::pair<std::string, double>>;

// The record of an epoch. It holds no times, so that equal runs give equal files.
struct EpochRecord {
  std::int64_t epoch = 0;    // from 1
  double learning_rate = 0;  // for solvers that have one
  double loss = 0;           // the training loss, without ...
  double penalized = 0;      // ... and with the penalties
  MetricValues train, valid;
  // The numbers of the draw that this pass of a chain (solver mcmc) produced: bias, noise, thresholds. See
  // chain_numbers in chains.h.
  MetricValues draw;
  // The L2 coefficients after the pass, for a solver that learns them (sgda), by the tensor that they apply to
  // ("linear/user", "embedding/user"); for vectors the mean over the coordinates.
  MetricValues l2;
};
struct History {
  std::vector<EpochRecord> epochs;
  std::int64_t best_epoch = 0;
  std::string monitor;  // "valid rmse"
  std::string stopped;  // "all epochs", "no improvement for 3 epochs", "interrupted", ...
};

// What held-out rows have taught a model about its predictions (see calibrate.h).
struct CalibrationInfo {
  // "platt" or "isotonic": a curve that probabilities pass through; "conformal": intervals of numbers.
  std::string method;
  std::uint64_t rows = 0;  // that it was fitted to
  // Of intervals, what their width follows: "constant" (nothing), "ids" (user and item), "posterior" (the draws).
  std::string spread;
  // Before and after, on rows that were not fitted: logloss, brier and ece of probabilities; of intervals that hold 0.9
  // of the targets, "coverage" and "width" (mean). Before are intervals of constant width, or those of the draws alone.
  MetricValues before, after;
  std::uint64_t checked_rows = 0;
  std::string checked_on;  // "fifths" (each by a calibration of the other four), or "rows" given for it
};

struct ModelImplementation;
class Model;

// The L2 coefficients that a solver learned (see EpochRecord::l2), as of the epoch whose parameters the run kept. Empty
// if none were learned. Precondition: run < model.runs().
MetricValues learned_l2(const Model& model, std::size_t run = 0);

// A model never changes after load or train. It is cheap to copy (copies share) and safe to use from many threads.
class Model {
 public:
  // Maps the file; pages of tensors are read when first touched. Verifies the checksum of every tensor if `verify` is
  // true. Throws Error(bad_model, io, not_found).
  static Model load(const std::filesystem::path& path, bool verify = false);
  // Writes a file beside `path` and renames it: `path` holds either the old file or the whole new one. Throws
  // Error(io).
  void save(const std::filesystem::path& path) const;

  std::string_view name() const;  // of its definition: "biased_mf"
  const Schema& schema() const;
  const Star& star() const;
  const TrainOptions& options() const;
  const DataOptions& data_options() const;
  // The history of a run; an ensemble has several. Precondition: run < runs().
  const History& history(std::size_t run = 0) const;
  std::size_t runs() const;
  std::string_view library_version() const;  // of the library that wrote the model
  // The number of parameter sets that a prediction is the mean over: those of the runs of an ensemble
  // (options().ensemble), the draws that mcmc kept, otherwise 1.
  std::size_t members() const;
  // Precondition: member < members().
  std::vector<TensorView> parameters(std::size_t member = 0) const;
  // The number of parameters of one member, moving statistics included.
  std::uint64_t parameter_count() const;
  // The range of the target in the training rows. Predictions are clipped to it where clips() says so.
  std::pair<float, float> target_range() const;

  // Predictions for rows of data encoded for this model (see read_for); for all rows if `rows` is empty. Numbers in the
  // target's units, or probabilities for a binary target: the mean over the members; then calibrated, or clipped, last.
  // The result does not depend on `threads`.
  std::vector<float> predict(const Dataset& data, std::span<const std::uint32_t> rows = {}, int threads = 0) const;

  // `mean` is the result of `predict`. `deviation` is the sample standard deviation of the members' predictions (each
  // calibrated), 0 for one member. `predictive` is the standard deviation of a target about its prediction,
  //   sqrt(deviation^2 + mean over the members of Var(target | member)),
  // where the variance is that of the noise (numbers by mcmc), of the values over their probabilities (ordinal), or p
  // (1 - p) (binary). A model of numbers that was not made by mcmc knows of no noise: its `predictive` equals
  // `deviation`.
  struct Prediction {
    std::vector<float> mean, deviation, predictive;
  };
  Prediction predict_with_deviation(const Dataset& data, std::span<const std::uint32_t> rows = {},
                                    int threads = 0) const;

  // Intervals that hold `share` (between 0 and 1) of the targets of such rows, in the target's units, within
  // target_range() where predictions are clipped:
  // - of numbers by a calibrated model: the prediction, seen through the target's transform, plus and minus the
  //   quantile of the scores of the held-out rows times the row's spread (docs/decisions/0037-calibration.md);
  // - of numbers by mcmc: from the normal distribution of the target as the objective sees it (mean and variance over
  //   the members, noise included), whose ends go back through the transform;
  // - of levels: the quantiles of their probabilities.
  // Throws Error(unsupported) for a target of 0 and 1, for other models, and where predictions are not clipped and too
  // few rows were held out for the share; Error(usage) for another share.
  struct Interval {
    std::vector<float> low, high;
  };
  Interval predict_interval(const Dataset& data, double share, std::span<const std::uint32_t> rows = {},
                            int threads = 0) const;

  // None if the model was not calibrated.
  std::optional<CalibrationInfo> calibration() const;

  // The values of the target, ascending: 0 and 1 for a binary model, the levels for an ordinal one; otherwise empty.
  std::vector<float> levels() const;
  // Of an ordinal model: the thresholds between its levels on the scale of the score, ascending, the mean over the
  // members. Otherwise empty.
  std::vector<double> thresholds() const;

  // Whether predictions are limited to target_range(): if options().clip is set and they are numbers.
  bool clips() const;
  // P(target = level), the mean over the members: rows x levels().size() numbers. Throws Error(unsupported) for a model
  // of numbers.
  std::vector<float> probabilities(const Dataset& data, std::span<const std::uint32_t> rows = {},
                                   int threads = 0) const;

  // The parts of the model, for `describe`, in the order of evaluation.
  struct Part {
    std::string name, kind, reads, shape;
    std::uint64_t parameters = 0;
    std::uint64_t frozen = 0;  // those of the parameters that no step changes: moving statistics
    std::uint64_t bytes = 0;
  };
  std::vector<Part> parts() const;

 private:
  friend struct ModelAccess;
  explicit Model(std::shared_ptr<const ModelImplementation> implementation);

  std::shared_ptr<const ModelImplementation> implementation_;
};

// A model that can be trained, for help and choices.
struct ModelInfo {
  std::string_view name, summary;
  // The options that it reads, among those that not every model has: "rank", "hidden", ...
  std::vector<std::string_view> reads;
  std::string_view solver = "gradient";  // that fits it if none is named
};
std::vector<ModelInfo> model_names();
// Whether `option` is one of ModelInfo::reads of that model. False for a name that does not exist.
bool model_reads(std::string_view model, std::string_view option);

// The library's defaults, overridden by those of the named model and solver (see TrainOptions::solver; empty: that of
// ModelInfo::solver), and by those of a loss over lists (TrainOptions::loss; empty: the model's own). Throws
// Error(usage) for an unknown model.
TrainOptions default_options(std::string_view model, std::string_view solver = {}, std::string_view loss = {});

// The options of data, split and training, as name and value, that reproduce the notebook from which the named model is
// taken, its accidents included. Names are those of a recipe (model_numeric is TrainOptions::numeric). Empty if there
// is no such notebook. Throws Error(usage) for an unknown name.
std::vector<std::pair<std::string, std::string>> faithful_settings(std::string_view model);

}  // namespace interplay
