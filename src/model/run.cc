#include "model/run.h"

#include <algorithm>

namespace interplay {
namespace {

// Rows that one task scores: large enough to pay for a workspace, small enough to share the work.
constexpr std::size_t task_rows = 1024;

void score_rows(const ModelPlan& plan, const Pass& pass, const Batch& batch, float* out) {
  const std::size_t tile = tile_rows(plan);
  Workspace workspace(plan, std::min(tile, batch.size()), false);
  for (std::size_t first = 0; first < batch.size(); first += tile) {
    const std::size_t count = std::min(tile, batch.size() - first);
    forward_tile(plan, pass, batch.part(first, count), 0, count, workspace);
    forward_whole(plan, pass, count, workspace);
    plan.head().forward(pass, workspace.columns(), count, out + first, workspace.head_scratch());
  }
}

// The first column of every term among the plan's.
template <class Visit>
void for_each_term(const ModelPlan& plan, const Visit& visit) {
  std::size_t column = 0;
  for (std::size_t t = 0; t < plan.terms().size(); ++t) {
    visit(t, *plan.terms()[t], column);
    column += plan.terms()[t]->columns();
  }
}

std::span<float* const> own(const ModelPlan& plan, std::size_t term, std::span<float* const> gradients) {
  const auto [first, last] = plan.term_tensors(term);
  return first == last ? std::span<float* const>() : gradients.subspan(first, last - first);
}

}  // namespace

void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out) {
  std::vector<PooledBags> bags;
  for (const Embedding& table : plan.tables())
    bags.push_back(table.pool_bags(parameters, batch.fields, batch.size(), pool));
  const Pass pass{.parameters = &parameters, .bags = bags.data()};
  pool.run((batch.size() + task_rows - 1) / task_rows, [&](std::size_t task) {
    const std::size_t first = task * task_rows, count = std::min(task_rows, batch.size() - first);
    score_rows(plan, pass, batch.part(first, count), out.data() + first);
  });
}

std::size_t tile_rows(const ModelPlan& plan) {
  std::size_t rows = 32;
  for (const auto& term : plan.terms()) rows = std::max(rows, term->tile_rows());
  return rows;
}

Workspace::Workspace(const ModelPlan& plan, std::size_t rows, bool gradients, std::size_t workers)
    : rows_(rows),
      tile_(tile_rows(plan)),
      workers_(workers),
      column_count_(plan.columns()),
      columns_(column_count_ * rows) {
  const auto size = [gradients](std::size_t n) { return gradients ? n : 0; };
  column_gradients_ = AlignedArray<float>(size(column_count_ * rows));
  for (const Embedding& table : plan.tables()) {
    const std::size_t kept = (workers > 0 ? workers * tile_ : rows) * table.fields(), all = rows * table.fields();
    const std::size_t squares = table.squares() ? 1 : 0;
    tables_.push_back({table.fields(), table.columns(), table.stride(), AlignedArray<float>(kept * table.stride()),
                       AlignedArray<float>(squares * kept), AlignedArray<float>(size(all * table.stride())),
                       AlignedArray<float>(size(squares * all))});
  }
  const std::size_t tiles = workers > 0 ? workers : (rows + tile_ - 1) / tile_;
  for (const auto& term : plan.terms())
    term_scratch_.emplace_back(term->whole_batch() ? term->scratch(rows) : tiles * term->scratch(tile_));
  head_scratch_ = AlignedArray<float>(plan.head().scratch(rows));
}

Pooled Workspace::pooled(std::size_t table, std::size_t first, std::size_t count, std::size_t worker) const {
  const Table& t = tables_[table];
  float* squares = t.squares.size() > 0 ? const_cast<float*>(t.squares.data()) : nullptr;
  return Pooled{rows_, t.fields, t.columns, t.stride, const_cast<float*>(t.values.data()), squares}.part(
      workers_ > 0 ? worker * tile_ : first, count);
}

