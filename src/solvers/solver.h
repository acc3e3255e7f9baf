// A solver improves the parameters of a plan, one pass over the training rows at a time. The loop around it (early
// stopping, checkpoints, history) is the same for all: loop.h.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/task_pool.h"
#include "data/batch.h"
#include "interplay/train.h"
#include "model/plan.h"

namespace interplay {

class SafetensorsFile;
struct LinearFit;
struct StoredTensor;

// Everything a solver reads. All of it outlives the solver.
struct Problem {
  const ModelPlan& plan;
  const TrainOptions& options;
  std::span<const FieldView> fields;
  std::span<const std::uint32_t> rows;  // training rows
  std::span<const float> target;        // of every interaction; may be empty where the loss needs none
  std::span<const float> weight;        // of every interaction; may be empty
  const TaskPool& pool;
  bool continues = false;                     // the parameters at the start are those of a chain's draw
  std::span<const std::uint32_t> valid = {};  // validation rows; sgda alone reads them
  const LinearFit* linear = nullptr;          // where given, the L2 of the linear weights
  std::span<const std::uint32_t> group = {};  // of every interaction, where the loss has groups (Loss::grouped)
};

struct PassResult {
  double loss = 0;       // mean over the training rows, each at the time it was visited
  double penalized = 0;  // with the regularisation terms at the end of the pass
  bool stopped = false;  // `keep_going` answered false; the pass is incomplete
  // Where not empty, the training metrics of the epoch in place of the one that follows from `loss`.
  MetricValues train = {};
  MetricValues draw = {}, l2 = {};  // see EpochRecord

  bool finite() const { return std::isfinite(loss) && std::isfinite(penalized); }
};

// A named array of solver state (moments, accumulators): what a checkpoint must hold for an exact resume.
struct SolverState {
  std::string name;
  std::span<float> values;
};

class Solver {
 public:
  virtual ~Solver() = default;
  virtual std::string_view name() const = 0;
  // True where passes draw from a distribution: no pass is better than another.
  virtual bool samples() const { return false; }
  // True where passes take steps of the given learning rate.
  virtual bool has_rate() const { return false; }
  // Pass number `epoch` (from 1) over the rows, in an order that depends on seed and epoch alone.
  // `keep_going(fraction done)` is called now and then, on the caller's thread.
  virtual PassResult pass(std::int64_t epoch, double learning_rate,
                          const std::function<bool(double fraction)>& keep_going) = 0;
  virtual std::vector<SolverState> state() = 0;
  // Steps taken so far; restored on resume, after the state (bias corrections depend on it).
  virtual std::int64_t steps() const = 0;
  virtual void set_steps(std::int64_t steps) = 0;
  // What a checkpoint holds beside the state: what has been gathered over all passes and only grows, so that no
  // snapshot of it is needed. The bytes are valid until the next pass.
  virtual void store(std::vector<StoredTensor>&) const {}
  // Replaces it by what `store` gave. Throws Error(bad_model).
  virtual void load(const SafetensorsFile&) {}
};

// Mini-batches of any plan (options.batch rows, all optimizers).
std::unique_ptr<Solver> minibatch_solver(const Problem& problem, Parameters& parameters);
// One row at a time for FM-shaped plans, sgd and adagrad: the fast path (options.batch == 1).
std::unique_ptr<Solver> fused_solver(const Problem& problem, Parameters& parameters);
// Chooses. Throws Error(usage) where the options do not fit the plan.
std::unique_ptr<Solver> make_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
