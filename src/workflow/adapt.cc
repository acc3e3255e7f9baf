#include "workflow/adapt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/random.h"
#include "model/predict.h"
#include "models/table.h"
#include "solvers/definition.h"
#include "solvers/schedule.h"
#include "workflow/choose/check_parts.h"
#include "workflow/paired_losses.h"

namespace interplay {
namespace {

// Fewer rows decide nothing that asks for less restraint.
constexpr std::size_t least_check_rows = 30;
// Coefficients on vectors that are tried differ by this factor or its square, up to so many squares from the usual one.
constexpr double l2_step = 1.7;
constexpr int most_steps = 4;
// Factors on the penalties of weights, for up to so many rows.
constexpr double linear_step = 2.5;
constexpr int most_linear_steps = 6;
constexpr double no_weights = 1e9;
constexpr std::size_t most_refitted = 3'000;
// More rows than these are tried with few settings, or the usual ones alone: every trial takes as long as the training.
constexpr std::size_t few_trials = 30'000, one_trial = 500'000;
// Rows that are enough to tell variances.
constexpr std::size_t most_variance_rows = 200'000;
// Learning rates that are tried are lower by this factor each.
constexpr double rate_step = 3;
constexpr int most_rates = 4;
// Epochs without gain after which a trial ends.
constexpr std::size_t trial_patience = 8;
// What is chosen does not depend on the seed of the training, so that runs of an ensemble are those of their seeds.
constexpr std::int64_t chooser_seed = 1;
// Whether rows have smaller losses by one than by the other. What asks for no more restraint than the other has to be
// better beyond what chance makes of these rows: by more than the standard error of the mean difference.
enum class Than { freer, stricter };
bool better(std::span<const double> one, std::span<const double> other, Than other_is) {
  if (one.empty() || other.empty()) return false;
  if (other_is == Than::freer) return total(one) < total(other);
  if (other.size() < least_check_rows) return false;
  const LossDifference gain = loss_difference(other, one);
  return gain.excess > gain.standard_error;
}

struct Fold {
  std::vector<std::uint32_t> fit, check;
  LinearFit linear;
};

class Chooser {
 public:
  Chooser(const ModelImplementation& model, const Dataset& data, const Split& split, std::span<const float> targets,
          const TaskPool& pool, Observer& observer)
      : model_(model),
        data_(data),
        split_(split),
        targets_(targets),
        pool_(pool),
        observer_(observer),
        fields_(input_views(data)),
        table_(linear_table(*model.plan)) {
    for (CheckPart& part : check_parts(split, 1)) folds_.push_back({std::move(part.fit), std::move(part.check), {}});
  }

  std::optional<Adapted> choose() {
    Adapted chosen{model_.options, {}, false, {}};
    chosen.options.seed = chooser_seed;
    if (table_ == nullptr) return choose_epochs_alone(chosen);
    fit_linear_parts(chosen);
    choose_linear(chosen);
    const auto shape = model_.plan->fm_shape();
    if (!shape) {
      choose_epochs(chosen);
    } else if (shape->factors) {
      choose_l2(chosen);
    } else {
      chosen.linear_alone = true;
    }
    if (chosen.linear_alone) {
      chosen.options.epochs = 1;
      chosen.options.learning_rate = 0;  // everything stays where it starts
    }
    chosen.options.seed = model_.options.seed;
    if (stopped_) return std::nullopt;
    chosen.note = penalties_text(chosen.linear) + (chosen.note.empty() ? "" : "; ") + chosen.note;
    return chosen;
  }