Pooled Workspace::pooled_gradient(std::size_t table, std::size_t first, std::size_t count) const {
  const Table& t = tables_[table];
  float* squares = t.square_gradients.size() > 0 ? const_cast<float*>(t.square_gradients.data()) : nullptr;
  return Pooled{rows_, t.fields, t.columns, t.stride, const_cast<float*>(t.value_gradients.data()), squares}.part(
      first, count);
}

std::span<float> Workspace::term_scratch(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t worker) {
  const Term& term = *plan.terms()[t];
  if (term.whole_batch()) return term_scratch_[t];
  const std::size_t size = term.scratch(tile_);
  return {term_scratch_[t].data() + (workers_ > 0 ? worker : first / tile_) * size, size};
}

void forward_tile(const ModelPlan& plan, const Pass& pass, const Batch& batch, std::size_t first, std::size_t count,
                  Workspace& workspace, std::size_t worker) {
  std::size_t slots = 0;
  for (std::size_t t = 0; t < plan.tables().size(); ++t) {
    const Embedding& table = plan.tables()[t];
    const Pooled out = workspace.pooled(t, first, count, worker);
    if (pass.touched) {
      table.forward(*pass.parameters, pass.touched + slots, first, out);
    } else {
      table.forward(*pass.parameters, batch.part(first, count), out, pass.bags ? &pass.bags[t] : nullptr);
    }
    slots += table.fields();
  }
  Pass here = pass;
  here.first_row = pass.first_row + first;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (term.whole_batch()) return;
    term.forward(here, workspace.pooled(term.table(), first, count, worker),
                 workspace.columns().slice(column, term.columns()).part(first),
                 workspace.term_scratch(plan, t, first, worker));
  });
}

void forward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (!term.whole_batch()) return;
    term.forward(pass, workspace.pooled(term.table(), 0, rows), workspace.columns().slice(column, term.columns()),
                 workspace.term_scratch(plan, t, 0));
  });
}

namespace {

// Clears what terms add to. Returns the tables whose first term writes instead.
std::vector<bool> clear_gradients(const ModelPlan& plan, std::size_t first, std::size_t count, Workspace& workspace) {
  std::vector<bool> fresh(plan.tables().size());
  for (std::size_t t = 0; t < plan.tables().size(); ++t) {
    const Pooled gradient = workspace.pooled_gradient(t, first, count);
    const auto reads = std::ranges::find(plan.terms(), t, [](const auto& term) { return term->table(); });
    fresh[t] = reads != plan.terms().end() && !(*reads)->whole_batch() && (*reads)->writes_gradient();
    if (!fresh[t]) std::fill_n(gradient.values, count * gradient.fields * gradient.stride, 0.0f);
    if (gradient.squares) std::fill_n(gradient.squares, count * gradient.fields, 0.0f);
  }
  return fresh;
}

}  // namespace

void backward_tile(const ModelPlan& plan, const Pass& pass, std::size_t first, std::size_t count, Workspace& workspace,
                   std::span<float* const> own_gradient, std::size_t worker) {
  std::vector<bool> fresh = clear_gradients(plan, first, count, workspace);
  Pass here = pass;
  here.first_row = pass.first_row + first;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (term.whole_batch()) return;
    Pooled gradient = workspace.pooled_gradient(term.table(), first, count);
    gradient.fresh = fresh[term.table()];
    fresh[term.table()] = false;
    term.backward(here, workspace.pooled(term.table(), first, count, worker),
                  workspace.column_gradients().slice(column, term.columns()).part(first), gradient,
                  workspace.term_scratch(plan, t, first, worker), own(plan, t, own_gradient));
  });
}

void backward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (!term.whole_batch()) return;
    term.backward(pass, workspace.pooled(term.table(), 0, rows),
                  workspace.column_gradients().slice(column, term.columns()),
                  workspace.pooled_gradient(term.table(), 0, rows), workspace.term_scratch(plan, t, 0),
                  own(plan, t, own_gradient));
  });
}

void follow_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t) {
    if (term.whole_batch()) term.follow(pass, rows, workspace.term_scratch(plan, t, 0));
  });
  if (plan.head().whole_batch()) plan.head().follow(pass, rows, workspace.head_scratch());
}

}  // namespace interplay
