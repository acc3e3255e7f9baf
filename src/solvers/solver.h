// A solver improves the parameters of a plan, one pass over the training rows at a time. The loop around it (early
// stopping, checkpoints, history) is the same for all solvers: loop.h.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/task_pool.h"
#include "cluster/cluster.h"
#include "data/batch.h"
#include "interplay/train.h"
#include "plan/plan.h"

namespace interplay {

class BatchSource;
struct DrawnNegatives;
class SafetensorsFile;
struct LinearFit;
struct StoredTensor;

// Everything that a solver reads. All of it outlives the solver.
struct Problem {
  const ModelPlan& plan;
  const TrainOptions& options;
  std::span<const FieldView> fields;
  std::span<const std::uint32_t> rows;  // training rows
  std::span<const float> target;        // of every interaction; may be empty where the loss needs none
  std::span<const float> weight;        // of every interaction; may be empty
  const TaskPool& pool;
  bool continues = false;                     // training starts from a draw of an earlier chain
  std::span<const std::uint32_t> valid = {};  // validation rows; only sgda reads them
  const LinearFit* linear = nullptr;          // if given, the L2 of the linear weights
  std::span<const std::uint32_t> group = {};  // of every interaction, if the loss has groups (Loss::grouped)
  // Where mini-batches come from, if not from `rows` in a drawn order: then only solvers that take batches can fit.
  BatchSource* batches = nullptr;
  // If each training row is a positive beside drawn negatives: what they are drawn from.
  const DrawnNegatives* negatives = nullptr;
  // The processes that train together. All of them have the same data, options and parameters, and make the same calls.
  Cluster& cluster = single_process();
};

struct PassResult {
  double loss = 0;       // mean over the training rows, each when it was visited
  double penalized = 0;  // with the penalties at the end of the pass
  bool stopped = false;  // `keep_going` answered false; the pass is incomplete
  // If not empty: the training metrics of the epoch, instead of the one that follows from `loss`.
  MetricValues train = {};
  MetricValues draw = {}, l2 = {};  // see EpochRecord

  bool finite() const { return std::isfinite(loss) && std::isfinite(penalized); }
};

// A named array of solver state (moments, accumulators), which a checkpoint must hold for an exact resume.
struct SolverState {
  std::string name;
  std::span<float> values;
};

class Solver {
 public:
  virtual ~Solver() = default;
  virtual std::string_view name() const = 0;
  // Whether passes draw from a distribution, so that no pass is better than another.
  virtual bool samples() const { return false; }
  // Whether passes take steps with the given learning rate.
  virtual bool has_rate() const { return false; }
  // Makes pass number `epoch` (from 1) over the rows, in an order that depends on seed and epoch alone. Calls
  // `keep_going(fraction done)` now and then, on the caller's thread.
  virtual PassResult pass(std::int64_t epoch, double learning_rate,
                          const std::function<bool(double fraction)>& keep_going) = 0;
  virtual std::vector<SolverState> state() = 0;
  // The number of steps so far. It is restored on resume, after the state (bias corrections depend on it).
  virtual std::int64_t steps() const = 0;
  virtual void set_steps(std::int64_t steps) = 0;
  // Appends what a checkpoint holds in addition to the state: data that is collected over all passes and only grows, so
  // that no snapshot of it is needed. The bytes are valid until the next pass.
  virtual void store(std::vector<StoredTensor>&) const {}
  // Restores what `store` appended. Throws Error(bad_model).
  virtual void load(const SafetensorsFile&) {}
};

// Mini-batches of any plan (options.batch rows, all optimizers).
std::unique_ptr<Solver> minibatch_solver(const Problem& problem, Parameters& parameters);
// One row at a time for FM-shaped plans, sgd and adagrad: the fast path (options.batch == 1).
std::unique_ptr<Solver> fused_solver(const Problem& problem, Parameters& parameters);
// Makes the solver that the options name. Throws Error(usage) if the options do not fit the plan.
std::unique_ptr<Solver> make_solver(const Problem& problem, Parameters& parameters);

}  // namespace interplay
