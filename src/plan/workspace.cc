#include "plan/workspace.h"

#include <algorithm>

namespace interplay {

std::size_t tile_rows(const ModelPlan& plan) {
  std::size_t rows = near_rows;
  for (const auto& term : plan.terms()) rows = std::max(rows, term->tile_rows());
  return rows;
}

namespace {

// Rows of which a workspace keeps vectors, and the gradients of tables' vectors.
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
  return term.tiled() ? tiles * term.scratch(tile) : tiles * (tile / near_rows) * term.scratch(near_rows);
}

}  // namespace

double workspace_bytes(const ModelPlan& plan, std::size_t rows, KeptGradients gradients, std::size_t workers) {
  const auto kept = static_cast<double>(kept_rows(plan, rows, workers));
  const double vectors = kept + static_cast<double>(returned_rows(rows, gradients));
  const int sides = gradients == KeptGradients::none ? 1 : 2;
  double floats = static_cast<double>(plan.columns() * rows) * sides;
  for (const Embedding& table : plan.tables())
    floats += vectors * static_cast<double>(table.fields() * (table.stride() + (table.squares() ? 1 : 0)));
  for (const auto& term : plan.terms()) {
    floats += static_cast<double>(scratch_floats(plan, *term, rows, workers));
    floats += sides * kept * static_cast<double>(term->block().fields * padded(term->block().columns));
  }
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
  for (const auto& term : plan.terms()) {
    const auto [fields, columns] = term->block();
    const std::size_t stride = padded(columns), floats = kept * fields * stride;
    blocks_.push_back({fields,
                       columns,
                       stride,
                       AlignedArray<float>(floats),
                       {},
                       AlignedArray<float>(gradients == KeptGradients::none ? 0 : floats),
                       {}});
    const std::size_t unit = term->whole_batch() ? 0 : term->tiled() ? tile_ : near_rows;
    term_scratch_.push_back(
        {unit, term->scratch(unit), AlignedArray<float>(scratch_floats(plan, *term, rows, workers))});
    term_shared_.emplace_back(gradients == KeptGradients::none ? 0 : term->shared());
  }
  head_scratch_ = AlignedArray<float>(plan.head().scratch(rows));
}

Pooled Workspace::pooled(Source source, std::size_t first, std::size_t count, std::size_t worker) const {
  const Vectors& v = vectors(source);
  return Pooled{rows_, v.fields, v.columns, v.stride, v.values.data(), v.squares.data()}.part(kept_row(first, worker),
                                                                                              count);
}

Pooled Workspace::pooled_gradient(Source source, std::size_t first, std::size_t count, std::size_t worker) const {
  const Vectors& v = vectors(source);
  const std::size_t row = gradients_ == KeptGradients::piece ? 0 : first;
  return Pooled{rows_, v.fields, v.columns, v.stride, v.value_gradients.data(), v.square_gradients.data()}.part(
      source.is_block ? kept_row(first, worker) : row, count);
}

Output Workspace::output(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t count,
                         std::size_t worker) const {
  return {columns().slice(plan.first_column(t), plan.terms()[t]->columns()).part(first),
          pooled(Source::block_of(t), first, count, worker)};
}

Output Workspace::output_gradient(const ModelPlan& plan, std::size_t t, std::size_t first, std::size_t count,
                                  std::size_t worker) const {
  return {column_gradients().slice(plan.first_column(t), plan.terms()[t]->columns()).part(first),
          pooled_gradient(Source::block_of(t), first, count, worker)};
}

std::span<float> Workspace::term_scratch(std::size_t t, std::size_t first, std::size_t piece, std::size_t worker) {
  Scratch& scratch = term_scratch_[t];
  if (scratch.rows == 0) return scratch.floats;
  const std::size_t row = kept_row(first, worker) + (scratch.rows < tile_ ? piece : 0);
  return {scratch.floats.data() + row / scratch.rows * scratch.size, scratch.size};
}

}  // namespace interplay
