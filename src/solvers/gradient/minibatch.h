// Wing gradient: solvers that follow the gradient. In: a plan, training rows and start parameters; one call is one
// pass. Out: the parameters after it, the same for every number of threads. Three ways to step: mini-batches of any
// plan (minibatch), one row at a time for FM-shaped plans (fused), and the same with L2 that learns (adaptive). The
// definitions in solvers/definitions make them; the loop drives them.
//
// Mini-batch gradient descent for any plan.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/worker_slots.h"
#include "plan/run.h"
#include "solvers/gradient/batch_source.h"
#include "solvers/gradient/optimizer.h"

#include "solvers/solver.h"

namespace interplay {

// Loss of a batch: sum over its rows of w_r loss_r / (rows * mean w), where the mean of w is over all rows of an epoch.
// So a row of weight 2 counts as two rows, and weights have an effect in batches of any size. If the loss has groups, a
// batch holds as many whole groups as have at most options.batch rows together, or one larger group.
class MinibatchSolver final : public Solver {
 public:
  MinibatchSolver(const Problem& problem, Parameters& parameters);

  std::string_view name() const override { return "minibatch"; }
  bool has_rate() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override;
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

 private:
  // One field of one embedding table.
  struct TableSlot {
    std::size_t table, slot;
    double rate_factor;
    TensorOptimizer optimizer;
    std::size_t field;                            // index into fields_
    bool every_row;                               // every row has a gradient and steps, in the batch or not
    std::vector<float> shares = {};               // by row in `touched`: the share of the batch's rows that read it
    bool by_shard = false;                        // few rows, all with a gradient: each shard has sums of its own
    AlignedArray<float> gradient = {};            // of the rows in `touched`, or of every row; with room for more
    std::vector<AlignedArray<float>> parts = {};  // by shard (part_of), if by_shard
    double square = 0;                            // squared norm of the gradient
    bool owned = false;                           // each row is stepped by one process alone
    // Then: the gradients of the batch's rows with own ids, in the order of the batch.
    AlignedArray<float> pushed = {};
    std::vector<float> pushed_squares = {};
    std::size_t pushed_rows = 0;
  };
  // What this process owns of a field with slots whose rows are shared out (minibatch_owned.cc).
  struct Owned {
    std::vector<std::uint32_t> rows;    // of those in `touched`
    std::vector<std::uint32_t> places;  // by position in `touched`: in `rows`, or none
    // By row of the batch with an own id: the id and its place.
    std::vector<std::uint32_t> codes, positions;
    // By process: own rows that it reads, and its rows that this process reads.
    std::vector<std::vector<std::uint32_t>> needed, missing;
  };
  // Slots that read the same input by tensors of equally many rows: a batch reads the same rows of all of them.
  struct Field {
    std::vector<std::size_t> slots = {};
    BatchRows touched = {};
    bool places = false;  // whether positions among the rows of the batch are needed
    bool owned = false;   // whether any of its slots is
    Owned own = {};
  };
  // A tensor of a term or of the head.
  struct Dense {
    TensorId tensor;
    double rate_factor;
    TensorOptimizer optimizer;
    AlignedArray<float> gradient;
    std::vector<AlignedArray<float>> parts;  // by shard, for the terms' tensors
    double square = 0;
  };

  void add_table_slots();
  void add_dense(TensorId first, TensorId last, bool sharded);
  bool adam_is_exact() const;
  std::vector<float> decays(std::size_t table, std::size_t slot) const;
  double rate_factor(const TensorSpec& spec) const;