 private:
  // Penalties are variances of fields: of many rows a part tells them as well.
  void fit_linear_parts(Adapted& chosen) {
    const auto fit = [&](std::span<const std::uint32_t> rows, const LinearFit* like, std::optional<double> factor) {
      return fit_linear(problem(chosen.options, rows, nullptr), *table_, like, factor);
    };
    if (split_.train.size() <= most_variance_rows) {
      for (Fold& fold : folds_) fold.linear = fit(fold.fit, nullptr, std::nullopt);
      chosen.linear = fit(split_.train, folds_.empty() ? nullptr : &folds_.front().linear, std::nullopt);
      return;
    }
    std::vector<std::uint32_t> part = folds_.front().fit;
    RandomStream random(chooser_seed, Purpose::adapt, 2);
    shuffle(std::span(part), random);
    part.resize(std::min(part.size(), most_variance_rows));
    std::ranges::sort(part);
    const LinearFit variances = fit(part, nullptr, std::nullopt);
    for (Fold& fold : folds_) fold.linear = fit(fold.fit, &variances, 1.0);
    chosen.linear = fit(split_.train, &folds_.front().linear, 1.0);
  }

  Problem problem(const TrainOptions& options, std::span<const std::uint32_t> rows, const LinearFit* linear) const {
    return {*model_.plan, options, fields_, rows, targets_, data_.weight(), pool_, false, {}, linear};
  }

  std::string penalties_text(const LinearFit& linear) const {
    std::string text = "L2 of weights as counts";
    const std::vector<std::size_t> inputs = model_.star.schema.inputs();
    for (std::size_t s = 0; s < table_->slots().size(); ++s)
      text += fmt::format("{} {} {:.3g}", s == 0 ? ":" : ",",
                          model_.star.schema.fields[inputs[table_->slots()[s].input]].name, linear.fields[s].penalty);
    return text;
  }

  // Penalties, or no weights at all where a constant does better.
  void choose_linear(Adapted& chosen) {
    if (split_.train.size() <= most_refitted) choose_penalties(chosen);
    std::vector<double> constant;
    for (const Fold& fold : folds_) {
      append_linear_losses(fold, constant_of(fold.linear), constant);
      append_linear_losses(fold, fold.linear, linear_losses_);
    }
    if (!better(constant, linear_losses_, Than::freer)) return;
    for (Fold& fold : folds_) fold.linear = constant_of(fold.linear);
    chosen.linear = constant_of(chosen.linear);
    linear_losses_ = std::move(constant);
  }

  // The same without weights.
  LinearFit constant_of(const LinearFit& linear) const {
    LinearFit constant = linear;
    constant.bias = static_cast<double>(model_.plan->objective().link.inverse(model_.target.inner().mean));
    for (LinearFit::FieldFit& field : constant.fields) {
      field.penalty = no_weights;
      std::ranges::fill(field.weights, 0.0f);
    }
    return constant;
  }

  // The variances are estimates. A common factor on all penalties, chosen by the check rows, makes up for what few rows
  // and correlated fields make of them.
  void choose_penalties(Adapted& chosen) {
    std::map<int, std::vector<double>> known;
    std::map<int, std::vector<LinearFit>> fits;
    const auto at = [&](int step) -> const std::vector<double>& {
      std::vector<double>& losses = known[step];
      if (!losses.empty()) return losses;
      for (const Fold& fold : folds_) {
        const Problem fitted = problem(chosen.options, fold.fit, nullptr);
        fits[step].push_back(step == 0 ? fold.linear
                                       : fit_linear(fitted, *table_, &fold.linear, std::pow(linear_step, step)));
        append_linear_losses(fold, fits[step].back(), losses);
      }
      return losses;
    };
    const int best = climb(at, most_linear_steps);
    if (best == 0) return;
    for (std::size_t f = 0; f < folds_.size(); ++f) folds_[f].linear = fits[best][f];
    chosen.linear = fit_linear(problem(chosen.options, split_.train, nullptr), *table_, &chosen.linear,
                               std::pow(linear_step, best));
  }

  void append_linear_losses(const Fold& fold, const LinearFit& linear, std::vector<double>& losses) const {
    Parameters parameters({model_.plan->specs().begin(), model_.plan->specs().end()});
    start_at(linear, true, *model_.plan, parameters);
    append_check_losses(fold, parameters, losses);
  }

