// The decisions that a mini-batch solver makes once, from the plan, the options and the rows.
#include <algorithm>

#include "solvers/gradient/drawn_rows.h"
#include "solvers/gradient/minibatch.h"
#include "solvers/gradient/ordered_rows.h"
#include "solvers/gradient/penalty.h"

namespace interplay {
namespace {

// The least rows of a shard, and the most shards: each shard sums gradients of the terms' own tensors in an array, so
// that large batches have larger shards. The division does not depend on threads.
constexpr std::size_t least_shard_rows = 256, most_shards = 64;
// If a batch reads at least this many numbers, it pays to wake other threads.
constexpr std::size_t parallel_numbers = 1 << 16;
// Exact Adam costs little if tables have at most this many times the numbers that a batch reads.
constexpr std::size_t exact_ratio = 32;
// Tables of single numbers have few rows when they have at most this many times those of a batch; other tables, when a
// batch has at least as many times theirs.
constexpr std::size_t few_numbers = 8, many_times = 16;

std::size_t numbers_per_row(const ModelPlan& plan) {
  std::size_t numbers = 0;
  for (const Embedding& table : plan.tables()) numbers += table.fields() * table.stride();
  return numbers;
}

std::size_t shard_rows_of(std::size_t batch) {
  constexpr std::size_t largest = most_shards * least_shard_rows;
  return (batch + largest - 1) / largest * least_shard_rows;
}

// Whether other threads help with a batch.
bool in_parallel(const Problem& problem, std::size_t batch) {
  return problem.pool.threads() > 1 && batch * numbers_per_row(problem.plan) >= parallel_numbers;
}

std::unique_ptr<BatchSource> ordered_rows(const Problem& problem) {
  if (problem.negatives != nullptr) return drawn_rows(problem);
  const std::size_t rows = std::max<std::size_t>(problem.rows.size(), 1);
  return std::make_unique<OrderedRows>(training_rows(problem),
                                       std::min(static_cast<std::size_t>(problem.options.batch), rows));
}

}  // namespace

MinibatchSolver::MinibatchSolver(const Problem& problem, Parameters& parameters)
    : problem_(problem),
      parameters_(parameters),
      rule_(step_rule(problem.options)),
      ordered_(problem.batches ? nullptr : ordered_rows(problem)),
      rows_(problem.batches ? *problem.batches : *ordered_),
      batch_(rows_.most_rows()),
      tile_(tile_rows(problem.plan)),
      shard_rows_(shard_rows_of(batch_)),
      whole_batch_(problem.plan.whole_batch() || problem.plan.objective().grouped()),
      single_threaded_(!in_parallel(problem, batch_) && !problem.cluster.several()),
      workers_(static_cast<std::size_t>(problem.pool.threads())),
      workspace_(problem.plan, batch_, single_threaded_ && !whole_batch_ ? KeptGradients::piece : KeptGradients::all,
                 whole_batch_ ? 0 : static_cast<std::size_t>(problem.pool.threads())),
      scores_(batch_),
      score_gradients_(batch_),
      smoothed_(problem.options.label_smoothing > 0 && problem.plan.objective().binary() ? batch_ : 0),
      shard_losses_(shards(batch_)),
      mean_weight_(rows_.mean_weight()),
      clips_(problem.options.clip_norm > 0 || problem.options.global_clip_norm > 0) {
  const ModelPlan& plan = problem.plan;
  own_.assign(single_threaded_ ? 1 : shards(batch_), std::vector<float*>(plan.specs().size(), nullptr));
  whole_own_.assign(plan.specs().size(), nullptr);
  add_table_slots();
  find_owned();
  for (std::size_t t = 0; t < plan.terms().size(); ++t)
    add_dense(plan.term_tensors(t).first, plan.term_tensors(t).second, plan.stage(t) != Stage::batch);
  add_dense(plan.head_tensors().first, plan.head_tensors().second, !whole_batch_);
}

void MinibatchSolver::add_table_slots() {
  const bool adam = rule_.rule == kernels::Rule::adam, exact = adam && adam_is_exact();
  const auto tables = problem_.plan.tables();
  for (std::size_t t = 0; t < tables.size(); ++t) {
    for (std::size_t s = 0; s < tables[t].slots().size(); ++s) {
      const Tensor& tensor = parameters_[tables[t].slots()[s].tensor];
      std::vector<float> decay = decays(t, s);
      const bool whole = problem_.options.l2_scope != "touched" && decay.front() != 0;
      IdleRows idle = tensor.sparse && exact ? IdleRows::step : IdleRows::rest;
      if (tensor.sparse && whole) idle = IdleRows::step_and_decay;
      const bool every_row = steps_every_row(tensor, idle, decay.front() != 0);
      if (every_row) idle = IdleRows::rest;
      const std::size_t field = field_of(tables[t].slots()[s]);
      fields_[field].slots.push_back(slots_.size());
      fields_[field].places = fields_[field].places || !every_row;
      slots_.push_back({t, s, rate_factor(tensor),
                        TensorOptimizer(tensor, parameters_.writable(tensor), rule_, idle, std::move(decay)), field,
                        every_row});
      TableSlot& slot = slots_.back();
      const bool all_rows = every_row || tables[t].slots()[s].kind == Kind::numeric;
      slot.by_shard = all_rows && tensor.rows <= batch_ / many_times && !whole_batch_;
      for (std::size_t shard = 0; slot.by_shard && shard < own_.size(); ++shard) slot.parts.emplace_back(tensor.size());
    }
  }
  for (const TableSlot& slot : slots_) batch_rows_.push_back(&fields_[slot.field].touched);
}

// The norm of the gradient needs every row if the whole table decays. And if a batch reads most rows, or rows are
// single numbers, stepping all of them in order is faster than looking for those that idled.
bool MinibatchSolver::steps_every_row(const Tensor& tensor, IdleRows idle, bool decays) const {
  if (idle == IdleRows::rest) return false;
  if (idle == IdleRows::step_and_decay && clips_) return true;
  const bool by_rows = decays && idle == IdleRows::step;  // penalties of the rows in the batch alone
  const std::size_t few = tensor.stride == 1 ? few_numbers * batch_ : batch_ / many_times;
  return tensor.rows <= few && !by_rows;
}

std::size_t MinibatchSolver::field_of(const Embedding::Slot& slot) {
  const auto is_same = [&](const Field& field) {
    const TableSlot& first = slots_[field.slots.front()];
    const Embedding::Slot& other = problem_.plan.tables()[first.table].slots()[first.slot];
    return other.input == slot.input && parameters_[other.tensor].rows == parameters_[slot.tensor].rows;
  };
  const auto found = std::ranges::find_if(fields_, is_same);
  const auto field = static_cast<std::size_t>(found - fields_.begin());
  if (found == fields_.end()) fields_.emplace_back();
  return field;
}

void MinibatchSolver::add_dense(TensorId first, TensorId last, bool sharded) {
  for (TensorId id = first; id < last; ++id) {
    const Tensor& tensor = parameters_[id];
    if (!tensor.trainable) continue;
    const auto decay = static_cast<float>(2 * l2_coefficient(problem_.options, tensor.penalty));
    dense_.push_back({id,
                      rate_factor(tensor),
                      TensorOptimizer(tensor, parameters_.writable(tensor), rule_, IdleRows::rest, {decay}),
                      AlignedArray<float>(tensor.size()),
                      {}});
    Dense& dense = dense_.back();
    whole_own_[id] = dense.gradient.data();
    for (std::size_t shard = 0; sharded && shard < own_.size(); ++shard) {
      dense.parts.emplace_back(tensor.size());
      own_[shard][id] = dense.parts.back().data();
    }
  }
}

std::vector<float> MinibatchSolver::decays(std::size_t table, std::size_t slot) const {
  const Embedding& embedding = problem_.plan.tables()[table];
  const TensorSpec& spec = problem_.plan.specs()[embedding.slots()[slot].tensor];
  const bool affine = embedding.slots()[slot].kind == Kind::numeric && spec.rows == 2;
  if (!affine && (problem_.options.l2_scope != "touched" || problem_.options.l2_count_power == 0))
    return {static_cast<float>(2 * l2_coefficient(problem_.options, spec.penalty))};
  std::vector<float> decays = row_penalties(problem_, embedding, slot);
  for (float& decay : decays) decay *= 2;
  return decays;
}

double MinibatchSolver::rate_factor(const TensorSpec& spec) const {
  return spec.penalty == Penalty::linear || spec.name == "bias" ? problem_.options.linear_rate : 1;
}

bool MinibatchSolver::adam_is_exact() const {
  if (problem_.options.adam != "auto") return problem_.options.adam == "exact";
  std::size_t numbers = 0;
  for (const Tensor& tensor : parameters_.tensors()) numbers += tensor.sparse ? tensor.size() : 0;
  return numbers <= exact_ratio * batch_ * numbers_per_row(problem_.plan);
}

std::unique_ptr<Solver> minibatch_solver(const Problem& problem, Parameters& parameters) {
  return std::make_unique<MinibatchSolver>(problem, parameters);
}

}  // namespace interplay