  // Runs tasks on the pool, or in turn if there is one thread. The result does not depend on that.
  void run(std::size_t count, const std::function<void(std::size_t)>& task) const;
  void step(const LabeledBatch& part, bool last, double learning_rate);
  // Finds the rows of a field that the next batch reads, and prepares the slots of the field for them.
  void index_batch(Field& field);
  // Sets the gradient of a slot to 0.
  void clear_gradient(TableSlot& slot) const;
  std::size_t gradient_size(const TableSlot& slot) const;
  bool steps_every_row(const Tensor& tensor, IdleRows idle, bool decays) const;
  // The field that a slot belongs to; adds one if there is none yet.
  std::size_t field_of(const Embedding::Slot& slot);
  // Forward and backward: tile by tile if the plan allows it, otherwise phase by phase.
  void by_tiles(const StepContext& pass, const LabeledBatch& part);
  void by_phases(const StepContext& pass, const LabeledBatch& part);
  // Computes losses and score gradients of some rows of a shard.
  void losses(const LabeledBatch& part, std::size_t shard, std::size_t first, std::size_t count);
  // The same for the whole batch, in runs of whole groups.
  void losses_by_group(const LabeledBatch& part);
  // The shards of a batch that this process works on.
  Shares own_shards(std::size_t rows) const;
  // Gives all processes the gradients that each of them has found for its shards.
  void exchange_gradients(std::size_t rows);
  void exchange_table(std::size_t table, std::size_t rows);
  void sum_parts(std::size_t rows);
  // Whether several processes share the shards of a batch of so many rows.
  bool deals(std::size_t rows) const { return problem_.cluster.several() && !whole_batch_ && shards(rows) > 1; }
  // Rows of owned slots: before a batch is read, after its gradients have been found, and after a pass.
  void find_owned();
  std::size_t owner(std::uint32_t row) const;
  std::span<const std::uint32_t> stepped_rows(const TableSlot& slot) const;
  std::pair<std::size_t, std::size_t> read_by(std::size_t process, std::size_t rows) const;
  void index_owned(Field& field) const;
  void fetch_owned();
  void push_owned(std::size_t rows);
  void sum_pushed(TableSlot& slot) const;
  void gather_owned();
  bool any_owned() const { return std::ranges::any_of(fields_, &Field::owned); }
  void clear_parts(std::size_t shard);
  // Adds the sums of a shard to the gradients. Called after each shard if one thread does all the work; otherwise
  // finish_gradient adds all of them later. Either way the order is that of the shards, so that sums do not depend on
  // threads.
  void add_parts(std::size_t shard);
  std::size_t part_of(std::size_t shard) const { return single_threaded_ ? 0 : shard; }
  struct Tile {
    std::size_t shard, first, rows, worker;
  };
  // Calls f for every tile, with shards in parallel. `sums`: f adds to the sums of its shard.
  void for_tiles(std::size_t rows, bool sums, const std::function<void(const Tile&)>& f);
  void touched_shares(const LabeledBatch& part, TableSlot& slot) const;
  // Adds the slot's gradient from rows [first, first + count) of the batch to `sum`.
  void gather_gradient(TableSlot& slot, std::size_t first, std::size_t count, AlignedArray<float>& sum);
  void finish_gradient(TableSlot& slot, std::size_t rows);
  void finish_gradient(Dense& dense, std::size_t rows) const;
  void apply(TableSlot& slot, float scale, double rate) const;
  void apply(Dense& dense, float scale, double rate) const;
  void update(std::size_t rows, double rate);
  double global_square() const;
  float clip_scale(double square, double global_square) const;
  std::size_t shards(std::size_t rows) const;
  double penalty() const;

  const Problem& problem_;
  Parameters& parameters_;
  kernels::StepRule rule_;
  std::unique_ptr<BatchSource> ordered_;  // if the problem brings no source
  BatchSource& rows_;
  std::size_t batch_, tile_, shard_rows_;  // batch_: most rows of a batch
  bool whole_batch_, single_threaded_;  // whole_batch: phases are by batch, as terms, the head or the loss ask for it;
                                        // single_threaded: one thread does it all, and uses gradients as soon as they
                                        // are there
  WorkerSlots workers_;
  Workspace workspace_;
  std::vector<float> scores_, score_gradients_;
  std::vector<float> smoothed_;  // targets of the batch, moved towards one half; empty without label smoothing
  std::vector<double> shard_losses_;
  std::vector<TableSlot> slots_;
  std::vector<Field> fields_;
  std::vector<const BatchRows*> batch_rows_;  // of the slots
  std::vector<Dense> dense_;
  std::vector<std::vector<float*>>
      own_;                        // by shard (part_of): the gradient of every tensor of the plan; null for tables
  std::vector<float*> whole_own_;  // the same for terms that see the whole batch, and for the head
  LabeledBatch next_;              // the batch that the fields are prepared for
  double mean_weight_, loss_ = 0;
  bool clips_ = false;
  bool dealt_ = false;  // several processes share the shards of this batch, and have summed the parts
  std::int64_t steps_ = 0;
};

}  // namespace interplay