  void append_check_losses(const Fold& fold, const Parameters& parameters, std::vector<double>& losses) const {
    const Predictor predictor(*model_.plan, model_.target, {fields_, fold.check}, pool_);
    append_losses(predictor.predict(parameters, model_.options.clip), gather(data_.target(), fold.check),
                  gather(data_.weight(), fold.check), model_.target.binary, losses);
  }

  // The step of least loss, from 0 up, to more restraint, or else down, as long as that helps.
  template <class Losses>
  static int climb(const Losses& losses, int most) {
    int best = 0;
    while (best < most && better(losses(best + 1), losses(best), Than::freer)) ++best;
    while (best <= 0 && best > -most && better(losses(best - 1), losses(best), Than::stricter)) --best;
    return best;
  }

  // The losses of the check rows of all folds after the last epoch; none where a run does not stay finite.
  std::vector<double> trial(const TrainOptions& options) {
    std::vector<double> losses;
    for (const Fold& fold : folds_) {
      const Problem fitted = problem(options, fold.fit, &fold.linear);
      Parameters parameters = start(fold, options);
      const std::unique_ptr<Solver> solver = make_solver(fitted, parameters);
      for (std::int64_t epoch = 1; epoch <= options.epochs; ++epoch)
        if (!pass(*solver, options, epoch, parameters)) return {};
      append_check_losses(fold, parameters, losses);
    }
    return losses;
  }

  Parameters start(const Fold& fold, const TrainOptions& options) const {
    Parameters parameters({model_.plan->specs().begin(), model_.plan->specs().end()});
    parameters.initialize(static_cast<std::uint64_t>(options.seed));
    start_at(fold.linear, false, *model_.plan, parameters);
    return parameters;
  }

  bool pass(Solver& solver, const TrainOptions& options, std::int64_t epoch, const Parameters& parameters) {
    const auto go_on = [&](double) { return !(stopped_ = stopped_ || observer_.stop_requested()); };
    if (!go_on(0)) return false;
    const PassResult result = solver.pass(epoch, learning_rate_of(options, epoch), go_on);
    return !stopped_ && result.finite() && parameters.finite();
  }

  // Up or down from the usual coefficient, as long as that helps; likewise the learning rate, down.
  void choose_l2(Adapted& chosen) {
    std::vector<double> best = trial(chosen.options);
    for (int i = 0; best.empty() && i < most_rates && !stopped_; ++i) {
      chosen.options.learning_rate /= rate_step;
      best = trial(chosen.options);
    }
    if (split_.train.size() <= one_trial) search_l2(chosen, best);
    chosen.linear_alone = !better(best, linear_losses_, Than::stricter);
    chosen.note = chosen.linear_alone ? "no vectors, as weights alone predict rows held out as well"
                                      : fmt::format("l2_factors {:.3g}, learning_rate {:.3g}",
                                                    chosen.options.l2_factors, chosen.options.learning_rate);
  }

