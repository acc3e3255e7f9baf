// A trained model: what it is made of, its parameters, and the entity tables and vocabularies that scoring needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/data.h"
#include "interplay/dataset.h"
#include "interplay/options.h"
#include "interplay/schema.h"

namespace INTERPLAY_API interplay {

// Of this library: "0.1.0".
std::string_view library_version();

// A view of one tensor. Row r is data[r * stride .. r * stride + columns), the rest of the row is zero.
struct TensorView {
  std::string_view name;  // for example "embedding/user"
  std::size_t rows = 0, columns = 0, stride = 0;
  const float* data = nullptr;
  std::shared_ptr<const void> owner;  // keeps the numbers, which may have been made for the view
};

// Metrics by name, in the order computed.
using MetricValues = std::vector<std::pair<std::string, double>>;

// What happened epoch by epoch. Holds no times, so that equal runs give equal files.
struct EpochRecord {
  std::int64_t epoch = 0;    // from 1
  double learning_rate = 0;  // of solvers that step by one
  double loss = 0;           // training objective, without and ...
  double penalized = 0;      // ... with the regularisation terms
  MetricValues train, valid;
  // Numbers of the draw that the pass of a chain (solver mcmc) came to: bias, noise, cut points. See rhat in train.h.
  MetricValues draw;
  // L2 coefficients after the pass, where the solver learns them (sgda), by the tensor whose squares they weigh
  // ("linear/user", "embedding/user"): of vectors the mean over the coordinates.
  MetricValues l2;
};
struct History {
  std::vector<EpochRecord> epochs;
  std::int64_t best_epoch = 0;
  std::string monitor;  // "valid rmse"
  std::string stopped;  // "all epochs", "no improvement for 3 epochs", "interrupted", ...
};

struct ModelImplementation;
class Model;

// L2 coefficients that a solver learned (see EpochRecord::l2), at the epoch whose parameters the run kept. Empty where
// none were learned. Precondition: run < model.runs().
MetricValues learned_l2(const Model& model, std::size_t run = 0);

// Const after load or train; cheap to copy (shared); safe to use from many threads.
class Model {
 public:
  // Maps the file; tensors are read when first touched. Checksums are verified when `verify` is true.
  // Throws Error(bad_model, io, not_found).
  static Model load(const std::filesystem::path& path, bool verify = false);
  // Writes beside and renames: the target is either the old file or the whole new one. Throws Error(io).
  void save(const std::filesystem::path& path) const;

  std::string_view name() const;  // of the model: "biased_mf"
  const Schema& schema() const;
  const Star& star() const;
  const TrainOptions& options() const;
  const DataOptions& data_options() const;
  // Of the first run, or of another run of an ensemble. Precondition: run < runs().
  const History& history(std::size_t run = 0) const;
  std::size_t runs() const;
  std::string_view library_version() const;  // that wrote the model
  // How many sets of parameters a prediction is the mean over: the runs of an ensemble (options().ensemble), else 1.
  std::size_t members() const;
  // Precondition: member < members().
  std::vector<TensorView> parameters(std::size_t member = 0) const;
  // How many numbers one member consists of, moving statistics included.
  std::uint64_t parameter_count() const;
  // Range of the target in the training rows; predictions are clipped to it when options().clip.
  std::pair<float, float> target_range() const;

  // Scores of rows of data encoded for this model (see read_for); all rows when `rows` is empty.
  // Regression: in target units; binary: probabilities. The mean over the members, clipped last. The result does not
  // depend on `threads`.
  std::vector<float> predict(const Dataset& data, std::span<const std::uint32_t> rows = {}, int threads = 0) const;

  // `predict`; how far the members' predictions lie apart: their sample standard deviation, 0 for one member; and the
  // standard deviation of a target about the prediction,
  //   sqrt(deviation^2 + mean over the members of Var(target | member)),
  // the variance of the noise (mcmc of numbers), of the values over their probabilities (ordinal), or p (1 - p)
  // (binary). Models of numbers that were not made by mcmc know of no noise: theirs is `deviation`.
  struct Prediction {
    std::vector<float> mean, deviation, predictive;
  };
  Prediction predict_with_deviation(const Dataset& data, std::span<const std::uint32_t> rows = {},
                                    int threads = 0) const;

  // The values that the target takes, ascending: 0 and 1 of a binary model, the levels of an ordinal one; else empty.
  std::vector<float> levels() const;

  // Whether predictions are limited to target_range(): by options().clip, where they are numbers.
  bool clips() const;
  // P(target = level), the mean over the members: rows x levels().size() numbers. Throws Error(unsupported) for a model
  // of numbers.
  std::vector<float> probabilities(const Dataset& data, std::span<const std::uint32_t> rows = {},
                                   int threads = 0) const;

  // What the model consists of, for `describe`: one entry per part, in the order of evaluation.
  struct Part {
    std::string name, kind, reads, shape;
    std::uint64_t parameters = 0;
    std::uint64_t frozen = 0;  // of the parameters: what no step changes, as moving statistics
    std::uint64_t bytes = 0;
  };
  std::vector<Part> parts() const;

 private:
  friend struct ModelAccess;
  explicit Model(std::shared_ptr<const ModelImplementation> implementation);

  std::shared_ptr<const ModelImplementation> implementation_;
};

// The models that exist, for help and for choices.
struct ModelInfo {
  std::string_view name, summary;
  // Which of the options that not every model has this one reads: "rank", "hidden", ...
  std::vector<std::string_view> reads;
};
std::vector<ModelInfo> model_names();

// The library's defaults with those of the named model and solver (see TrainOptions::solver) on top. Throws
// Error(usage) for an unknown model.
TrainOptions default_options(std::string_view model, std::string_view solver = "gradient");

// Options of data, split and training, as name and value, that reproduce the notebook which the named model is taken
// from, its accidents included; names are those of a recipe (model_numeric is TrainOptions::numeric). Empty where there
// is no such notebook. Throws Error(usage) for an unknown name.
std::vector<std::pair<std::string, std::string>> faithful_settings(std::string_view model);

}  // namespace interplay
