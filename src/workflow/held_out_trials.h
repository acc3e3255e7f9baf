// Ways of training one model, tried on training rows that are held out for this: fits of the linear part, and runs of
// the solver that start from them. What is tried and chosen is for adapt.cc to say. Losses are those of the check rows
// of all folds, row by row; none where a run does not stay finite.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/implementation.h"
#include "solvers/gradient/linear_fit.h"
#include "solvers/solver.h"

namespace interplay {

class HeldOutTrials {
 public:
  // As adapt(), which see.
  HeldOutTrials(const ModelImplementation& model, const Dataset& data, const Split& split,
                std::span<const float> targets, const TaskPool& pool, Observer& observer);

  // The weights alone; null if the model has none.
  const Embedding* table() const { return table_; }
  // Of the training rows of each fold and, returned, of all of them.
  LinearFit fit_linear_parts(const TrainOptions& options);
  // The same with the penalties times a factor, where that predicts better; of few rows only, as each is a fit more.
  void choose_penalties(const TrainOptions& options, LinearFit& whole);
  // Without weights: what predicts best without looking at the row.
  LinearFit constant_like(const LinearFit& linear) const;
  void use_constant();  // in every fold, from now on

  std::vector<double> linear_losses() const;
  std::vector<double> constant_losses() const;
  // After options.epochs.
  std::vector<double> losses(const TrainOptions& options);
  // After each epoch up to options.epochs; once a fold has had no gain for some, as after its last one. [0] is empty.
  std::vector<std::vector<double>> losses_by_epoch(const TrainOptions& options);

  bool stopped() const { return stopped_; }  // the observer asked for it

 private:
  struct Fold {
    std::vector<std::uint32_t> fit, check;
    LinearFit linear;
  };

  Problem problem(const TrainOptions& options, std::span<const std::uint32_t> rows, const LinearFit* linear) const;
  void append_losses_of(const Fold& fold, const Parameters& parameters, std::vector<double>& losses) const;
  void append_linear_losses(const Fold& fold, const LinearFit& linear, std::vector<double>& losses) const;
  Parameters start(const Fold& fold, const TrainOptions& options) const;
  bool pass(Solver& solver, const TrainOptions& options, std::int64_t epoch, const Parameters& parameters);
  void add_epochs(const TrainOptions& options, const Fold& fold, std::vector<std::vector<double>>& losses);

  const ModelImplementation& model_;
  const Dataset& data_;
  const Split& split_;
  std::span<const float> targets_;
  const TaskPool& pool_;
  Observer& observer_;
  std::vector<FieldView> fields_;
  const Embedding* table_;
  std::vector<Fold> folds_;
  bool stopped_ = false;
};

}  // namespace interplay
