#include "workflow/adapt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "models/table.h"
#include "solvers/definition.h"
#include "workflow/held_out_trials.h"
#include "workflow/paired_losses.h"
#include "workflow/plan_for.h"

namespace interplay {
namespace {

// Coefficients on vectors that are tried differ by this factor or its square, up to so many squares from the usual one.
constexpr double l2_step = 1.7;
constexpr int most_steps = 4;
// More rows than these are tried with few settings, or the usual ones alone: every trial takes as long as the training.
constexpr std::size_t few_trials = 30'000, one_trial = 500'000;
// Learning rates that are tried are lower by this factor each.
constexpr double rate_step = 3;
constexpr int most_rates = 4;
// What is chosen does not depend on the seed of the training, so that runs of an ensemble are those of their seeds.
constexpr std::int64_t chooser_seed = 1;

std::string epochs_text(std::int64_t epochs) { return fmt::format("{} epoch{}", epochs, epochs == 1 ? "" : "s"); }

class Chooser {
 public:
  Chooser(const ModelImplementation& model, const Dataset& data, const Split& split, std::span<const float> targets,
          const TaskPool& pool, Observer& observer)
      : model_(model), rows_(split.train.size()), trials_(model, data, split, targets, pool, observer) {
    chosen_.options = model.options;
    chosen_.options.seed = chooser_seed;
  }

  // Of a model with a linear part.
  std::optional<Adapted> choose() {
    choose_linear();
    const auto shape = model_.plan->fm_shape();
    if (!shape) {
      choose_epochs();
    } else if (shape->factors) {
      choose_l2();
    } else {
      chosen_.linear_alone = true;
    }
    return finished_beside_weights();
  }

  // Of a network without a linear part, which starts from the mean of the target. Where rows held out tell no gain over
  // that, it trains for one epoch.
  std::optional<Adapted> choose_alone() {
    chosen_.linear = trials_.constant_like({});
    trials_.use_constant();
    linear_losses_ = trials_.linear_losses();
    choose_epochs();
    const bool gains = !std::exchange(chosen_.linear_alone, false);
    if (!gains) chosen_.options.epochs = 1;
    chosen_.note = gains ? epochs_text(chosen_.options.epochs)
                         : "1 epoch, as rows held out are predicted no better than by the mean";
    return finished();
  }

  // Of the same network with a linear part beside it: nothing unless rows held out ask for that, because the network by
  // itself (`alone`) does not predict them better than weights do.
  std::optional<Adapted> choose_beside(const Chooser& alone) {
    choose_linear();
    if (better(alone.best_, linear_losses_, Than::stricter, alone.tried_)) return std::nullopt;
    choose_epochs();
    if (!chosen_.linear_alone) chosen_.note += " of the network beside a linear part (--linear-part)";
    return finished_beside_weights();
  }

 private:
  std::optional<Adapted> finished() {
    chosen_.options.seed = model_.options.seed;
    return trials_.stopped() ? std::nullopt : std::optional(chosen_);
  }

  std::optional<Adapted> finished_beside_weights() {
    if (chosen_.linear_alone) {
      chosen_.options.epochs = 1;
      chosen_.options.learning_rate = 0;  // everything stays where it starts
    }
    chosen_.note = penalties_text() + (chosen_.note.empty() ? "" : "; ") + chosen_.note;
    return finished();
  }

  std::string penalties_text() const {
    std::string text = "L2 of weights as counts";
    const std::vector<std::size_t> inputs = model_.star.schema.inputs();
    const auto slots = trials_.table()->slots();
    for (std::size_t s = 0; s < slots.size(); ++s)
      text += fmt::format("{} {} {:.3g}", s == 0 ? ":" : ",", model_.star.schema.fields[inputs[slots[s].input]].name,
                          chosen_.linear.fields[s].penalty);
    return text;
  }

  // Penalties, or no weights at all where a constant does better.
  void choose_linear() {
    chosen_.linear = trials_.fit_linear_parts(chosen_.options);
    trials_.choose_penalties(chosen_.options, chosen_.linear);
    linear_losses_ = trials_.linear_losses();
    const std::vector<double> constant = trials_.constant_losses();
    if (!better(constant, linear_losses_, Than::freer)) return;
    trials_.use_constant();
    chosen_.linear = trials_.constant_like(chosen_.linear);
    linear_losses_ = constant;
  }

  std::vector<double> trial(const TrainOptions& options) {
    ++tried_;
    return trials_.losses(options);
  }

  // Up or down from the usual coefficient, as long as that helps; likewise the learning rate, down.
  void choose_l2() {
    best_ = trial(chosen_.options);
    for (int i = 0; best_.empty() && i < most_rates && !trials_.stopped(); ++i) {
      chosen_.options.learning_rate /= rate_step;
      best_ = trial(chosen_.options);
    }
    if (rows_ <= one_trial) search_l2();
    chosen_.linear_alone = !better(best_, linear_losses_, Than::stricter, tried_);
    chosen_.note = chosen_.linear_alone ? "no vectors, as weights alone predict rows held out as well"
                                        : fmt::format("l2_factors {:.3g}, learning_rate {:.3g}",
                                                      chosen_.options.l2_factors, chosen_.options.learning_rate);
  }

