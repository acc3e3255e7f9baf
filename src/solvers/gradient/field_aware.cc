#include "solvers/gradient/field_aware.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>

#include "base/aligned.h"
#include "base/random.h"
#include "base/wide_pages.h"
#include "interplay/error.h"
#include "solvers/gradient/field_aware_rows.h"
#include "solvers/gradient/penalty.h"

namespace interplay {
namespace {

using kernels::field_block;
using kernels::FieldAwareRow;
using kernels::FieldBlock;

// Rows of a window: few, so that what they read is still in the cache when they step; and as many as pay for waiting
// once. Before as many steps as this times the number of rows of a window, windows are smaller.
constexpr std::size_t window_rows = 8, steps_per_window_row = 16;
// Blocks are dealt to this many shards at most, each of which has sums of its own.
constexpr std::size_t score_shards = 16;
// How often an epoch asks whether to go on.
constexpr std::size_t askings = 64;
constexpr std::size_t features_per_task = 1024;

struct FfmShape {
  std::optional<TensorId> bias;
  std::optional<std::size_t> linear;  // embedding tables
  std::size_t vectors = 0;
};

// The tables of the plan; if it has others, `refusal` says so in words.
FfmShape shape_of(const ModelPlan& plan, std::string& refusal) {
  FfmShape shape;
  bool found = false;
  refusal = "the model is not a field-aware factorization machine";
  if (plan.head().kind() != "sum") return shape;
  if (plan.head_tensors().first < plan.head_tensors().second) shape.bias = plan.head_tensors().first;
  for (const auto& term : plan.terms()) {
    if (term->source().is_block) return shape;
    if (term->kind() == "linear") {
      shape.linear = term->source().index;
    } else if (term->kind() == "field_aware") {
      shape.vectors = term->source().index;
      found = true;
    } else if (term->kind() != "within_bags") {  // pairs that rows of single features do not have
      return shape;
    }
  }
  if (found) refusal.clear();
  return shape;
}

std::string fields_refusal(const ModelPlan& plan, const FfmShape& shape) {
  const Embedding& vectors = plan.tables()[shape.vectors];
  if (shape.linear && !std::ranges::equal(plan.tables()[*shape.linear].slots(), vectors.slots(), {},
                                          &Embedding::Slot::input, &Embedding::Slot::input))
    return "some fields have weights alone";
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const Embedding::Slot& slot : vectors.slots()) {
    const Field& field = plan.schema().fields[inputs[slot.input]];
    if (field.kind == Kind::numeric && slot.numeric == NumericMap::affine)
      return "numeric field '" + field.name + "' is mapped affinely";
    if (field.kind == Kind::multi && field.pooling == Pooling::padded_mean)
      return "field '" + field.name + "' is pooled by a padded mean";
  }
  return "";
}

class FieldAwareSolver final : public Solver {
 public:
  FieldAwareSolver(const Problem& problem, Parameters& parameters);

  std::string_view name() const override { return "fused"; }
  bool has_rate() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override {
    return {{"adagrad", {sums_.data(), sums_.size()}}, {"adagrad/bias", {&bias_sum_, 1}}};
  }
  std::int64_t steps() const override { return steps_; }
  // Called where parameters have been put back as well.
  void set_steps(std::int64_t steps) override {
    steps_ = steps;
    loaded_ = false;
  }

 private:
  // Rows of a window, and their slopes.
  struct Window {
    std::vector<FieldAwareRow> rows;
    std::vector<float> targets, weights, slopes;
  };

  void deal_blocks();
  void set_step(double learning_rate);
  void fill(Window& window, std::size_t first, std::size_t count) const;
  // Steps by the slopes of `last`, then sums up the scores of `next`.
  void advance(const Window& last, const Window& next);
  double find_slopes(Window& window);
  std::size_t rows_of_window(std::size_t left) const;
  // Calls task(field, first feature of it, last) for pieces that cover all features.
  void for_pieces(const std::function<void(std::size_t, std::uint32_t, std::uint32_t)>& task) const;
  // Calls visit(number of the model, number here, how many) for every run of numbers of a feature's vectors.
  template <class Visit>
  void for_runs(std::size_t field, const Visit& visit) const;
  void load();
  void store();
  double penalty();

