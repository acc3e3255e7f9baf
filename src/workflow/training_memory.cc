#include "workflow/training_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/memory.h"
#include "base/task_pool.h"
#include "data/batch.h"
#include "data/spooled.h"
#include "interplay/error.h"
#include "interplay/text.h"
#include "plan/run.h"
#include "solvers/definition.h"
#include "terms/item_item.h"

namespace interplay {
namespace {

struct Share {
  double bytes;
  const char* remedy;  // against this share
};

double numbers_of(const ModelPlan& plan) {
  double numbers = 0;
  for (const TensorSpec& spec : plan.specs())
    numbers += static_cast<double>(spec.rows) * static_cast<double>(spec.columns);
  return numbers;
}

// Of every number a training holds itself, two moments and the best epoch's; of dense kernels, in mini-batches, a
// gradient for each shard of 256 rows besides. Without a descent there are no moments, but a copy of the last epoch.
double parameters(const ModelPlan& plan, std::size_t batch) {
  constexpr double rows_per_shard = 256;
  const double copies = plan.objective().loss->descends() ? 4 : 3;
  const double shards = std::ceil(static_cast<double>(batch) / rows_per_shard);
  double numbers = 0;
  for (const TensorSpec& spec : plan.specs())
    numbers += static_cast<double>(spec.rows) * static_cast<double>(spec.columns) *
               (copies + (spec.penalty == Penalty::kernel ? shards : 0));
  return numbers * sizeof(float);
}

// Members of an ensemble are kept whole, draws of chains in half the bytes.
double members(const ModelPlan& plan, const TrainOptions& options) {
  const double runs = options.ensemble > 1 ? static_cast<double>(options.ensemble) * sizeof(float) : 0;
  const auto draws = static_cast<double>(std::min(options.draws, options.epochs));
  return numbers_of(plan) * (solver_properties(options).samples ? draws * 2 : runs);
}

double padded_bags(const ModelPlan& plan, std::span<const FieldView> fields, std::size_t batch) {
  double bytes = 0;
  for (const Embedding& table : plan.tables())
    for (const Embedding::Slot& slot : table.slots()) bytes += padded_bytes(fields[slot.input], batch);
  return bytes;
}

// Of every row in any part, the number of the row; of every row that is predicted, predictions and targets; where the
// training rows choose penalties first, the order and the part of the check, and a score.
constexpr double listed = sizeof(std::uint32_t), predicted = 4 * sizeof(float),
                 fitted = 2 * sizeof(std::uint32_t) + sizeof(double);
// Of every training row, what solvers keep that do not read rows by blocks and do not say it themselves.
constexpr double kept_by_solver = 40;

// Whether the solver reads its rows by blocks, and keeps nothing of each.
bool reads_blocks(const Dataset& data, const TrainOptions& options) {
  const SolverDefinition& solver = solver_definition(options.solver);
  if (!solver.takes_batches || options.hogwild) return false;
  if (options.batch > 1) return true;
  const std::vector<FieldView> fields = input_views(data);
  const bool pairs = fields.size() == 2 && fields[0].row_of != nullptr && fields[1].row_of != nullptr;
  return pairs && data.weight().empty() && options.optimizer == "sgd";
}

Share rows_in_memory(const ModelPlan& plan, const Dataset& data, const Split& split, const TrainOptions& options,
                     bool adapts_first, std::size_t processes) {
  const auto train = static_cast<double>(split.train.size());
  const double all = train + static_cast<double>(split.valid.size() + split.test.size());
  const auto held_out = static_cast<double>(std::max(split.valid.size(), split.test.size()));
  const SolverDefinition& solver = solver_definition(options.solver);
  const double listed_bytes =
      solver.listed_bytes == nullptr ? 0 : solver.listed_bytes(plan, options, !data.weight().empty());
  const double by_solver = reads_blocks(data, options) ? 0
                           : listed_bytes > 0          ? listed_bytes * train / static_cast<double>(processes)
                                                       : kept_by_solver * train;
  const double by_fit = adapts_first ? fitted * train : 0;
  const char* remedy = by_solver > by_fit ? "give --solver gradient --batch 4096, which reads rows by blocks"
                       : by_fit > 0       ? "give --no-adapt, so that no penalty is chosen by all rows first"
                                          : "train on fewer rows";
  return {listed * all + predicted * held_out + std::max(by_solver, by_fit), remedy};
}

// The program itself, and the rows that are read ahead.
constexpr double besides = 160e6;

void require_below(const Spool& spool, double bytes, const std::string& what, const std::string& remedy) {
  const auto needed = static_cast<std::uint64_t>(bytes + besides);
  if (needed <= Spool::usable(spool.limit())) return;
  throw Error(
      Code::usage,
      fmt::format("{} takes {} of memory beside what can lie in files, and --memory-limit {} is too small", what,
                  in_bytes(bytes + besides), in_bytes(static_cast<double>(spool.limit()))),
      fmt::format("give at least --memory-limit {}MB, or {}", Spool::limit_for(needed) / 1'000'000 + 1, remedy));
}

}  // namespace

void require_training_memory(const ModelPlan& plan, const Dataset& data, const Split& split,
                             const TrainOptions& options, bool adapts_first, std::size_t processes) {
  const std::vector<FieldView> fields = input_views(data);
  const std::size_t rows = split.train.size();
  const auto& read = solver_definition(options.solver).reads;
  const bool batches = std::ranges::find(read, "batch") != read.end();
  const std::size_t batch = batches ? std::min(rows, static_cast<std::size_t>(options.batch)) : 1;
  const auto threads = static_cast<std::int64_t>(TaskPool(static_cast<int>(options.threads)).threads());
  const std::int64_t together = std::min(std::max(options.ensemble, options.chains), threads);
  const auto each = static_cast<double>(together);
  const auto workers = static_cast<std::size_t>(plan.whole_batch() ? 0 : threads / together);
  const bool by_items = std::ranges::any_of(plan.terms(), [](const auto& term) { return !term->inputs().empty(); });
  const std::shared_ptr<Spool> spool = spool_of(data);
  const Share shares[] = {
      spool ? rows_in_memory(plan, data, split, options, adapts_first, processes) : Share{0, ""},
      {each * parameters(plan, batch), by_items ? "keep fewer weights of an item, such as --neighbors 500"
                                                : "give a smaller rank, or fewer or narrower hidden layers"},
      {batches ? each * workspace_bytes(plan, batch, KeptGradients::all, workers) : 0, "give a smaller --batch"},
      {batches ? each * padded_bags(plan, fields, batch) : 0, "give --pooling padded_mean fewer slots"},
      {members(plan, options),
       solver_properties(options).samples ? "keep fewer --draws" : "give a smaller --ensemble"}};
  double bytes = 0;
  for (const Share& share : shares) bytes += share.bytes;
  const Share& largest = *std::ranges::max_element(shares, {}, &Share::bytes);
  const std::string what = fmt::format("training this model of {:.3g} parameters", numbers_of(plan));
  if (spool) return require_below(*spool, bytes, what + fmt::format(" on {}", counted(rows, "row")), largest.remedy);
  require_memory(bytes, what, largest.remedy);
}

std::optional<std::int64_t> weights_to_keep(const ModelPlan& plan, double memory) {
  // On the held-out interactions of MovieLens 1M the 300 largest do as well as all.
  constexpr std::size_t enough = 1000;
  for (const auto& each : plan.terms()) {
    const auto* term = dynamic_cast<const ItemItem*>(each.get());
    if (term && term->keeps_all() && term->options().items > enough && parameters(plan, 1) > memory / 2)
      return static_cast<std::int64_t>(enough);
  }
  return std::nullopt;
}

}  // namespace interplay
