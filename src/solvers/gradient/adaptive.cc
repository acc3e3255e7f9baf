#include "solvers/gradient/adaptive.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "base/aligned.h"
#include "base/random.h"
#include "base/spool.h"
#include "data/spooled.h"
#include "interplay/error.h"
#include "kernels/adaptive_step.h"
#include "solvers/gradient/fused_features.h"
#include "solvers/gradient/penalty.h"

namespace interplay {
namespace {

// Steps between two calls of keep_going.
constexpr std::size_t piece = 4096;

// The training rows, followed by the validation rows.
RowValues<std::uint32_t> all_rows(const Problem& problem, const std::shared_ptr<Spool>& spool) {
  RowValues<std::uint32_t> rows(spool, problem.rows.size() + problem.valid.size());
  std::ranges::copy(problem.valid, std::ranges::copy(problem.rows, rows.begin()).out);
  return rows;
}

Problem with_rows(const Problem& problem, std::span<const std::uint32_t> rows) {
  Problem other = problem;
  other.rows = rows;
  return other;
}

class AdaptiveSolver final : public Solver {
 public:
  AdaptiveSolver(const Problem& problem, Parameters& parameters)
      : problem_(problem),
        parameters_(parameters),
        spool_(spool_of(problem.fields)),
        rows_(all_rows(problem, spool_)),
        everything_(with_rows(problem, rows_)),
        features_(everything_),
        shape_(*problem.plan.fm_shape()),
        work_(std::size_t{features_.rows()} * features_.stride()),
        gradients_(work_.size()),
        coefficients_(features_.slots().size() * features_.stride()),
        train_order_(spool_, problem.rows.size()),
        valid_order_(spool_, problem.valid.size()),
        valid_of_step_(spool_, problem.rows.size()) {
    start_coefficients();
    list_records();
    for (const std::uint32_t row : problem.rows) total_weight_ += problem.weight.empty() ? 1.0 : problem.weight[row];
  }

  std::string_view name() const override { return "sgda"; }
  bool has_rate() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;

