#include "solvers/gradient/fused.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/aligned.h"
#include "base/spool.h"
#include "kernels/fused_step.h"
#include "solvers/gradient/fused_features.h"
#include "solvers/gradient/fused_grid.h"
#include "solvers/gradient/fused_parts.h"

namespace interplay {
namespace {

using kernels::FusedPair;
using kernels::FusedRecords;
using kernels::FusedStep;
using kernels::FusedTables;

// Racing updates (Recht et al. 2011, Hogwild) need no grid, only pieces of work.
constexpr std::size_t hogwild_grid = 8;

// The memory of a cell in a round, in addition to the rows that are its own: copies of what all cells share.
struct Shared {
  AlignedArray<float> rows, sums;
  float bias = 0, bias_sum = 0;
  double loss = 0;
};

class FusedSolver final : public Solver {
 public:
  FusedSolver(const Problem& problem, Parameters& parameters);

  std::string_view name() const override { return "fused"; }
  bool has_rate() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override;
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

 private:
  void grid_records(std::uint64_t seed);
  void grid_pairs(std::uint64_t seed);
  void order_records();
  void order_lists();
  void run_cell(const FusedStep& step, std::size_t cell, Shared& shared);
  bool share_in_place() const { return grid_.size == 1 || problem_.options.hogwild; }
  void run_round(const FusedStep& step, std::size_t round);
  std::string_view bytes_of_round(std::size_t round) const;
  // Whether rows are pairs of ids and targets; a process may have none of them.
  bool has_pairs() const { return lists_.empty(); }
  void copy_shared(Shared& shared) const;
  void merge_shared();
  // Whether processes share the cells of a round: each has some parts of the first axis, and parts of the second
  // travel.
  bool dealt() const { return problem_.cluster.several() && !share_in_place(); }
  void gather_cells();
  RowTables row_tables() { return {{work_.data(), work_.size()}, {sums_.data(), sums_.size()}, features_.stride()}; }

  std::size_t shared_size() const {
    return std::size_t{features_.rows() - features_.first_shared()} * features_.stride();
  }

  const Problem& problem_;
  Parameters& parameters_;
  FusedFeatures features_;
  Grid grid_;
  AlignedArray<float> work_;
  AlignedArray<float> sums_;  // Adagrad's; empty for plain descent
  float bias_ = 0;
  FmShape shape_;
  AlignedArray<float> bias_sum_{1};

  // Records of this process's cells in the order of the grid.
  std::vector<std::size_t> places_;  // by cell: its first record
  SharedSpan<FusedPair> pairs_;
  std::vector<std::size_t> grouped_;  // by cell: the number of pairs in groups without a repeated row
  std::vector<std::uint32_t> index_;
  std::vector<float> target_, weight_;
  std::vector<kernels::FusedLists> lists_;
  std::size_t longest_ = 0;
  double total_weight_ = 0;

