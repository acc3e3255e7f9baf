#include "solvers/gradient/minibatch.h"

#include <algorithm>
#include <cmath>

#include "kernels/arrays.h"

namespace interplay {
namespace {

// Rows between two calls of keep_going.
constexpr std::size_t rows_between_questions = 8192;

void add_part(std::span<const AlignedArray<float>> parts, std::size_t part, AlignedArray<float>& sum) {
  if (!parts.empty()) kernels::axpy(1, parts[part].data(), sum.data(), parts[part].size());
}

}  // namespace

std::size_t MinibatchSolver::gradient_size(const TableSlot& slot) const {
  const Tensor& tensor = slot.optimizer.tensor();
  return (slot.every_row ? tensor.rows : stepped_rows(slot).size()) * tensor.stride;
}

void MinibatchSolver::clear_gradient(TableSlot& slot) const {
  const std::size_t size = gradient_size(slot);
  if (slot.gradient.size() < size) slot.gradient = AlignedArray<float>(2 * size);
  std::fill_n(slot.gradient.data(), size, 0.0f);
}

std::size_t MinibatchSolver::shards(std::size_t rows) const { return (rows + shard_rows_ - 1) / shard_rows_; }

void MinibatchSolver::run(std::size_t count, const std::function<void(std::size_t)>& task) const {
  if (!single_threaded_) return problem_.pool.run(count, task);
  for (std::size_t i = 0; i < count; ++i) task(i);
}

PassResult MinibatchSolver::pass(std::int64_t epoch, double learning_rate,
                                 const std::function<bool(double)>& keep_going) {
  rows_.start(static_cast<std::uint64_t>(epoch));
  PassResult result;
  loss_ = 0;
  if (rows_.size() > 0) {
    next_ = rows_.next();
    run(fields_.size(), [&](std::size_t field) { index_batch(fields_[field]); });
  }
  std::size_t done = 0, asked = 0;
  while (done < rows_.size() && !result.stopped) {
    const LabeledBatch part = next_;
    done += part.batch.size();
    step(part, done == rows_.size(), learning_rate);
    if (done - asked < rows_between_questions && done < rows_.size()) continue;
    asked = done;
    result.stopped = !keep_going(static_cast<double>(done) / static_cast<double>(rows_.size()));
  }
  for (TableSlot& slot : slots_) slot.optimizer.catch_up_all(problem_.pool);
  if (any_owned()) gather_owned();
  if (rows_.size() > 0) result.loss = loss_ / (mean_weight_ * static_cast<double>(rows_.size()));
  result.penalized = result.loss + penalty();
  return result;
}

void MinibatchSolver::step(const LabeledBatch& part, bool last, double learning_rate) {
  const StepContext pass{.parameters = &parameters_,
                         .training = true,
                         .seed = static_cast<std::uint64_t>(problem_.options.seed),
                         .step = static_cast<std::uint64_t>(steps_),
                         .batch_size = part.batch.size(),
                         .weight = part.weight.empty() ? nullptr : part.weight.data(),
                         .loss_share = 1 / (mean_weight_ * static_cast<double>(part.batch.size())),
                         .batch_rows = batch_rows_.data(),
                         .rows = part.batch};
  const std::size_t rows = part.batch.size();
  std::ranges::fill(shard_losses_, 0.0);
  for (Dense& dense : dense_) std::ranges::fill(dense.gradient, 0.0f);
  if (any_owned()) fetch_owned();
  prepare(problem_.plan, pass, workspace_);
  dealt_ = deals(rows);
  whole_batch_ ? by_phases(pass, part) : by_tiles(pass, part);
  if (dealt_) exchange_gradients(rows);
  if (any_owned()) push_owned(rows);
  for (std::size_t shard = 0; shard < shards(rows); ++shard) loss_ += shard_losses_[shard];
  if (problem_.negatives != nullptr) run(slots_.size(), [&](std::size_t slot) { touched_shares(part, slots_[slot]); });
  ++steps_;
  next_ = last ? LabeledBatch() : rows_.next();
  update(rows, learning_rate * bias_correction(rule_, steps_));
}

void MinibatchSolver::index_batch(Field& field) {
  const TableSlot& first = slots_[field.slots.front()];
  problem_.plan.tables()[first.table].index_batch(parameters_, next_.batch, first.slot, field.touched, field.places);
  if (field.owned) index_owned(field);
  for (const std::size_t i : field.slots) {
    slots_[i].optimizer.catch_up(stepped_rows(slots_[i]));
    if (problem_.negatives == nullptr) touched_shares(next_, slots_[i]);
    clear_gradient(slots_[i]);
  }
}

void MinibatchSolver::for_tiles(std::size_t rows, bool sums, const std::function<void(const Tile&)>& f) {
  const Shares own = own_shards(rows);
  run(own.count(), [&](std::size_t task) {
    const std::size_t shard = own.first + task;
    const WorkerSlots::Lease worker(workers_);
    const std::size_t end = std::min((shard + 1) * shard_rows_, rows);
    if (sums) clear_parts(shard);
    for (std::size_t first = shard * shard_rows_; first < end; first += tile_)
      f({shard, first, std::min(tile_, end - first), worker.number()});
    if (sums && single_threaded_) add_parts(shard);
  });
}

void MinibatchSolver::by_tiles(const StepContext& pass, const LabeledBatch& part) {
  const ModelPlan& plan = problem_.plan;
  const auto [first_own, last_own] = plan.head_tensors();
  const std::size_t own = first_own, owned = last_own - first_own;
  for_tiles(part.batch.size(), true, [&](const Tile& tile) {
    const auto [shard, first, count, worker] = tile;
    const std::span<float* const> gradients = own_[part_of(shard)];
    forward_tile(plan, pass, part.batch, first, count, workspace_, worker);
    const Columns columns = workspace_.columns().part(first);
    plan.head().forward(pass, columns, count, scores_.data() + first, workspace_.head_scratch());
    losses(part, shard, first, count);
    StepContext here = pass;
    here.first_row = first;
    plan.head().backward(here, columns, count, score_gradients_.data() + first,
                         workspace_.column_gradients().part(first), workspace_.head_scratch(),
                         gradients.subspan(own, owned));
    backward_tile(plan, pass, first, count, workspace_, gradients, worker, [&](std::size_t row, std::size_t rows) {
      for (TableSlot& slot : slots_)
        if (slot.by_shard || single_threaded_)
          gather_gradient(slot, row, rows, slot.by_shard ? slot.parts[part_of(shard)] : slot.gradient);
    });
  });
}

void MinibatchSolver::by_phases(const StepContext& pass, const LabeledBatch& part) {
  const ModelPlan& plan = problem_.plan;
  const Batch& batch = part.batch;
  for_tiles(batch.size(), false,
            [&](const Tile& tile) { forward_tile(plan, pass, batch, tile.first, tile.rows, workspace_); });
  forward_whole(plan, pass, batch.size(), workspace_);
  plan.head().forward(pass, workspace_.columns(), batch.size(), scores_.data(), workspace_.head_scratch());
  if (plan.objective().grouped()) {
    losses_by_group(part);
  } else {
    for_tiles(batch.size(), false, [&](const Tile& tile) { losses(part, tile.shard, tile.first, tile.rows); });
  }
  const auto [first, last] = plan.head_tensors();
  plan.head().backward(pass, workspace_.columns(), batch.size(), score_gradients_.data(), workspace_.column_gradients(),
                       workspace_.head_scratch(), std::span<float* const>(whole_own_).subspan(first, last - first));
  backward_whole(plan, pass, batch.size(), workspace_, whole_own_);
  for_tiles(batch.size(), true, [&](const Tile& tile) {
    backward_tile(plan, pass, tile.first, tile.rows, workspace_, own_[part_of(tile.shard)]);
  });
  update_statistics(plan, parameters_, pass, batch.size(), workspace_);
}

void MinibatchSolver::losses(const LabeledBatch& part, std::size_t shard, std::size_t first, std::size_t count) {
  const auto here = [&](const auto& items) { return items.empty() ? items : items.subspan(first, count); };
  const bool smooth = !smoothed_.empty();
  const auto move = static_cast<float>(problem_.options.label_smoothing);
  for (std::size_t r = first; smooth && r < first + count; ++r) smoothed_[r] = part.target[r] * (1 - move) + move / 2;
  const std::span<const float> target = smooth ? std::span<const float>(smoothed_) : part.target;
  const LossInput rows{.score = std::span<const float>(scores_).subspan(first, count),
                       .target = here(target),
                       .weight = here(part.weight),
                       .group = here(part.group),
                       .scale = 1 / (mean_weight_ * static_cast<double>(part.batch.size())),
                       .log_q = here(part.log_q),
                       .items = part.items};
  shard_losses_[shard] +=
      problem_.plan.objective().evaluate(rows, std::span<float>(score_gradients_).subspan(first, count));
}

// Every run but the last has at least as many rows as a shard, so there are no more runs than shards.
void MinibatchSolver::losses_by_group(const LabeledBatch& part) {
  const std::size_t rows = part.batch.size();
  std::vector<std::size_t> starts = {0};
  for (std::size_t end = shard_rows_; end < rows; end = starts.back() + shard_rows_) {
    while (end < rows && part.group[end] == part.group[end - 1]) ++end;
    if (end == rows) break;  // the last group ends the batch
    starts.push_back(end);
  }
  starts.push_back(rows);
  run(starts.size() - 1, [&](std::size_t i) { losses(part, i, starts[i], starts[i + 1] - starts[i]); });
}

void MinibatchSolver::clear_parts(std::size_t shard) {
  const auto clear = [&](auto& tensor) {
    if (!tensor.parts.empty()) std::ranges::fill(tensor.parts[part_of(shard)], 0.0f);
  };
  std::ranges::for_each(slots_, clear);
  std::ranges::for_each(dense_, clear);
}

void MinibatchSolver::add_parts(std::size_t shard) {
  for (TableSlot& slot : slots_) add_part(slot.parts, part_of(shard), slot.gradient);
  for (Dense& dense : dense_) add_part(dense.parts, part_of(shard), dense.gradient);
}

void MinibatchSolver::touched_shares(const LabeledBatch& part, TableSlot& slot) const {
  slot.shares.clear();
  const Kind kind = problem_.plan.tables()[slot.table].slots()[slot.slot].kind;
  const BatchRows& touched = fields_[slot.field].touched;
  if (problem_.options.l2_scope != "touched" || !slot.optimizer.decays() || kind == Kind::numeric) return;
  slot.shares.assign(touched.rows.size(), 0.0f);
  const double scale = 1 / (mean_weight_ * static_cast<double>(part.batch.size()));
  for (std::size_t r = 0; r < part.batch.size(); ++r) {
    // A negative that the loss passes over is not touched, as if it had not been drawn.
    if (problem_.negatives != nullptr && score_gradients_[r] == 0) continue;
    const double weight = part.weight.empty() ? 1.0 : static_cast<double>(part.weight[r]);
    const auto share = static_cast<float>(scale * weight);
    const std::size_t first = kind == Kind::multi ? touched.first[r] : r;
    const std::size_t last = kind == Kind::multi ? touched.last[r] : r + 1;
    for (std::size_t e = first; e < last; ++e) slot.shares[touched.positions[e]] += share;
  }
  if (!slot.owned) return;
  // Places ascend with positions.
  const std::vector<std::uint32_t>& places = fields_[slot.field].own.places;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] != BatchRows::none) slot.shares[places[i]] = slot.shares[i];
  slot.shares.resize(fields_[slot.field].own.rows.size());
}