  // `best`: the losses by the options that are chosen so far.
  void search_l2(Adapted& chosen, std::vector<double>& best) {
    const auto improves = [&](TrainOptions changed) {
      std::vector<double> losses = trial(changed);
      const bool freer = changed.l2_factors < chosen.options.l2_factors;
      if (!better(losses, best, freer ? Than::stricter : Than::freer)) return false;
      best = std::move(losses);
      chosen.options = std::move(changed);
      return true;
    };
    const auto with_l2 = [&](double factor) {
      TrainOptions changed = chosen.options;
      changed.l2_factors *= factor;
      return changed;
    };
    const bool quickly = split_.train.size() > few_trials;
    const double step = quickly ? l2_step : l2_step * l2_step;
    const int ups = repeat(most_steps, [&] { return improves(with_l2(step)); });
    if (ups == 0) repeat(most_steps, [&] { return improves(with_l2(1 / step)); });
    if (!quickly && !improves(with_l2(l2_step))) improves(with_l2(1 / l2_step));
    if (!quickly)
      repeat(most_rates, [&] {
        TrainOptions changed = chosen.options;
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
  void choose_epochs(Adapted& chosen) {
    const auto most = static_cast<std::size_t>(chosen.options.epochs);
    std::vector<std::vector<double>> losses(most + 1);
    losses[0] = linear_losses_;
    for (const Fold& fold : folds_) add_epochs(chosen.options, fold, losses);
    std::size_t best = 0;
    for (std::size_t epoch = 1; epoch <= most; ++epoch)
      if (losses[epoch].size() == losses[0].size() && (best == 0 || total(losses[epoch]) < total(losses[best])))
        best = epoch;
    chosen.linear_alone = best == 0 || !better(losses[best], losses[0], Than::stricter);
    chosen.options.epochs = static_cast<std::int64_t>(best);
    chosen.note = chosen.linear_alone ? "the linear part alone, as it predicts rows held out as well"
                                      : fmt::format("{} epoch{}", best, best == 1 ? "" : "s");
  }

  // Of a network without a linear part, which starts from the mean of the target. Where rows held out tell no gain over
  // that, it trains for one epoch.
  std::optional<Adapted> choose_epochs_alone(Adapted& chosen) {
    chosen.linear = constant_of({});
    for (Fold& fold : folds_) {
      fold.linear = chosen.linear;
      append_linear_losses(fold, fold.linear, linear_losses_);
    }
    choose_epochs(chosen);
    const bool gains = !std::exchange(chosen.linear_alone, false);
    if (!gains) chosen.options.epochs = 1;
    chosen.options.seed = model_.options.seed;
    chosen.note = gains ? fmt::format("{} epoch{}", chosen.options.epochs, chosen.options.epochs == 1 ? "" : "s")
                        : "1 epoch, as rows held out are predicted no better than by the mean";
    return stopped_ ? std::nullopt : std::optional(chosen);
  }

  // losses[e], e > 0: of the rows after e epochs, until there is no gain for some; then as after the last one.
  void add_epochs(const TrainOptions& options, const Fold& fold, std::vector<std::vector<double>>& losses) {
    const Problem fitted = problem(options, fold.fit, &fold.linear);
    Parameters parameters = start(fold, options);
    const std::unique_ptr<Solver> solver = make_solver(fitted, parameters);
    double best = std::numeric_limits<double>::infinity();
    std::vector<double> now;
    std::size_t waited = 0;
    for (std::size_t epoch = 1; epoch < losses.size(); ++epoch) {
      if (waited <= trial_patience) {
        if (!pass(*solver, options, static_cast<std::int64_t>(epoch), parameters)) return;
        now.clear();
        append_check_losses(fold, parameters, now);
        const double loss = total(now);
        waited = loss < best ? 0 : waited + 1;
        best = std::min(best, loss);
      }
      losses[epoch].insert(losses[epoch].end(), now.begin(), now.end());
    }
  }

  const ModelImplementation& model_;
  const Dataset& data_;
  const Split& split_;
  std::span<const float> targets_;
  const TaskPool& pool_;
  Observer& observer_;
  std::vector<FieldView> fields_;
  const Embedding* table_;  // null: a network without a linear part
  std::vector<Fold> folds_;
  std::vector<double> linear_losses_;  // of the check rows of all folds by the linear part that was chosen
  bool stopped_ = false;
};

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

std::optional<LinearFit> kept_l2(const ModelImplementation& start, const TrainOptions& options) {
  const bool changed = options.l2 != start.options.l2 || options.l2_linear != start.options.l2_linear;
  if (start.weight_l2.empty() || changed || !options.adapt || !solver_properties(options).adapts) return std::nullopt;
  LinearFit kept;
  for (const double penalty : start.weight_l2) kept.fields.push_back({penalty, {}, {}});
  return kept;
}

std::optional<Adapted> adapt(const ModelImplementation& model, const Dataset& data, const Split& split,
                             std::span<const float> targets, const TaskPool& pool, Observer& observer) {
  return Chooser(model, data, split, targets, pool, observer).choose();
}

}  // namespace interplay
