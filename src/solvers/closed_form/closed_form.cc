#include "solvers/closed_form/closed_form.h"

#include <algorithm>

#include "interplay/error.h"
#include "solvers/closed_form/interactions.h"
#include "solvers/closed_form/item_weights.h"
#include "terms/item_item.h"

namespace interplay {
namespace {

const ItemItem* item_item_of(const ModelPlan& plan) {
  return plan.terms().size() == 1 ? dynamic_cast<const ItemItem*>(plan.terms().front().get()) : nullptr;
}

// The only table's only slot, if the plan is one linear term of the items' ids, and nothing is to be descended.
const Embedding::Slot* popularity_of(const ModelPlan& plan) {
  if (plan.objective().loss->descends() || plan.terms().size() != 1 || plan.terms().front()->kind() != "linear" ||
      plan.tables().size() != 1 || plan.tables().front().fields() != 1)
    return nullptr;
  const Embedding::Slot& slot = plan.tables().front().slots().front();
  const Field& field = plan.schema().fields[plan.schema().inputs()[slot.input]];
  return field.role == Role::item && slot.kind == Kind::categorical ? &slot : nullptr;
}

class ClosedForm final : public Solver {
 public:
  ClosedForm(const Problem& problem, Parameters& parameters)
      : problem_(problem), parameters_(parameters), x_(problem) {}

  std::string_view name() const override { return "closed_form"; }
  PassResult pass(std::int64_t, double, const std::function<bool(double)>& keep_going) override {
    if (!keep_going(0)) return {.stopped = true};
    if (const Embedding::Slot* slot = popularity_of(problem_.plan)) {
      count(parameters_.writable(slot->tensor));
      return {};
    }
    const ItemItem& term = *item_item_of(problem_.plan);
    if (term.options().weights == ItemWeights::regression)
      return {.stopped = !fit_regression(x_, term, problem_.options, parameters_, problem_.pool, keep_going)};
    if (term.options().weights == ItemWeights::filter)
      return {.stopped = !fit_filter(x_, term, problem_.options, parameters_, problem_.pool, keep_going)};
    if (term.options().weights == ItemWeights::walk)
      fit_walks(x_, term, problem_.options, parameters_, problem_.pool);
    else
      fit_similarity(x_, term, problem_.options, parameters_, problem_.pool);
    return {};
  }
  std::vector<SolverState> state() override { return {}; }
  std::int64_t steps() const override { return 0; }
  void set_steps(std::int64_t) override {}

 private:
  void count(const WritableTensor& counts) const {
    for (std::uint32_t item = 1; item <= x_.items(); ++item) {
      double sum = 0;
      for (const InteractionEntry& entry : x_.of_item(item)) sum += entry.x;
      *counts.row(item) = static_cast<float>(sum);
    }
  }

  const Problem& problem_;
  Parameters& parameters_;
  Interactions x_;
};

}  // namespace

void check_closed_form(const ModelPlan& plan, const TrainOptions& options) {
  if (item_item_of(plan) || popularity_of(plan)) return;
  throw Error(
      Code::usage,
      "solver '" + options.solver + "' cannot fit model '" + options.model + "': its parameters have no closed form",
      "choose model popularity, item_knn, rp3beta, gf_cf or ease, or leave out --solver");
}

std::unique_ptr<Solver> closed_form_solver(const Problem& problem, Parameters& parameters) {
  check_closed_form(problem.plan, problem.options);
  if (!problem.target.empty())
    throw Error(
        Code::usage,
        "model '" + problem.options.model + "' learns from which users and items have rows, and the data has a target",
        "pass --implicit to take rows as interactions, or choose a model of targets, such as fm");
  return std::make_unique<ClosedForm>(problem, parameters);
}

}  // namespace interplay
