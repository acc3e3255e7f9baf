#include "plan/run.h"

#include <algorithm>
#include <vector>

namespace interplay {
namespace {

// Rows that one task scores: enough to pay for a workspace, few enough to share the work.
constexpr std::size_t task_rows = 1024;

void score_rows(const ModelPlan& plan, const StepContext& context, const Batch& batch, float* out) {
  const std::size_t tile = tile_rows(plan);
  Workspace workspace(plan, std::min(tile, batch.size()), KeptGradients::none);
  for (std::size_t first = 0; first < batch.size(); first += tile) {
    const std::size_t count = std::min(tile, batch.size() - first);
    forward_tile(plan, context, batch.part(first, count), 0, count, workspace);
    forward_whole(plan, context, count, workspace);
    plan.head().forward(context, workspace.columns(), count, out + first, workspace.head_scratch());
  }
}

}  // namespace

void score(const ModelPlan& plan, const Parameters& parameters, const Batch& batch, const TaskPool& pool,
           std::span<float> out) {
  std::vector<PooledBags> bags;
  for (const Embedding& table : plan.tables())
    bags.push_back(table.pool_bags(parameters, batch.fields, batch.size(), pool));
  const StepContext context{.parameters = &parameters, .bags = bags.data()};
  pool.run((batch.size() + task_rows - 1) / task_rows, [&](std::size_t task) {
    const std::size_t first = task * task_rows, count = std::min(task_rows, batch.size() - first);
    score_rows(plan, context, batch.part(first, count), out.data() + first);
  });
}

namespace {

// Rows [first, first + rows) of the batch, which are one tile or, at stage batch, all of it.
struct Rows {
  std::size_t first, rows, worker;
};

// Calls f(first, count) for every part of `rows` rows, `part` at a time.
template <class Function>
void for_parts(std::size_t rows, std::size_t part, const Function& f) {
  for (std::size_t first = 0; first < rows; first += part) f(first, std::min(part, rows - first));
}

// Runs the terms of a plan over some rows, forward or backward.
class Run {
 public:
  Run(const ModelPlan& plan, const StepContext& context, Workspace& workspace,
      std::span<float* const> own_gradient = {})
      : plan_(plan), context_(context), workspace_(workspace), own_gradient_(own_gradient) {}

  void pool_tables(const Batch& batch, const Rows& tile, std::size_t piece, std::size_t count) {
    const std::size_t row = tile.first + piece;
    std::size_t slots = 0;
    for (std::size_t t = 0; t < plan_.tables().size(); ++t) {
      const Embedding& table = plan_.tables()[t];
      const Pooled out = workspace_.pooled(t, tile.first, tile.rows, tile.worker).part(piece, count);
      if (context_.batch_rows) {
        table.forward(*context_.parameters, context_.batch_rows + slots, row, out);
      } else {
        table.forward(*context_.parameters, batch.part(row, count), out, context_.bags ? &context_.bags[t] : nullptr);
      }
      slots += table.fields();
    }
  }

  // Terms that read what is there at stage piece: those that need no more rows are run, others gather their
  // inputs.
  void forward_piece(const Rows& tile, std::size_t piece, std::size_t count) {
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      if (source_stage(t) != Stage::piece) continue;
      term(t).tiled() ? gather_input(t, tile, piece, count) : forward(t, tile, piece, count);
    }
  }

  // The same for a later stage. What terms gather at stage piece, they have already.
  void forward_stage(Stage stage, const Rows& rows) {
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      for_tiles(rows, [&](const Rows& tile) {
        if (source_stage(t) == stage && term(t).tiled())
          for_pieces(tile, [&](std::size_t piece, std::size_t count) { gather_input(t, tile, piece, count); });
        if (plan_.stage(t) == stage && !term(t).whole_batch())
          for_units(t, tile, [&](std::size_t piece, std::size_t count) { forward(t, tile, piece, count); });
      });
      if (plan_.stage(t) == stage && term(t).whole_batch()) forward(t, rows, 0, rows.rows);
    }
  }

  // The readers of a block come after the term that writes it, so that in reverse its gradient is complete.
  void backward_stage(Stage stage, const Rows& rows) {
    for (std::size_t t = plan_.terms().size(); t-- > 0;) {
      if (plan_.stage(t) == stage && term(t).whole_batch()) backward(t, rows, 0, rows.rows);
      for_tiles(rows, [&](const Rows& tile) {
        if (plan_.stage(t) == stage && !term(t).whole_batch())
          for_units(t, tile, [&](std::size_t piece, std::size_t count) { backward(t, tile, piece, count); });
        if (source_stage(t) == stage && term(t).tiled())
          for_pieces(tile, [&](std::size_t piece, std::size_t count) { scatter_gradient(t, tile, piece, count); });
      });
    }
  }