  std::vector<Shared> cells_;       // of the current round
  Shares own_cells_;                // by number in their round, which is the part of the first axis
  std::optional<GridParts> parts_;  // where cells are dealt
  std::int64_t steps_ = 0;
};

FusedSolver::FusedSolver(const Problem& problem, Parameters& parameters)
    : problem_(problem), parameters_(parameters), features_(problem) {
  const auto seed = static_cast<std::uint64_t>(problem.options.seed);
  const bool pairs = features_.pairs_only() && problem.weight.empty() && problem.options.optimizer != "adagrad";
  total_weight_ = static_cast<double>(problem.rows.size());
  if (!problem.weight.empty()) {
    total_weight_ = 0;
    for (const std::uint32_t row : problem.rows) total_weight_ += static_cast<double>(problem.weight[row]);
  }
  if (pairs && !problem.options.hogwild) {
    grid_pairs(seed);
  } else {
    grid_records(seed);
    if (pairs)
      order_records();
    else
      order_lists();
  }
  shape_ = *problem.plan.fm_shape();
  work_ = AlignedArray<float>(std::size_t{features_.rows()} * features_.stride());
  if (problem.options.optimizer == "adagrad") sums_ = AlignedArray<float>(work_.size());
  cells_.resize(grid_.size);
  grid_.order = {};  // not needed any more
}

void FusedSolver::grid_pairs(std::uint64_t seed) {
  const auto axis = [&](std::size_t which) {
    const FusedSlot& slot = features_.slots()[which];
    const FieldView& view = problem_.fields[slot.input];
    return PairAxes::Axis{std::get<CategoricalColumn>(*view.column).codes.data(), view.row_of, slot.rows};
  };
  const PairAxes axes{problem_.rows,
                      axis(0),
                      axis(1),
                      problem_.target,
                      features_.slots()[1].first,
                      problem_.cluster.several() ? &problem_.cluster : nullptr};
  PairGrid grid = make_pair_grid(axes, seed, kernels::fused_group, problem_.pool, spool_at(problem_.target.data()));
  grid_.size = grid.size;
  grid_.start = std::move(grid.start);
  grouped_ = std::move(grid.grouped);
  pairs_ = std::move(grid.pairs);
  own_cells_ = std::move(grid.cells);
  places_ = std::move(grid.places);
  if (!dealt()) return;
  parts_.emplace(problem_.cluster, grid_, own_cells_);
  for (const std::size_t which : {0u, 1u}) parts_->list(which, std::move(grid.parts[which]));
}

void FusedSolver::grid_records(std::uint64_t seed) {
  const std::size_t rows = problem_.rows.size();
  std::vector<std::uint32_t> first, second;
  if (features_.has_axes()) {
    first.resize(rows);
    second.resize(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      first[r] = features_.axis_id(0, problem_.rows[r]);
      second[r] = features_.axis_id(1, problem_.rows[r]);
    }
  }
  if (problem_.options.hogwild) {
    grid_ = arbitrary_grid(rows, hogwild_grid, seed);
  } else if (features_.has_axes()) {
    grid_ = make_grid(first, features_.slots()[0].rows, second, features_.slots()[1].rows, seed);
  } else {
    grid_ = arbitrary_grid(rows, 1, seed);
  }
  if (features_.pairs_only()) grouped_ = separate_repeats(grid_, first, second, kernels::fused_group);
  own_cells_ = shares_of_cells(dealt() ? &problem_.cluster : nullptr, grid_.size);
  places_ = places_of_cells(grid_.start, grid_.size, own_cells_);
  if (!dealt()) return;
  parts_.emplace(problem_.cluster, grid_, own_cells_);
  for (const std::size_t axis : {0u, 1u})
    parts_->list(axis, features_.rows(), [&](std::size_t at) {
      return features_.slots()[axis].first + features_.axis_id(axis, problem_.rows[grid_.order[at]]);
    });
}

void FusedSolver::order_records() {
  std::vector<FusedPair> pairs(grid_.order.size());
  const std::uint32_t second = features_.slots()[1].first;
  for (std::size_t r = 0; r < pairs.size(); ++r) {
    const std::uint32_t row = problem_.rows[grid_.order[r]];
    pairs[r] = {features_.axis_id(0, row), second + features_.axis_id(1, row), problem_.target[row]};
  }
  pairs_ = SharedSpan<FusedPair>(std::move(pairs));
}

void FusedSolver::order_lists() {
  features_.make_lists();
  std::size_t count = 0;
  const auto for_own_cells = [&](const auto& visit) {
    for (std::size_t cell = 0; cell + 1 < grid_.start.size(); ++cell)
      if (own_cells_.owns(cell % grid_.size)) visit(grid_.start[cell], grid_.start[cell + 1]);
  };
  for_own_cells([&](std::size_t first, std::size_t last) { count += last - first; });
  for (const FusedFeatures::List& list : features_.lists()) {
    lists_.push_back({list.offsets.data(), list.features.data()});
    longest_ += list.longest;
  }
  target_.reserve(count);
  if (!problem_.weight.empty()) weight_.reserve(count);
  index_.reserve(count * lists_.size());
  for_own_cells([&](std::size_t first, std::size_t last) {
    for (std::size_t r = first; r < last; ++r) {
      const std::uint32_t row = problem_.rows[grid_.order[r]];
      target_.push_back(problem_.target[row]);
      if (!problem_.weight.empty()) weight_.push_back(problem_.weight[row]);
      for (const FusedFeatures::List& list : features_.lists()) index_.push_back(features_.index(list, grid_.order[r]));
    }
  });
}

void FusedSolver::run_cell(const FusedStep& step, std::size_t cell, Shared& shared) {
  const std::size_t first = places_[cell], count = grid_.start[cell + 1] - grid_.start[cell];
  if (has_pairs()) {
    // First the groups; then, one by one, the pairs that fit into no group.
    const auto pairs = std::span<const FusedPair>(pairs_).subspan(first, count);
    shared.loss = kernels::fused_pairs(step, work_.data(), pairs.first(grouped_[cell]), shared.bias);
    for (std::size_t r = grouped_[cell]; r < count; ++r)
      shared.loss += kernels::fused_pairs(step, work_.data(), pairs.subspan(r, 1), shared.bias);
    return;
  }
  const FusedRecords records{lists_,
                             index_.data() + first * lists_.size(),
                             target_.data() + first,
                             weight_.empty() ? nullptr : weight_.data() + first,
                             count,
                             longest_};
  const std::size_t shared_at = std::size_t{features_.first_shared()} * features_.stride();
  FusedTables tables{work_.data(), work_.data() + shared_at, nullptr, nullptr, features_.first_shared()};
  if (sums_.size() > 0) {
    tables.own_sums = sums_.data();
    tables.shared_sums = sums_.data() + shared_at;
  }
  if (!share_in_place()) {
    tables.shared = shared.rows.data();
    if (sums_.size() > 0) tables.shared_sums = shared.sums.data();
  }
  shared.loss = kernels::fused_features(step, tables, records, shared.bias, shared.bias_sum);
}

void FusedSolver::copy_shared(Shared& shared) const {
  shared.bias = bias_;
  shared.bias_sum = bias_sum_[0];
  if (has_pairs() || share_in_place() || shared_size() == 0) return;
  const auto copy = [&](const AlignedArray<float>& from, AlignedArray<float>& to) {
    if (to.size() == 0) to = AlignedArray<float>(shared_size());
    std::memcpy(to.data(), from.end() - shared_size(), shared_size() * sizeof(float));
  };
  copy(work_, shared.rows);
  if (sums_.size() > 0) copy(sums_, shared.sums);
  for (std::size_t at = features_.factors() + kernels::fused_touches; at < shared_size(); at += features_.stride())
    shared.rows[at] = 0;
}

// A shared row becomes the mean of the cells' copies, weighted by how often each cell updated it: a feature that
// occurred in one cell only gets that cell's value, one that all cells updated equally often gets their average.
// Adagrad's sums add up.
void FusedSolver::merge_shared() {
  double bias = 0, bias_sum = 0;
  for (const Shared& cell : cells_) {
    bias += static_cast<double>(cell.bias - bias_);
    bias_sum += static_cast<double>(cell.bias_sum - bias_sum_[0]);
  }
  bias_ += static_cast<float>(bias / static_cast<double>(cells_.size()));
  bias_sum_[0] += static_cast<float>(bias_sum);
  if (cells_.front().rows.size() == 0) return;
  const std::size_t stride = features_.stride(), factors = features_.factors(), begin = work_.size() - shared_size();
  for (std::size_t row = 0; row < shared_size(); row += stride) {
    const std::size_t touches_at = row + factors + kernels::fused_touches;
    float touches = 0;
    for (const Shared& cell : cells_) touches += cell.rows[touches_at];
    if (touches == 0) continue;
    for (std::size_t k = 0; k <= factors; ++k) {  // the factors, and the weight that follows them
      float& value = work_[begin + row + k];
      float change = 0, squares = 0;
      for (const Shared& cell : cells_) {
        change += cell.rows[touches_at] * (cell.rows[row + k] - value);
        if (sums_.size() > 0) squares += cell.sums[row + k] - sums_[begin + row + k];
      }
      value += change / touches;
      if (sums_.size() > 0) sums_[begin + row + k] += squares;
    }
  }
}

void FusedSolver::run_round(const FusedStep& step, std::size_t round) {
  problem_.pool.run(own_cells_.count(), [&](std::size_t own) {
    const std::size_t k = own_cells_.first + own;
    copy_shared(cells_[k]);
    run_cell(step, round * grid_.size + k, cells_[k]);
  });
  if (dealt()) gather_cells();
  merge_shared();
}

// What the cells of a round read of files, where their pairs lie in one.
std::string_view FusedSolver::bytes_of_round(std::size_t round) const {
  if (!has_pairs() || own_cells_.count() == 0) return {};
  const std::size_t begin = round * grid_.size + own_cells_.first, end = round * grid_.size + own_cells_.last;
  return {reinterpret_cast<const char*>(pairs_.data() + places_[begin]),
          (grid_.start[end] - grid_.start[begin]) * sizeof(FusedPair)};
}

PassResult FusedSolver::pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) {
  features_.load(parameters_, work_);
  if (shape_.bias) bias_ = *parameters_[*shape_.bias].data;
  const FusedStep step = features_.step(learning_rate);
  PassResult result;
  // Each epoch starts with another round, so that no cell is always the last one.
  const std::size_t first = static_cast<std::size_t>(epoch) * 3 % grid_.size;
  for (std::size_t r = 0; r < grid_.size && !result.stopped; ++r) {
    const std::size_t round = (first + r) % grid_.size;
    read_ahead(bytes_of_round((round + 1) % grid_.size));
    run_round(step, round);
    give_back(bytes_of_round(round));
    for (const Shared& cell : cells_) result.loss += cell.loss;
    result.stopped = !keep_going(static_cast<double>(r + 1) / static_cast<double>(grid_.size));
    if (!dealt()) continue;
    if (result.stopped || r + 1 == grid_.size) {
      parts_->gather(round, row_tables());
    } else {
      parts_->move(round, (round + 1) % grid_.size, row_tables());
    }
  }
  steps_ += static_cast<std::int64_t>(problem_.rows.size());
  features_.store(work_, parameters_);
  if (shape_.bias) *parameters_.writable(*shape_.bias).data = bias_;
  result.loss /= total_weight_;
  result.penalized = result.loss + features_.penalty(work_);
  return result;
}

// What cells have made of that which they share, and their losses.
void FusedSolver::gather_cells() {
  const Phase phase(problem_.cluster, "shared features");
  const auto gather = [&](std::span<Shared> cells, auto member) {
    using Value = std::remove_reference_t<decltype(member(cells[0]))>;
    std::vector<Value> values;
    for (Shared& cell : cells) values.push_back(member(cell));
    problem_.cluster.allgatherv(std::span<Value>(values), own_cells_.cuts);
    for (std::size_t k = 0; k < cells.size(); ++k) member(cells[k]) = values[k];
  };
  gather(cells_, [](Shared& cell) -> float& { return cell.bias; });
  gather(cells_, [](Shared& cell) -> float& { return cell.bias_sum; });
  gather(cells_, [](Shared& cell) -> double& { return cell.loss; });
  if (has_pairs() || shared_size() == 0) return;
  const auto gather_arrays = [&](auto member) {
    AlignedArray<float> all(cells_.size() * shared_size());
    for (std::size_t k = own_cells_.first; k < own_cells_.last; ++k)
      std::ranges::copy(member(cells_[k]), all.data() + k * shared_size());
    problem_.cluster.allgatherv(std::span(all.data(), all.size()),
                                own_cells_.of_grains(shared_size(), all.size()).cuts);
    for (std::size_t k = 0; k < cells_.size(); ++k) {
      if (member(cells_[k]).size() == 0) member(cells_[k]) = AlignedArray<float>(shared_size());
      std::copy_n(all.data() + k * shared_size(), shared_size(), member(cells_[k]).data());
    }
  };
  gather_arrays([](Shared& cell) -> AlignedArray<float>& { return cell.rows; });
  if (sums_.size() > 0) gather_arrays([](Shared& cell) -> AlignedArray<float>& { return cell.sums; });
}

std::vector<SolverState> FusedSolver::state() {
  if (sums_.size() == 0) return {};
  return {{"adagrad", {sums_.data(), sums_.size()}}, {"adagrad/bias", {bias_sum_.data(), 1}}};
}

}  // namespace

std::string step_refusal(const TrainOptions& options) {
  if (options.optimizer != "sgd" && options.optimizer != "adagrad")
    return "optimizer '" + options.optimizer + "' needs mini-batches";
  if (options.l2_scope != "touched") return "l2_scope 'whole' needs mini-batches";
  if (options.clip_norm > 0 || options.global_clip_norm > 0) return "clipping needs mini-batches";
  if (options.label_smoothing > 0) return "label_smoothing needs mini-batches";
  return "";
}

std::string fused_refusal(const Problem& problem) {
  const std::string refusal = step_refusal(problem.options);
  return refusal.empty() ? FusedFeatures::refusal(problem.plan) : refusal;
}

std::unique_ptr<Solver> fused_solver(const Problem& problem, Parameters& parameters) {
  return std::make_unique<FusedSolver>(problem, parameters);
}

}  // namespace interplay