void MinibatchSolver::gather_gradient(TableSlot& slot, std::size_t first, std::size_t count, AlignedArray<float>& sum) {
  problem_.plan.tables()[slot.table].backward(parameters_, workspace_.pooled_gradient(slot.table, first, count), first,
                                              slot.slot, fields_[slot.field].touched, slot.every_row, sum);
}

void MinibatchSolver::finish_gradient(TableSlot& slot, std::size_t rows) {
  if (slot.owned) {
    sum_pushed(slot);
  } else if (!slot.by_shard && (!single_threaded_ || whole_batch_)) {
    gather_gradient(slot, 0, rows, slot.gradient);
  }
  for (std::size_t shard = 0; shard < shards(rows) && !single_threaded_ && !dealt_; ++shard)
    add_part(slot.parts, shard, slot.gradient);
  if (slot.every_row) {
    slot.optimizer.add_decay_all(slot.gradient.data());
  } else {
    slot.optimizer.add_decay(stepped_rows(slot), slot.shares, slot.gradient.data());
  }
  if (clips_) slot.square = kernels::sum_of_squares(slot.gradient.data(), gradient_size(slot));
}

void MinibatchSolver::finish_gradient(Dense& dense, std::size_t rows) const {
  for (std::size_t shard = 0; shard < shards(rows) && !single_threaded_ && !dealt_; ++shard)
    add_part(dense.parts, shard, dense.gradient);
  dense.optimizer.add_decay_all(dense.gradient.data());
  if (clips_) dense.square = kernels::sum_of_squares(dense.gradient.data(), dense.gradient.size());
}