  // Computes the gradients of the pooled vectors of a piece: first the readers of blocks, in reverse, then those of
  // tables, in the order of the plan, by which gradients are summed.
  void backward_piece(const Rows& tile, std::size_t piece, std::size_t count) {
    clear_pooled_gradients(tile.first + piece, count);
    const auto run = [&](std::size_t t, bool reads_block) {
      if (source_stage(t) != Stage::piece || term(t).source().is_block != reads_block) return;
      term(t).tiled() ? scatter_gradient(t, tile, piece, count) : backward(t, tile, piece, count);
    };
    for (std::size_t t = plan_.terms().size(); t-- > 0;) run(t, true);
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) run(t, false);
  }

  // Clears the gradients of the blocks that are written at the stages [first, last].
  void clear_block_gradients(Stage first, Stage last, const Rows& rows) {
    for (std::size_t t = 0; t < plan_.terms().size(); ++t) {
      if (plan_.stage(t) < first || plan_.stage(t) > last || term(t).block().fields == 0) continue;
      const Pooled gradient = workspace_.pooled_gradient(Source::block_of(t), rows.first, rows.rows, rows.worker);
      std::fill_n(gradient.values, rows.rows * gradient.fields * gradient.stride, 0.0f);
    }
  }

 private:
  const Term& term(std::size_t t) const { return *plan_.terms()[t]; }
  Stage source_stage(std::size_t t) const { return plan_.stage(term(t).source()); }

  template <class Function>
  void for_tiles(const Rows& rows, const Function& f) {
    for_parts(rows.rows, workspace_.tile(), [&](std::size_t first, std::size_t count) {
      f({rows.first + first, count, rows.worker});
    });
  }
  template <class Function>
  void for_pieces(const Rows& tile, const Function& f) {
    for_parts(tile.rows, near_rows, f);
  }
  // The tile at once, or piece by piece, as the term likes it.
  template <class Function>
  void for_units(std::size_t t, const Rows& tile, const Function& f) {
    for_parts(tile.rows, term(t).tiled() ? tile.rows : near_rows, f);
  }

  StepContext context_from(std::size_t t, std::size_t row) {
    StepContext here = context_;
    here.first_row = context_.first_row + row;
    here.shared = workspace_.term_shared(t);
    return here;
  }
  // With the rows, for a term that reads them.
  StepContext context_of(std::size_t t, std::size_t row, std::size_t count) {
    StepContext here = context_from(t, row);
    if (term(t).source().is_rows) here.rows = context_.rows.part(row, count);
    return here;
  }
  Pooled input(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    if (term(t).source().is_rows) return {.rows = count};
    return workspace_.pooled(term(t).source(), tile.first, tile.rows, tile.worker).part(piece, count);
  }
  std::span<float> scratch(std::size_t t, const Rows& tile, std::size_t piece) {
    return workspace_.term_scratch(t, tile.first, piece, tile.worker);
  }
  // The rows that a tiled term works on when it gathers inputs of this tile.
  Rows span_of(std::size_t t, const Rows& tile) const {
    return term(t).whole_batch() ? Rows{0, context_.batch_size, 0} : tile;
  }

  void gather_input(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    const Rows all = span_of(t, tile);
    term(t).gather_input(context_from(t, all.first), input(t, tile, piece, count), tile.first + piece - all.first,
                         all.rows, scratch(t, tile, piece));
  }

  void scatter_gradient(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    const Rows all = span_of(t, tile);
    term(t).scatter_gradient(input_gradient(t, tile, piece, count), tile.first + piece - all.first, all.rows,
                             scratch(t, tile, piece));
  }

  void forward(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    StepContext here = context_of(t, tile.first + piece, count);
    if (const auto table = term(t).second_table())
      here.second = workspace_.pooled(*table, tile.first, tile.rows, tile.worker).part(piece, count);
    term(t).forward(here, input(t, tile, piece, count),
                    workspace_.output(plan_, t, tile.first, tile.rows, tile.worker).part(piece, count),
                    scratch(t, tile, piece));
  }

  void backward(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    const auto [first, last] = plan_.term_tensors(t);
    StepContext here = context_of(t, tile.first + piece, count);
    if (const auto table = term(t).second_table()) {
      here.second = workspace_.pooled(*table, tile.first, tile.rows, tile.worker).part(piece, count);
      here.second_gradient = workspace_.pooled_gradient(*table, tile.first + piece, count);
    }
    term(t).backward(here, input(t, tile, piece, count),
                     workspace_.output_gradient(plan_, t, tile.first, tile.rows, tile.worker).part(piece, count),
                     term(t).tiled() ? Pooled{} : input_gradient(t, tile, piece, count), scratch(t, tile, piece),
                     first == last ? std::span<float* const>() : own_gradient_.subspan(first, last - first));
  }

  // The gradient of a term's inputs, to be added to or, if it is the first to read them, to be written.
  Pooled input_gradient(std::size_t t, const Rows& tile, std::size_t piece, std::size_t count) {
    const Source source = term(t).source();
    if (source.is_rows) return {.rows = count};
    if (source.is_block)
      return workspace_.pooled_gradient(source, tile.first, tile.rows, tile.worker).part(piece, count);
    Pooled gradient = workspace_.pooled_gradient(source, tile.first + piece, count);
    gradient.fresh = fresh_[source.index];
    fresh_[source.index] = false;
    return gradient;
  }

  // Clears the gradients that terms add to. Those of a table whose first term writes them are left fresh.
  void clear_pooled_gradients(std::size_t first, std::size_t count) {
    const auto reads = [&](const auto& term, std::size_t table) {
      return !term->source().is_block && term->source().index == table;
    };
    fresh_.assign(plan_.tables().size(), false);
    for (std::size_t table = 0; table < plan_.tables().size(); ++table) {
      const Pooled gradient = workspace_.pooled_gradient(table, first, count);
      const auto reader = std::ranges::find_if(plan_.terms(), [&](const auto& term) { return reads(term, table); });
      fresh_[table] = reader != plan_.terms().end() && !(*reader)->tiled() && (*reader)->writes_gradient();
      if (!fresh_[table]) std::fill_n(gradient.values, count * gradient.fields * gradient.stride, 0.0f);
      if (gradient.squares) std::fill_n(gradient.squares, count * gradient.fields, 0.0f);
    }
  }

  const ModelPlan& plan_;
  const StepContext& context_;
  Workspace& workspace_;
  std::span<float* const> own_gradient_;
  std::vector<bool> fresh_;  // by table: the gradient of the piece holds nothing yet
};

}  // namespace