  void search_l2() {
    const auto improves = [&](TrainOptions changed) {
      std::vector<double> losses = trial(changed);
      const bool freer = changed.l2_factors < chosen_.options.l2_factors;
      if (!better(losses, best_, freer ? Than::stricter : Than::freer)) return false;
      best_ = std::move(losses);
      chosen_.options = std::move(changed);
      return true;
    };
    const auto with_l2 = [&](double factor) {
      TrainOptions changed = chosen_.options;
      changed.l2_factors *= factor;
      return changed;
    };
    const bool quickly = rows_ > few_trials;
    const double step = quickly ? l2_step : l2_step * l2_step;
    const int ups = repeat(most_steps, [&] { return improves(with_l2(step)); });
    if (ups == 0) repeat(most_steps, [&] { return improves(with_l2(1 / step)); });
    if (!quickly && !improves(with_l2(l2_step))) improves(with_l2(1 / l2_step));
    if (!quickly)
      repeat(most_rates, [&] {
        TrainOptions changed = chosen_.options;
        changed.learning_rate /= rate_step;
        return improves(changed);
      });
  }

  template <class Try>
  static int repeat(int most, const Try& attempt) {
    int times = 0;
    while (times < most && attempt()) ++times;
    return times;
  }

  // As many epochs as the check rows like best, on average over the folds.
  void choose_epochs() {
    const std::vector<std::vector<double>> losses = trials_.losses_by_epoch(chosen_.options);
    std::size_t best = 0;
    for (std::size_t epoch = 1; epoch < losses.size(); ++epoch)
      if (losses[epoch].size() == linear_losses_.size() && (best == 0 || total(losses[epoch]) < total(losses[best])))
        best = epoch;
    best_ = losses[best];
    tried_ = losses.size() - 1;
    chosen_.linear_alone = best == 0 || !better(best_, linear_losses_, Than::stricter, tried_);
    chosen_.options.epochs = static_cast<std::int64_t>(best);
    chosen_.note = chosen_.linear_alone ? "the linear part alone, as it predicts rows held out as well"
                                        : epochs_text(chosen_.options.epochs);
  }

  const ModelImplementation& model_;
  std::size_t rows_;
  HeldOutTrials trials_;
  Adapted chosen_;
  std::vector<double> linear_losses_, best_;  // by the linear part that was chosen, and by the best trial
  std::size_t tried_ = 0;
};

// The same model with a linear part, on the heap as every model; nothing if it has no such option.
std::unique_ptr<ModelImplementation> with_linear_part(const ModelImplementation& model) {
  const auto& reads = models::definition(model.options.model).reads;
  if (std::ranges::find(reads, "linear_part") == reads.end()) return nullptr;
  auto changed = std::make_unique<ModelImplementation>();
  changed->star = model.star;
  changed->options = model.options;
  changed->options.linear_part = true;
  changed->data_options = model.data_options;
  changed->target = model.target;
  changed->plan = std::make_unique<ModelPlan>(plan_for(changed->star.schema, changed->options, changed->target));
  return changed;
}

}  // namespace

bool adapts(const TrainOptions& options) {
  static constexpr std::string_view recipe[] = {
      "l2",          "l2_linear", "l2_factors", "l2_kernel", "l2_count_power", "l2_scope",    "epochs", "learning_rate",
      "linear_rate", "schedule",  "optimizer",  "batch",     "init",           "initializer", "hogwild"};
  if (!options.adapt || !solver_properties(options).adapts || models::definition(options.model).own_recipe)
    return false;
  const TrainOptions usual = default_options(options.model);
  return std::ranges::all_of(
      recipe, [&](std::string_view name) { return get_option(options, name) == get_option(usual, name); });
}

bool network_adapts(const ModelPlan& plan, const Split& split) {
  const bool network = std::ranges::any_of(plan.terms(), [](const auto& term) { return term->tiled(); });
  return network && (split.valid.empty() || split.train.size() <= few_trials);
}

std::optional<LinearFit> kept_l2(const ModelImplementation& start, const TrainOptions& options) {
  const bool changed = options.l2 != start.options.l2 || options.l2_linear != start.options.l2_linear;
  if (start.weight_l2.empty() || changed || !options.adapt || !solver_properties(options).adapts) return std::nullopt;
  LinearFit kept;
  for (const double penalty : start.weight_l2) kept.fields.push_back({penalty, {}, {}});
  return kept;
}

std::optional<Adapted> adapt(const ModelImplementation& model, const Dataset& data, const Split& split,
                             std::span<const float> targets, const TaskPool& pool, Observer& observer) {
  Chooser chooser(model, data, split, targets, pool, observer);
  if (linear_table(*model.plan) != nullptr) return chooser.choose();
  std::optional<Adapted> alone = chooser.choose_alone();
  const std::unique_ptr<ModelImplementation> changed = alone ? with_linear_part(model) : nullptr;
  if (!changed) return alone;
  std::optional<Adapted> beside = Chooser(*changed, data, split, targets, pool, observer).choose_beside(chooser);
  return beside ? beside : alone;
}

}  // namespace interplay