  std::vector<SolverState> state() override {
    return {{"sgda/l2", {coefficients_.data(), coefficients_.size()}},
            {"sgda/gradients", {gradients_.data(), gradients_.size()}}};
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override { steps_ = steps; }

 private:
  void start_coefficients();
  void list_records();
  void draw_order(std::int64_t epoch);
  kernels::AdaptiveStep step(double learning_rate) const;
  float* coefficients_of(std::size_t slot) { return coefficients_.data() + slot * features_.stride(); }
  const float* coefficients_of(std::size_t slot) const { return coefficients_.data() + slot * features_.stride(); }
  double penalty() const;
  MetricValues mean_coefficients() const;

  const Problem& problem_;
  Parameters& parameters_;
  std::shared_ptr<Spool> spool_;  // for what there is of every row; null: in memory
  RowValues<std::uint32_t> rows_;
  Problem everything_;  // with rows_ as its rows
  FusedFeatures features_;
  FmShape shape_;
  AlignedArray<float> work_, gradients_, coefficients_;
  std::vector<float*> coefficients_of_row_;  // for every working row: the coefficients of its slot

  // One record per row of rows_, in their order.
  std::vector<kernels::FusedLists> lists_;
  RowValues<std::uint32_t> index_;
  RowValues<float> target_, weight_;
  std::size_t longest_ = 0;
  double total_weight_ = 0;

  RowValues<std::uint32_t> train_order_, valid_order_, valid_of_step_;
  std::int64_t steps_ = 0;
};

void AdaptiveSolver::start_coefficients() {
  const auto specs = problem_.plan.specs();
  for (std::size_t s = 0; s < features_.slots().size(); ++s) {
    const FusedSlot& slot = features_.slots()[s];
    coefficients_of_row_.insert(coefficients_of_row_.end(), slot.rows, coefficients_of(s));
    const auto start = [&](TensorId tensor) {
      return static_cast<float>(l2_coefficient(problem_.options, specs[tensor].penalty));
    };
    if (slot.factors) std::fill_n(coefficients_of(s), specs[*slot.factors].columns, start(*slot.factors));
    if (slot.linear) coefficients_of(s)[features_.factors() + kernels::fused_weight] = start(*slot.linear);
  }
}

void AdaptiveSolver::list_records() {
  features_.make_lists();
  for (const FusedFeatures::List& list : features_.lists()) {
    lists_.push_back({list.offsets.data(), list.features.data()});
    longest_ += list.longest;
  }
  index_ = RowValues<std::uint32_t>(spool_, rows_.size() * lists_.size());
  target_ = RowValues<float>(spool_, rows_.size());
  if (!problem_.weight.empty()) weight_ = RowValues<float>(spool_, rows_.size());
  std::uint32_t* index = index_.data();
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    target_[r] = problem_.target[rows_[r]];
    if (!weight_.empty()) weight_[r] = problem_.weight[rows_[r]];
    for (const FusedFeatures::List& list : features_.lists()) *index++ = features_.index(list, r);
  }
}

// Visits every training row once, in random order. Validation rows also come in random order, and all of them before
// any comes again.
void AdaptiveSolver::draw_order(std::int64_t epoch) {
  const auto seed = static_cast<std::uint64_t>(problem_.options.seed), step = static_cast<std::uint64_t>(epoch);
  const auto train = static_cast<std::uint32_t>(train_order_.size());
  std::iota(train_order_.begin(), train_order_.end(), 0u);
  RandomStream of_training(seed, Purpose::shuffle, step);
  shuffle(train_order_.values(), of_training);
  std::iota(valid_order_.begin(), valid_order_.end(), train);
  RandomStream of_validation(seed, Purpose::adapt, step);
  for (std::size_t i = 0; i < valid_of_step_.size(); ++i) {
    const std::size_t at = i % valid_order_.size();
    if (at == 0) shuffle(valid_order_.values(), of_validation);
    valid_of_step_[i] = valid_order_[at];
  }
}

kernels::AdaptiveStep AdaptiveSolver::step(double learning_rate) const {
  kernels::AdaptiveStep step;
  step.theta = features_.step(learning_rate);
  step.coefficient_rate = static_cast<float>(learning_rate * problem_.options.l2_rate);
  return step;
}

PassResult AdaptiveSolver::pass(std::int64_t epoch, double learning_rate,
                                const std::function<bool(double)>& keep_going) {
  features_.load(parameters_, {work_.data(), work_.size()});
  float bias = shape_.bias ? *parameters_[*shape_.bias].data : 0.0f;
  draw_order(epoch);
  const kernels::AdaptiveStep step = this->step(learning_rate);
  const kernels::AdaptiveTables tables{work_.data(), gradients_.data(), coefficients_of_row_.data()};
  const kernels::FusedRecords records{
      lists_, index_.data(), target_.data(), weight_.empty() ? nullptr : weight_.data(), rows_.size(), longest_};
  PassResult result;
  const std::size_t count = train_order_.size();
  for (std::size_t first = 0; first < count && !result.stopped; first += piece) {
    const std::size_t size = std::min(piece, count - first);
    result.loss += kernels::adaptive_steps(step, tables, records,
                                           {train_order_.data() + first, valid_of_step_.data() + first, size}, bias);
    result.stopped =
        !keep_going(static_cast<double>(first + size) / static_cast<double>(count)) && first + size < count;
  }
  steps_ += static_cast<std::int64_t>(count);
  features_.store({work_.data(), work_.size()}, parameters_);
  if (shape_.bias) *parameters_.writable(*shape_.bias).data = bias;
  result.loss /= total_weight_;
  result.penalized = result.loss + penalty();
  result.l2 = mean_coefficients();
  return result;
}

// sum over the tables of c w^2 and c_k v_k^2.
double AdaptiveSolver::penalty() const {
  double sum = 0;
  const std::size_t numbers = features_.factors() + kernels::fused_weight + 1;
  for (std::size_t row = 0; row < coefficients_of_row_.size(); ++row) {
    const float* values = work_.data() + row * features_.stride();
    const float* coefficients = coefficients_of_row_[row];
    for (std::size_t k = 0; k < numbers; ++k) {
      const double value = values[k];
      sum += static_cast<double>(coefficients[k]) * value * value;
    }
  }
  return sum;
}

MetricValues AdaptiveSolver::mean_coefficients() const {
  const auto specs = problem_.plan.specs();
  MetricValues values;
  for (std::size_t s = 0; s < features_.slots().size(); ++s) {
    const FusedSlot& slot = features_.slots()[s];
    const float* c = coefficients_of(s);
    if (slot.linear) values.emplace_back(specs[*slot.linear].name, c[features_.factors() + kernels::fused_weight]);
    if (!slot.factors) continue;
    const std::size_t columns = specs[*slot.factors].columns;
    values.emplace_back(specs[*slot.factors].name, std::accumulate(c, c + columns, 0.0) / static_cast<double>(columns));
  }
  return values;
}

// An option of gradient that sgda does not read and that is set, in words; empty if all have the value that has no
// effect.
std::string unread_option(const TrainOptions& options) {
  if (options.optimizer != "sgd") return "option 'optimizer' is '" + options.optimizer + "', expected sgd";
  if (options.batch != 1) return "option 'batch' is " + std::to_string(options.batch) + ", expected 1";
  if (options.l2_count_power != 0) return "option 'l2_count_power' is not 0";
  if (options.l2_scope != "touched") return "option 'l2_scope' is '" + options.l2_scope + "', expected touched";
  if (options.clip_norm != 0 || options.global_clip_norm != 0) return "gradients are to be clipped";
  return options.hogwild ? "option 'hogwild' is given" : "";
}

}  // namespace

void check_adaptive(const ModelPlan& plan, const TrainOptions& options, bool has_validation) {
  if (const std::string refusal = FusedFeatures::refusal(plan); !refusal.empty())
    throw Error(Code::usage, "solver 'sgda' cannot fit model '" + options.model + "': " + refusal,
                "give --solver gradient, which fits every model, or choose model fm");
  if (const std::string unread = unread_option(options); !unread.empty())
    throw Error(Code::usage, "solver 'sgda' steps by one row at a time with L2 of its own, and " + unread,
                "leave it out, or give --solver gradient");
  if (!has_validation)
    throw Error(Code::usage, "solver 'sgda' learns its L2 on a validation part, and there is none",
                "add --valid 0.1, or name one with --valid-file");
}

std::unique_ptr<Solver> adaptive_solver(const Problem& problem, Parameters& parameters) {
  check_adaptive(problem.plan, problem.options, !problem.valid.empty());
  return std::make_unique<AdaptiveSolver>(problem, parameters);
}

}  // namespace interplay