void forward_tile(const ModelPlan& plan, const StepContext& context, const Batch& batch, std::size_t first,
                  std::size_t count, Workspace& workspace, std::size_t worker) {
  StepContext whole = context;
  whole.batch_size = batch.size();
  whole.rows = batch;
  Run run(plan, whole, workspace);
  const Rows tile{first, count, worker};
  for_parts(count, near_rows, [&](std::size_t piece, std::size_t rows) {
    run.pool_tables(batch, tile, piece, rows);
    run.forward_piece(tile, piece, rows);
  });
  run.forward_stage(Stage::tile, tile);
}

void forward_whole(const ModelPlan& plan, const StepContext& context, std::size_t rows, Workspace& workspace) {
  if (!plan.whole_batch()) return;
  StepContext whole = context;
  whole.batch_size = rows;
  Run(plan, whole, workspace).forward_stage(Stage::batch, {0, rows, 0});
}

void backward_whole(const ModelPlan& plan, const StepContext& context, std::size_t rows, Workspace& workspace,
                    std::span<float* const> own_gradient) {
  if (!plan.whole_batch()) return;
  StepContext whole = context;
  whole.batch_size = rows;
  Run run(plan, whole, workspace, own_gradient);
  run.clear_block_gradients(Stage::batch, Stage::batch, {0, rows, 0});
  run.backward_stage(Stage::batch, {0, rows, 0});
}

void backward_tile(const ModelPlan& plan, const StepContext& context, std::size_t first, std::size_t count,
                   Workspace& workspace, std::span<float* const> own_gradient, std::size_t worker,
                   const RowsDone& done) {
  Run run(plan, context, workspace, own_gradient);
  const Rows tile{first, count, worker};
  run.clear_block_gradients(Stage::piece, Stage::tile, tile);
  run.backward_stage(Stage::tile, tile);
  for_parts(count, near_rows, [&](std::size_t piece, std::size_t rows) {
    run.backward_piece(tile, piece, rows);
    if (done) done(first + piece, rows);
  });
}

void prepare(const ModelPlan& plan, const StepContext& context, Workspace& workspace) {
  for (std::size_t t = 0; t < plan.terms().size(); ++t)
    if (plan.terms()[t]->shared() > 0) plan.terms()[t]->prepare(context, workspace.term_shared(t));
}

void update_statistics(const ModelPlan& plan, Parameters& moved, const StepContext& context, std::size_t rows,
                       Workspace& workspace) {
  for (std::size_t t = 0; t < plan.terms().size(); ++t)
    if (plan.terms()[t]->whole_batch())
      plan.terms()[t]->update_statistics(moved, context, rows, workspace.term_scratch(t, 0));
  if (plan.head().whole_batch()) plan.head().update_statistics(moved, context, rows, workspace.head_scratch());
}

}  // namespace interplay
