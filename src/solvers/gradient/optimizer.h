// The optimizer of one tensor: its state, and steps for the rows that a batch reads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "interplay/options.h"
#include "kernels/optimizer.h"
#include "solvers/solver.h"
#include "terms/parameters.h"

namespace interplay {

// The rule that options.optimizer names. Adagrad's sums and Adam's moments start at 0. Throws Error(usage) for an
// unknown name.
kernels::StepRule step_rule(const TrainOptions& options);

// The factor on Adam's learning rate at step t (from 1): sqrt(1 - beta2^t) / (1 - beta1^t); 1 for other rules.
double bias_correction(const kernels::StepRule& rule, std::int64_t step);

// What happens to rows that are not in the batch of a step.
enum class IdleRows {
  rest,
  step,            // by adam's moments
  step_and_decay,  // by the penalty of whole tables, too
};

class TensorOptimizer {
 public:
  // `decays[row]` (or decays[0] for all rows) is 2c of the penalty c w^2.
  // `values`: of the same tensor.
  TensorOptimizer(const Tensor& tensor, const WritableTensor& values, kernels::StepRule rule, IdleRows idle,
                  std::vector<float> decays);

  const Tensor& tensor() const { return tensor_; }
  const WritableTensor& values() const { return values_; }
  bool decays() const { return has_decay_; }

  // Makes up for the idle steps of rows, before they are read.
  void catch_up(std::span<const std::uint32_t> rows);
  void catch_up_all(const TaskPool& pool);

  // gradient[i] += 2c w of row rows[i], multiplied by shares[i] unless `shares` is empty.
  void add_decay(std::span<const std::uint32_t> rows, std::span<const float> shares, float* gradient);
  void add_decay_all(float* gradient) const;
  // One step: rows[i] by scale * gradient[i]; other rows idle, with their gradient scaled in the same way.
  void step(std::span<const std::uint32_t> rows, const float* gradient, float scale, float rate);
  // A step of all rows in order.
  void step_all(const float* gradient, float scale, float rate);

  // sum of c w^2
  double penalty() const;
  void append_state(std::vector<SolverState>& states);

 private:
  bool decays_whole_table() const { return idle_ == IdleRows::step_and_decay; }
  kernels::OptimizedTable table();
  // The idle steps since catch_up_all.
  kernels::IdleSteps idle_steps();

  const Tensor& tensor_;
  WritableTensor values_;
  kernels::StepRule rule_;
  IdleRows idle_;
  bool has_decay_;
  std::vector<float> decays_;
  std::vector<float> shared_decays_;  // scratch
  AlignedArray<float> first_, second_;
  std::vector<std::uint32_t> done_;         // idle steps made since catch_up_all, by row
  std::vector<float> rates_, idle_decays_;  // of the steps since then
  kernels::DeferredAdam deferred_adam_;
};

}  // namespace interplay
