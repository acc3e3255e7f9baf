#include "plan/run.h"

#include <algorithm>
#include <utility>

namespace interplay {
namespace {

// Rows that one task scores: enough to pay for a workspace, few enough to share the work.
constexpr std::size_t task_rows = 1024;

void score_rows(const ModelPlan& plan, const Pass& pass, const Batch& batch, float* out) {
  const std::size_t tile = tile_rows(plan);
  Workspace workspace(plan, std::min(tile, batch.size()), KeptGradients::none);
  for (std::size_t first = 0; first < batch.size(); first += tile) {
    const std::size_t count = std::min(tile, batch.size() - first);
    forward_tile(plan, pass, batch.part(first, count), 0, count, workspace);
    forward_whole(plan, pass, count, workspace);
    plan.head().forward(pass, workspace.columns(), count, out + first, workspace.head_scratch());
  }
}

// The index of every term's first column among all columns of the plan.
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
  std::size_t rows = near_rows;
  for (const auto& term : plan.terms()) rows = std::max(rows, term->tile_rows());
  return rows;
}

namespace {

// Rows of which a workspace keeps pooled vectors, and their gradients.
std::size_t kept_rows(const ModelPlan& plan, std::size_t rows, std::size_t workers) {
  return workers > 0 ? workers * tile_rows(plan) : rows;
}
std::size_t returned_rows(std::size_t rows, KeptGradients gradients) {
  if (gradients == KeptGradients::all) return rows;
  return gradients == KeptGradients::piece ? near_rows : 0;
}

std::size_t scratch_floats(const ModelPlan& plan, const Term& term, std::size_t rows, std::size_t workers) {
  const std::size_t tile = tile_rows(plan), tiles = workers > 0 ? workers : (rows + tile - 1) / tile;
  if (term.whole_batch()) return term.scratch(rows);
  return term.wide() ? tiles * term.scratch(tile) : tiles * (tile / near_rows) * term.scratch(near_rows);
}

}  // namespace

double workspace_bytes(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers) {
  const auto vectors = static_cast<double>(kept_rows(plan, rows, workers) + returned_rows(rows, gradients));
  double floats = static_cast<double>(plan.columns() * rows) * (gradients == KeptGradients::none ? 1 : 2);
  for (const Embedding& table : plan.tables())
    floats += vectors * static_cast<double>(table.fields() * (table.stride() + (table.squares() ? 1 : 0)));
  for (const auto& term : plan.terms()) floats += static_cast<double>(scratch_floats(plan, *term, rows, workers));
  return floats * sizeof(float);
}

Workspace::Workspace(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers)
    : rows_(rows),
      tile_(tile_rows(plan)),
      workers_(workers),
      column_count_(plan.columns()),
      gradients_(gradients),
      columns_(column_count_ * rows),
      column_gradients_(gradients == KeptGradients::none ? 0 : column_count_ * rows) {
  const std::size_t kept = kept_rows(plan, rows, workers), returned = returned_rows(rows, gradients);
  for (const Embedding& table : plan.tables()) {
    const std::size_t floats = table.fields() * table.stride(), squares = table.squares() ? table.fields() : 0;
    tables_.push_back({table.fields(), table.columns(), table.stride(), AlignedArray<float>(kept * floats),
                       AlignedArray<float>(kept * squares), AlignedArray<float>(returned * floats),
                       AlignedArray<float>(returned * squares)});
  }
  for (const auto& term : plan.terms()) term_scratch_.emplace_back(scratch_floats(plan, *term, rows, workers));
  for (const auto& term : plan.terms())
    term_shared_.emplace_back(gradients == KeptGradients::none ? 0 : term->shared());
  head_scratch_ = AlignedArray<float>(plan.head().scratch(rows));
}

Pooled Workspace::pooled(std::size_t table, std::size_t first, std::size_t count, std::size_t worker) {
  Table& t = tables_[table];
  float* squares = t.squares.size() > 0 ? t.squares.data() : nullptr;
  return Pooled{rows_, t.fields, t.columns, t.stride, t.values.data(), squares}.part(
      workers_ > 0 ? worker * tile_ : first, count);
}

Pooled Workspace::pooled_gradient(std::size_t table, std::size_t first, std::size_t count) {
  Table& t = tables_[table];
  float* squares = t.square_gradients.size() > 0 ? t.square_gradients.data() : nullptr;
  return Pooled{rows_, t.fields, t.columns, t.stride, t.value_gradients.data(), squares}.part(
      gradients_ == KeptGradients::piece ? 0 : first, count);
}

std::span<float> Workspace::term_scratch(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t piece,
                                         std::size_t worker) {
  const Term& term = *plan.terms()[t];
  if (term.whole_batch()) return term_scratch_[t];
  const std::size_t rows = term.wide() ? tile_ : near_rows, size = term.scratch(rows);
  const std::size_t row = (workers_ > 0 ? worker * tile_ : first) + (term.wide() ? 0 : piece);
  return {term_scratch_[t].data() + row / rows * size, size};
}

namespace {

struct TilePlace {
  std::size_t first, rows, worker;
};

// Pools rows [piece, piece + count) of a tile and runs the terms that work on pieces.
void forward_piece(const ModelPlan& plan, const Pass& pass, const Batch& batch, const TilePlace& tile,
                   std::size_t piece, std::size_t count, Workspace& workspace) {
  const std::size_t row = tile.first + piece;
  const auto pooled = [&](std::size_t table) {
    return workspace.pooled(table, tile.first, tile.rows, tile.worker).part(piece, count);
  };
  std::size_t slots = 0;
  for (std::size_t t = 0; t < plan.tables().size(); ++t) {
    const Embedding& table = plan.tables()[t];
    if (pass.touched) {
      table.forward(*pass.parameters, pass.touched + slots, row, pooled(t));
    } else {
      table.forward(*pass.parameters, batch.part(row, count), pooled(t), pass.bags ? &pass.bags[t] : nullptr);
    }
    slots += table.fields();
  }
  Pass here = pass;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    const std::span<float> scratch = workspace.term_scratch(plan, t, tile.first, piece, tile.worker);
    if (term.wide()) {
      const auto [first, rows] =
          term.whole_batch() ? std::pair{std::size_t{0}, batch.size()} : std::pair{tile.first, tile.rows};
      here.first_row = pass.first_row + first;
      return term.take(here, pooled(term.table()), row - first, rows, scratch);
    }
    here.first_row = pass.first_row + row;
    term.forward(here, pooled(term.table()), workspace.columns().slice(column, term.columns()).part(row), scratch);
  });
}

}  // namespace