void MinibatchSolver::apply(TableSlot& slot, float scale, double rate) const {
  const auto slot_rate = static_cast<float>(rate * slot.rate_factor);
  if (slot.every_row) {
    slot.optimizer.step_all(slot.gradient.data(), scale, slot_rate);
  } else {
    slot.optimizer.step(stepped_rows(slot), slot.gradient.data(), scale, slot_rate);
  }
}

void MinibatchSolver::apply(Dense& dense, float scale, double rate) const {
  dense.optimizer.step_all(dense.gradient.data(), scale, static_cast<float>(rate * dense.rate_factor));
}

// clip_norm first, then global_clip_norm on what is left.
float MinibatchSolver::clip_scale(double square, double global_square) const {
  double scale = 1;
  const double limit = problem_.options.clip_norm, global = problem_.options.global_clip_norm;
  if (limit > 0 && square > limit * limit) scale = limit / std::sqrt(square);
  if (global > 0 && global_square > global * global) scale *= global / std::sqrt(global_square);
  return static_cast<float>(scale);
}

// If nothing is clipped, a tensor steps as soon as its gradient is complete, while it is in the cache. Once the tensors
// of a field have stepped, the field is prepared for the next batch.
void MinibatchSolver::update(std::size_t rows, double rate) {
  const auto for_all = [&](const auto& f, bool steps) {
    run(fields_.size() + dense_.size(), [&](std::size_t i) {
      if (i >= fields_.size()) return f(dense_[i - fields_.size()]);
      for (const std::size_t slot : fields_[i].slots) f(slots_[slot]);
      if (steps && next_.batch.size() > 0) index_batch(fields_[i]);
    });
  };
  if (!clips_) {
    for_all(
        [&](auto& tensor) {
          finish_gradient(tensor, rows);
          apply(tensor, 1, rate);
        },
        true);
    return;
  }
  for_all([&](auto& tensor) { finish_gradient(tensor, rows); }, false);
  const double global = global_square();
  for_all([&](auto& tensor) { apply(tensor, clip_scale(tensor.square, global), rate); }, true);
}

// The squared norm of all gradients, after each is clipped by itself.
double MinibatchSolver::global_square() const {
  const double limit = problem_.options.clip_norm;
  const auto clipped = [&](double square) { return limit > 0 ? std::min(square, limit * limit) : square; };
  double sum = 0;
  for (const TableSlot& slot : slots_) sum += clipped(slot.square);
  for (const Dense& dense : dense_) sum += clipped(dense.square);
  return sum;
}

double MinibatchSolver::penalty() const {
  double sum = 0;
  for (const TableSlot& slot : slots_) sum += slot.optimizer.penalty();
  for (const Dense& dense : dense_) sum += dense.optimizer.penalty();
  return sum;
}

std::vector<SolverState> MinibatchSolver::state() {
  std::vector<SolverState> states;
  for (TableSlot& slot : slots_) slot.optimizer.append_state(states);
  for (Dense& dense : dense_) dense.optimizer.append_state(states);
  return states;
}

}  // namespace interplay