  const Problem& problem_;
  Parameters& parameters_;
  FfmShape shape_;
  FieldAwareRows rows_;
  std::size_t rank_;
  kernels::FieldAwareStep step_;
  std::vector<FieldBlock> blocks_;
  std::vector<std::uint32_t> ends_;  // of the blocks of each shard
  WidePages values_, sums_;
  AlignedArray<float> partial_;
  float bias_ = 0, bias_sum_ = 0;
  std::vector<std::uint32_t> order_;
  double total_weight_ = 0;
  std::int64_t steps_ = 0;
  bool loaded_ = false;
};

FieldAwareSolver::FieldAwareSolver(const Problem& problem, Parameters& parameters)
    : problem_(problem),
      parameters_(parameters),
      shape_([&] {
        std::string refusal;
        return shape_of(problem.plan, refusal);
      }()),
      rows_(problem, problem.plan.tables()[shape_.vectors]),
      rank_(problem.plan.tables()[shape_.vectors].columns() / (rows_.fields().size() - 1)),
      order_(problem.rows.size()) {
  step_.fields = rows_.padded_fields();
  step_.quads = (rank_ + 3) / 4;
  const Objective& objective = problem.plan.objective();
  step_.step.loss = objective.loss->fused(objective.link).value_or(kernels::FusedLoss::squared);
  step_.step.low = objective.link.ends().low;
  step_.step.high = objective.link.ends().high;
  step_.step.epsilon = static_cast<float>(problem.options.epsilon);
  step_.l2_factors = static_cast<float>(l2_coefficient(problem.options, Penalty::factors));
  step_.l2_linear = shape_.linear ? static_cast<float>(l2_coefficient(problem.options, Penalty::linear)) : 0;
  deal_blocks();
  values_ = WidePages(rows_.features() * step_.stride());
  sums_ = WidePages(values_.size());
  total_weight_ = static_cast<double>(problem.rows.size());
  if (!problem.weight.empty()) {
    total_weight_ = 0;
    for (const std::uint32_t row : problem.rows) total_weight_ += static_cast<double>(problem.weight[row]);
  }
}

void FieldAwareSolver::deal_blocks() {
  const auto fields = static_cast<std::uint32_t>(step_.fields);
  for (std::uint32_t i = 0; i < fields; i += field_block)
    for (std::uint32_t j = i; j < fields; j += field_block) blocks_.push_back({i, j});
  const std::size_t shards = std::min(score_shards, blocks_.size());
  for (std::size_t s = 1; s <= shards; ++s) ends_.push_back(static_cast<std::uint32_t>(s * blocks_.size() / shards));
  partial_ = AlignedArray<float>(shards * window_rows);
}

void FieldAwareSolver::set_step(double learning_rate) {
  const auto linear_rate = static_cast<float>(learning_rate * problem_.options.linear_rate);
  step_.step.rate = static_cast<float>(learning_rate);
  step_.step.linear_rate = shape_.linear ? linear_rate : 0;
  step_.step.bias_rate = shape_.bias ? linear_rate : 0;
}

void FieldAwareSolver::for_pieces(const std::function<void(std::size_t, std::uint32_t, std::uint32_t)>& task) const {
  struct Piece {
    std::size_t field;
    std::uint32_t first, last;
  };
  std::vector<Piece> pieces;
  for (std::size_t f = 0; f < rows_.fields().size(); ++f)
    for (std::uint32_t first = 0; first < rows_.fields()[f].rows; first += features_per_task)
      pieces.push_back({f, first, std::min<std::uint32_t>(first + features_per_task, rows_.fields()[f].rows)});
  problem_.pool.run(pieces.size(), [&](std::size_t i) { task(pieces[i].field, pieces[i].first, pieces[i].last); });
}

template <class Visit>
void FieldAwareSolver::for_runs(std::size_t field, const Visit& visit) const {
  for (std::size_t other = 0; other < rows_.fields().size(); ++other) {
    if (other == field) continue;
    const std::size_t column = (other < field ? other : other - 1) * rank_;
    for (std::size_t k = 0; k < rank_; k += 4)
      visit(column + k, 4 * (k / 4 * step_.fields + other), std::min<std::size_t>(rank_ - k, 4));
  }
}

void FieldAwareSolver::load() {
  if (shape_.bias) bias_ = *parameters_[*shape_.bias].data;
  const Embedding& table = problem_.plan.tables()[shape_.vectors];
  for_pieces([&](std::size_t field, std::uint32_t first, std::uint32_t last) {
    const Tensor& tensor = parameters_[table.slots()[field].tensor];
    for (std::uint32_t r = first; r < last; ++r) {
      float* own = values_.data() + (rows_.fields()[field].first + r) * step_.stride();
      // A pass that met an infinity may leave NaN where the model has no numbers.
      std::fill_n(own, step_.stride(), 0.0f);
      for_runs(field, [&](std::size_t of_model, std::size_t here, std::size_t count) {
        std::copy_n(tensor.row(r) + of_model, count, own + here);
      });
      if (shape_.linear)
        own[4 * field] = *parameters_[problem_.plan.tables()[*shape_.linear].slots()[field].tensor].row(r);
    }
  });
  std::fill_n(values_.end() - step_.stride(), step_.stride(), 0.0f);
  loaded_ = true;
}

void FieldAwareSolver::store() {
  if (shape_.bias) *parameters_.writable(*shape_.bias).data = bias_;
  const Embedding& table = problem_.plan.tables()[shape_.vectors];
  for_pieces([&](std::size_t field, std::uint32_t first, std::uint32_t last) {
    WritableTensor tensor = parameters_.writable(table.slots()[field].tensor), weights;
    if (shape_.linear) weights = parameters_.writable(problem_.plan.tables()[*shape_.linear].slots()[field].tensor);
    for (std::uint32_t r = first; r < last; ++r) {
      const float* own = values_.data() + (rows_.fields()[field].first + r) * step_.stride();
      for_runs(field, [&](std::size_t of_model, std::size_t here, std::size_t count) {
        std::copy_n(own + here, count, tensor.row(r) + of_model);
      });
      if (weights) *weights.row(r) = own[4 * field];
    }
  });
}

double FieldAwareSolver::penalty() {
  if (step_.l2_factors == 0 && step_.l2_linear == 0) return 0;
  std::vector<double> sums(rows_.features(), 0);
  for_pieces([&](std::size_t field, std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t r = first; r < last; ++r) {
      const std::size_t feature = rows_.fields()[field].first + r;
      const float* own = values_.data() + feature * step_.stride();
      const auto weight = static_cast<double>(own[4 * field]);
      double square = -weight * weight;
      for (std::size_t k = 0; k < step_.stride(); ++k) square += static_cast<double>(own[k] * own[k]);
      sums[feature] =
          static_cast<double>(step_.l2_factors) * square + static_cast<double>(step_.l2_linear) * weight * weight;
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

std::size_t FieldAwareSolver::rows_of_window(std::size_t left) const {
  const auto seen = static_cast<std::size_t>(steps_) + problem_.rows.size() - left;
  return std::min({window_rows, left, 1 + seen / steps_per_window_row});
}

void FieldAwareSolver::fill(Window& window, std::size_t first, std::size_t count) const {
  window.rows.resize(count);
  window.targets.resize(count);
  window.slopes.resize(count);
  window.weights.resize(problem_.weight.empty() ? 0 : count);
  for (std::size_t r = 0; r < count; ++r) {
    const std::uint32_t position = order_[first + r], row = problem_.rows[position];
    window.rows[r] = rows_[position];
    window.targets[r] = problem_.target[row];
    if (!window.weights.empty()) window.weights[r] = problem_.weight[row];
  }
}

void FieldAwareSolver::advance(const Window& last, const Window& next) {
  const std::size_t tasks = std::min(static_cast<std::size_t>(problem_.pool.threads()), ends_.size());
  const kernels::FieldAwareTables tables{values_.data(), sums_.data()};
  problem_.pool.run(tasks, [&](std::size_t task) {
    const std::size_t first = task * ends_.size() / tasks, end = (task + 1) * ends_.size() / tasks;
    const std::uint32_t before = first > 0 ? ends_[first - 1] : 0;
    const auto blocks = std::span<const FieldBlock>(blocks_).subspan(before, ends_[end - 1] - before);
    std::array<std::uint32_t, score_shards> ends{};
    for (std::size_t s = first; s < end; ++s) ends[s - first] = ends_[s] - before;
    kernels::field_aware_update(step_, tables, last.rows, last.slopes.data(), blocks);
    kernels::field_aware_scores(step_, tables, next.rows, {blocks, std::span(ends).first(end - first)},
                                partial_.data() + first * window_rows, window_rows);
  });
}

double FieldAwareSolver::find_slopes(Window& window) {
  return kernels::field_aware_slopes(step_.step, partial_.data(), window_rows, ends_.size(), window.targets,
                                     window.weights.empty() ? nullptr : window.weights.data(), bias_, bias_sum_,
                                     window.slopes.data());
}

PassResult FieldAwareSolver::pass(std::int64_t epoch, double learning_rate,
                                  const std::function<bool(double)>& keep_going) {
  if (!loaded_) load();
  set_step(learning_rate);
  std::iota(order_.begin(), order_.end(), 0u);
  RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::shuffle,
                      static_cast<std::uint64_t>(epoch));
  shuffle(std::span(order_), random);
  PassResult result;
  const std::size_t rows = order_.size();
  Window last, next;
  std::size_t asked = 0;
  for (std::size_t done = 0; done < rows && !result.stopped;) {
    fill(next, done, rows_of_window(rows - done));
    advance(last, next);
    result.loss += find_slopes(next);
    done += next.rows.size();
    std::swap(last, next);
    if (done * askings / rows == asked) continue;
    asked = done * askings / rows;
    result.stopped = !keep_going(static_cast<double>(done) / static_cast<double>(rows));
  }
  fill(next, 0, 0);
  advance(last, next);
  steps_ += static_cast<std::int64_t>(rows);
  store();
  result.loss /= total_weight_;
  result.penalized = result.loss + penalty();
  return result;
}

}  // namespace

void check_field_aware(const ModelPlan& plan, const TrainOptions& options) {
  std::string refusal;
  const FfmShape shape = shape_of(plan, refusal);
  if (refusal.empty()) refusal = fields_refusal(plan, shape);
  if (refusal.empty() && !plan.objective().loss->fused(plan.objective().link))
    refusal = "the loss is " + std::string(plan.objective().loss->name());
  if (!refusal.empty())
    throw Error(Code::usage, "solver 'fused' cannot fit model '" + options.model + "': " + refusal,
                "leave out --solver: gradient fits every model; or choose --model ffm");
}

std::unique_ptr<Solver> field_aware_solver(const Problem& problem, Parameters& parameters) {
  check_field_aware(problem.plan, problem.options);
  return std::make_unique<FieldAwareSolver>(problem, parameters);
}

}  // namespace interplay
