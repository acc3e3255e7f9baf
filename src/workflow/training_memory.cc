#include "workflow/training_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/mappings.h"
#include "base/memory.h"
#include "base/task_pool.h"
#include "data/batch.h"
#include "data/spooled.h"
#include "interplay/error.h"
#include "interplay/text.h"
#include "model/implementation.h"
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

// Whether most numbers are vectors or weights of features; field-aware vectors of many columns are the usual case.
bool tables_are_most(const ModelPlan& plan) {
  double numbers = 0;
  for (const TensorSpec& spec : plan.specs())
    if (spec.sparse) numbers += static_cast<double>(spec.rows) * static_cast<double>(spec.columns);
  return numbers > numbers_of(plan) / 2;
}

// Of every number: itself, the working arrays of the solver, and the copies by which the loop goes back (the state
// after the last epoch and, where there is a rate, before the first, each with the moments of the optimizer; the best
// epoch's numbers). In mini-batches dense kernels have a gradient for each shard of 256 rows besides and, as measured
// with several threads, up to eight times their size in what workers lay out anew.
double parameters(const ModelPlan& plan, const TrainOptions& options, bool validates, std::size_t batch) {
  constexpr double rows_per_shard = 256, laid_out = 8;
  const SolverDefinition* solver = find_solver(options.solver);
  const bool has_rate = solver != nullptr && solver->properties.has_rate;
  const double moments = !has_rate || options.optimizer == "sgd" ? 0 : options.optimizer == "adagrad" ? 1 : 2;
  const double states = has_rate ? 3 : 2;  // the present one among them
  const bool keeps_best = validates && options.restore_best && solver != nullptr && !solver->properties.samples;
  const double copies =
      states * (1 + moments) + (solver != nullptr ? solver->working_copies : 1) + (keeps_best ? 1 : 0);
  const double by_batch = batch > 1 ? std::ceil(static_cast<double>(batch) / rows_per_shard) + laid_out : 1;
  double numbers = 0;
  for (const TensorSpec& spec : plan.specs())
    numbers += static_cast<double>(spec.rows) * static_cast<double>(padded(spec.columns)) *
               (copies + (spec.penalty == Penalty::kernel ? by_batch : 0));
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
// training rows choose penalties first, the order and the part of the check.
constexpr double number_of_row = sizeof(std::uint32_t), predicted = 4 * sizeof(float),
                 fitted = 2 * sizeof(std::uint32_t);
// Of every training row, what solvers keep in memory that have no place for rows in files.
constexpr double kept_by_solver = 40;
// Of every training row, what solvers keep in files: it decides how much is read between two looks.
constexpr double spooled_by_solver = 40;

// What of every training row lies in no file.
double kept_of_row(const ModelPlan& plan, const TrainOptions& options) {
  const SolverDefinition& solver = solver_definition(options.solver);
  if (!solver.spools_rows || options.loss != TrainOptions{}.loss) return kept_by_solver;
  // The loop can go back to the latent targets of the last epoch.
  const Conditional conditional = plan.objective().loss->conditional();
  const bool latent = solver.properties.samples && conditional != Conditional::normal;
  return latent ? sizeof(float) : 0;
}

Share rows_in_memory(const ModelPlan& plan, const Split& split, const TrainOptions& options, bool adapts_first) {
  const auto train = static_cast<double>(split.train.size());
  const auto held_out = static_cast<double>(std::max(split.valid.size(), split.test.size()));
  const double by_solver = kept_of_row(plan, options) * train;
  const double by_fit = adapts_first ? fitted * train : 0;
  const char* remedy = by_solver > by_fit ? "give --solver gradient --batch 4096, which reads rows by blocks"
                       : by_fit > 0       ? "give --no-adapt, so that no penalty is chosen by all rows first"
                                          : "train on fewer rows";
  return {predicted * held_out + std::max(by_solver, by_fit), remedy};
}

// `bytes`: in addition to what is taken now. `in_files`: in addition to what lies there now.
// What a process keeps of itself differs by a few megabytes from run to run.
constexpr std::uint64_t kept_varies = 8'000'000;

void require_below(const Spool& spool, double bytes, double in_files, const std::string& what,
                   const std::string& remedy) {
  const auto needed = Spool::kept() + static_cast<std::uint64_t>(bytes);
  const std::uint64_t mapped = mapped_bytes() + static_cast<std::uint64_t>(in_files);
  if (needed <= Spool::usable(spool.limit(), mapped)) return;
  throw Error(Code::usage,
              fmt::format("{} takes {} of memory beside what can lie in files, and --memory-limit {} is too small",
                          what, in_bytes(static_cast<double>(needed)), in_bytes(static_cast<double>(spool.limit()))),
              fmt::format("give at least --memory-limit {}MB, or {}",
                          (Spool::limit_for(needed, mapped) + kept_varies) / 1'000'000 + 1, remedy));
}

}  // namespace

void require_training_memory(const ModelPlan& plan, const Dataset& data, const Split& split,
                             const TrainOptions& options, bool adapts_first) {
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
      spool ? rows_in_memory(plan, split, options, adapts_first) : Share{0, ""},
      {each * parameters(plan, options, !split.valid.empty(), batch),
       by_items                ? "keep fewer weights of an item, such as --neighbors 500"
       : tables_are_most(plan) ? "give a smaller rank, fewer columns (--fields), or fewer categories (--min-count, "
                                 "--hash-buckets)"
                               : "give a smaller rank, or fewer or narrower hidden layers"},
      {batches ? each * workspace_bytes(plan, batch, KeptGradients::all, workers) : 0, "give a smaller --batch"},
      {batches ? each * padded_bags(plan, fields, batch) : 0, "give --pooling padded_mean fewer slots"},
      {members(plan, options),
       solver_properties(options).samples ? "keep fewer --draws" : "give a smaller --ensemble"}};
  double bytes = 0;
  for (const Share& share : shares) bytes += share.bytes;
  const Share& largest = *std::ranges::max_element(shares, {}, &Share::bytes);
  const double all = static_cast<double>(rows + split.valid.size() + split.test.size());
  const std::string remedy = spool && number_of_row * all > largest.bytes ? "train on fewer rows" : largest.remedy;
  const std::string what = fmt::format("training this model of {:.3g} parameters", numbers_of(plan));
  if (spool)
    return require_below(*spool, bytes, spooled_by_solver * static_cast<double>(rows),
                         what + fmt::format(" on {}", counted(rows, "row")), remedy);
  require_memory(bytes, what, remedy);
}

std::optional<std::int64_t> weights_to_keep(const ModelPlan& plan, const TrainOptions& options, double memory) {
  // On the held-out interactions of MovieLens 1M the 300 largest do as well as all.
  constexpr std::size_t enough = 1000;
  for (const auto& each : plan.terms()) {
    const auto* term = dynamic_cast<const ItemItem*>(each.get());
    if (term && term->keeps_all() && term->options().items > enough && parameters(plan, options, false, 1) > memory / 2)
      return static_cast<std::int64_t>(enough);
  }
  return std::nullopt;
}

void require_scoring_memory(const Model& model, const Dataset& data) {
  const std::shared_ptr<Spool> spool = spool_of(data);
  if (spool == nullptr) return;
  // Of one block of rows the predictions of all kinds, and one member in numbers of 32 bits.
  constexpr double block = 64e6;
  const ModelPlan& plan = *implementation_of(model).plan;
  require_below(*spool, block + numbers_of(plan) * sizeof(float), 0,
                fmt::format("scoring by this model of {:.3g} parameters", numbers_of(plan)),
                "score by a smaller model");
}

}  // namespace interplay