void forward_tile(const ModelPlan& plan, const Pass& pass, const Batch& batch, std::size_t first, std::size_t count,
                  Workspace& workspace, std::size_t worker) {
  for (std::size_t piece = 0; piece < count; piece += near_rows)
    forward_piece(plan, pass, batch, {first, count, worker}, piece, std::min(near_rows, count - piece), workspace);
  Pass here = pass;
  here.first_row = pass.first_row + first;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (!term.wide() || term.whole_batch()) return;
    term.forward(here, workspace.pooled(term.table(), first, count, worker),
                 workspace.columns().slice(column, term.columns()).part(first),
                 workspace.term_scratch(plan, t, first, 0, worker));
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

// Clears the gradients that terms add to. Returns the tables whose first term writes them instead.
std::vector<bool> clear_gradients(const ModelPlan& plan, std::size_t first, std::size_t count, Workspace& workspace) {
  std::vector<bool> fresh(plan.tables().size());
  for (std::size_t t = 0; t < plan.tables().size(); ++t) {
    const Pooled gradient = workspace.pooled_gradient(t, first, count);
    const auto reads = std::ranges::find(plan.terms(), t, [](const auto& term) { return term->table(); });
    fresh[t] = reads != plan.terms().end() && !(*reads)->wide() && (*reads)->writes_gradient();
    if (!fresh[t]) std::fill_n(gradient.values, count * gradient.fields * gradient.stride, 0.0f);
    if (gradient.squares) std::fill_n(gradient.squares, count * gradient.fields, 0.0f);
  }
  return fresh;
}

// Computes the gradients of the pooled vectors of rows [piece, piece + count) of a tile.
void backward_piece(const ModelPlan& plan, const Pass& pass, const TilePlace& tile, std::size_t piece,
                    std::size_t count, Workspace& workspace, std::span<float* const> own_gradient) {
  const std::size_t row = tile.first + piece;
  std::vector<bool> fresh = clear_gradients(plan, row, count, workspace);
  Pass here = pass;
  here.first_row = pass.first_row + row;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (term.whole_batch()) return;
    Pooled gradient = workspace.pooled_gradient(term.table(), row, count);
    gradient.fresh = fresh[term.table()];
    fresh[term.table()] = false;
    const std::span<float> scratch = workspace.term_scratch(plan, t, tile.first, piece, tile.worker);
    if (term.wide()) return term.give(gradient, piece, tile.rows, scratch);
    term.backward(here, workspace.pooled(term.table(), tile.first, tile.rows, tile.worker).part(piece, count),
                  workspace.column_gradients().slice(column, term.columns()).part(row), gradient, scratch,
                  own(plan, t, own_gradient));
  });
}

}  // namespace

void backward_tile(const ModelPlan& plan, const Pass& pass, std::size_t first, std::size_t count, Workspace& workspace,
                   std::span<float* const> own_gradient, std::size_t worker, const RowsDone& done) {
  Pass here = pass;
  here.first_row = pass.first_row + first;
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (!term.wide() || term.whole_batch()) return;
    here.shared = workspace.term_shared(t);
    term.backward(here, workspace.pooled(term.table(), first, count, worker),
                  workspace.column_gradients().slice(column, term.columns()).part(first), {},
                  workspace.term_scratch(plan, t, first, 0, worker), own(plan, t, own_gradient));
  });
  for (std::size_t piece = 0; piece < count; piece += near_rows) {
    const std::size_t rows = std::min(near_rows, count - piece);
    backward_piece(plan, pass, {first, count, worker}, piece, rows, workspace, own_gradient);
    if (done) done(first + piece, rows);
  }
}

void backward_whole(const ModelPlan& plan, const Pass& pass, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t column) {
    if (!term.whole_batch()) return;
    const std::span<float> scratch = workspace.term_scratch(plan, t, 0);
    Pass here = pass;
    here.shared = workspace.term_shared(t);
    term.backward(here, workspace.pooled(term.table(), 0, rows),
                  workspace.column_gradients().slice(column, term.columns()), {}, scratch, own(plan, t, own_gradient));
    term.give(workspace.pooled_gradient(term.table(), 0, rows), 0, rows, scratch);
  });
}

void prepare(const ModelPlan& plan, const Pass& pass, Workspace& workspace) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t) {
    if (term.shared() > 0) term.prepare(pass, workspace.term_shared(t));
  });
}

void follow_whole(const ModelPlan& plan, Parameters& moved, const Pass& pass, std::size_t rows, Workspace& workspace) {
  for_each_term(plan, [&](std::size_t t, const Term& term, std::size_t) {
    if (term.whole_batch()) term.follow(moved, pass, rows, workspace.term_scratch(plan, t, 0));
  });
  if (plan.head().whole_batch()) plan.head().follow(moved, pass, rows, workspace.head_scratch());
}

}  // namespace interplay
