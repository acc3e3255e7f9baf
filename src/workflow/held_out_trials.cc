#include "workflow/held_out_trials.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "base/random.h"
#include "model/predict.h"
#include "solvers/schedule.h"
#include "workflow/adapt.h"
#include "workflow/choose/check_parts.h"
#include "workflow/paired_losses.h"

namespace interplay {
namespace {

// Factors on the penalties of weights, for up to so many rows.
constexpr double linear_step = 2.5;
constexpr int most_linear_steps = 6;
constexpr std::size_t most_refitted = 3'000;
constexpr double no_weights = 1e9;
// Rows that are enough to tell variances.
constexpr std::size_t most_variance_rows = 200'000;
// Epochs without gain after which a trial ends.
constexpr std::size_t trial_patience = 8;
// What is chosen does not depend on the seed of the training.
constexpr std::uint64_t divisions_seed = 1;

// The step of least loss, from 0 up, to more restraint, or else down, as long as that helps.
template <class Losses>
int climb(const Losses& losses, int most) {
  int best = 0;
  while (best < most && better(losses(best + 1), losses(best), Than::freer)) ++best;
  while (best <= 0 && best > -most && better(losses(best - 1), losses(best), Than::stricter)) --best;
  return best;
}

}  // namespace

HeldOutTrials::HeldOutTrials(const ModelImplementation& model, const Dataset& data, const Split& split,
                             std::span<const float> targets, const TaskPool& pool, Observer& observer)
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

Problem HeldOutTrials::problem(const TrainOptions& options, std::span<const std::uint32_t> rows,
                               const LinearFit* linear) const {
  return {*model_.plan, options, fields_, rows, targets_, data_.weight(), pool_, false, {}, linear};
}

// Penalties are variances of fields: of many rows a part tells them as well.
LinearFit HeldOutTrials::fit_linear_parts(const TrainOptions& options) {
  const auto fit = [&](std::span<const std::uint32_t> rows, const LinearFit* like, std::optional<double> factor) {
    return fit_linear(problem(options, rows, nullptr), *table_, like, factor);
  };
  if (split_.train.size() <= most_variance_rows) {
    for (Fold& fold : folds_) fold.linear = fit(fold.fit, nullptr, std::nullopt);
    return fit(split_.train, folds_.empty() ? nullptr : &folds_.front().linear, std::nullopt);
  }
  std::vector<std::uint32_t> part = folds_.front().fit;
  RandomStream random(divisions_seed, Purpose::adapt, 2);
  shuffle(std::span(part), random);
  part.resize(std::min(part.size(), most_variance_rows));
  std::ranges::sort(part);
  const LinearFit variances = fit(part, nullptr, std::nullopt);
  for (Fold& fold : folds_) fold.linear = fit(fold.fit, &variances, 1.0);
  return fit(split_.train, &folds_.front().linear, 1.0);
}

// The variances are estimates. A common factor on all penalties, chosen by the check rows, makes up for what few rows
// and correlated fields make of them.
void HeldOutTrials::choose_penalties(const TrainOptions& options, LinearFit& whole) {
  if (split_.train.size() > most_refitted) return;
  std::map<int, std::vector<double>> known;
  std::map<int, std::vector<LinearFit>> fits;
  const auto at = [&](int step) -> const std::vector<double>& {
    std::vector<double>& losses = known[step];
    if (!losses.empty()) return losses;
    for (const Fold& fold : folds_) {
      const Problem fitted = problem(options, fold.fit, nullptr);
      fits[step].push_back(step == 0 ? fold.linear
                                     : fit_linear(fitted, *table_, &fold.linear, std::pow(linear_step, step)));
      append_linear_losses(fold, fits[step].back(), losses);
    }
    return losses;
  };
  const int best = climb(at, most_linear_steps);
  if (best == 0) return;
  for (std::size_t f = 0; f < folds_.size(); ++f) folds_[f].linear = fits[best][f];
  whole = fit_linear(problem(options, split_.train, nullptr), *table_, &whole, std::pow(linear_step, best));
}

LinearFit HeldOutTrials::constant_like(const LinearFit& linear) const {
  LinearFit constant = linear;
  constant.bias = static_cast<double>(model_.plan->objective().link.inverse(model_.target.inner().mean));
  for (LinearFit::FieldFit& field : constant.fields) {
    field.penalty = no_weights;
    std::ranges::fill(field.weights, 0.0f);
  }
  return constant;
}

void HeldOutTrials::use_constant() {
  for (Fold& fold : folds_) fold.linear = constant_like(fold.linear);
}

void HeldOutTrials::append_losses_of(const Fold& fold, const Parameters& parameters,
                                     std::vector<double>& losses) const {
  const Predictor predictor(*model_.plan, model_.target, {fields_, fold.check}, pool_);
  append_losses(predictor.predict(parameters, model_.options.clip), gather(data_.target(), fold.check),
                gather(data_.weight(), fold.check), model_.target.binary, losses);
}

void HeldOutTrials::append_linear_losses(const Fold& fold, const LinearFit& linear, std::vector<double>& losses) const {
  Parameters parameters({model_.plan->specs().begin(), model_.plan->specs().end()});
  start_at(linear, true, *model_.plan, parameters);
  append_losses_of(fold, parameters, losses);
}

std::vector<double> HeldOutTrials::linear_losses() const {
  std::vector<double> losses;
  for (const Fold& fold : folds_) append_linear_losses(fold, fold.linear, losses);
  return losses;
}

std::vector<double> HeldOutTrials::constant_losses() const {
  std::vector<double> losses;
  for (const Fold& fold : folds_) append_linear_losses(fold, constant_like(fold.linear), losses);
  return losses;
}

Parameters HeldOutTrials::start(const Fold& fold, const TrainOptions& options) const {
  Parameters parameters({model_.plan->specs().begin(), model_.plan->specs().end()});
  parameters.initialize(static_cast<std::uint64_t>(options.seed));
  start_at(fold.linear, false, *model_.plan, parameters);
  return parameters;
}

bool HeldOutTrials::pass(Solver& solver, const TrainOptions& options, std::int64_t epoch,
                         const Parameters& parameters) {
  const auto go_on = [&](double) { return !(stopped_ = stopped_ || observer_.stop_requested()); };
  if (!go_on(0)) return false;
  const PassResult result = solver.pass(epoch, learning_rate_of(options, epoch), go_on);
  return !stopped_ && result.finite() && parameters.finite();
}

std::vector<double> HeldOutTrials::losses(const TrainOptions& options) {
  std::vector<double> losses;
  for (const Fold& fold : folds_) {
    const Problem fitted = problem(options, fold.fit, &fold.linear);
    Parameters parameters = start(fold, options);
    const std::unique_ptr<Solver> solver = make_solver(fitted, parameters);
    for (std::int64_t epoch = 1; epoch <= options.epochs; ++epoch)
      if (!pass(*solver, options, epoch, parameters)) return {};
    append_losses_of(fold, parameters, losses);
  }
  return losses;
}

std::vector<std::vector<double>> HeldOutTrials::losses_by_epoch(const TrainOptions& options) {
  std::vector<std::vector<double>> losses(static_cast<std::size_t>(options.epochs) + 1);
  for (const Fold& fold : folds_) add_epochs(options, fold, losses);
  return losses;
}

void HeldOutTrials::add_epochs(const TrainOptions& options, const Fold& fold,
                               std::vector<std::vector<double>>& losses) {
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
      append_losses_of(fold, parameters, now);
      const double loss = total(now);
      waited = loss < best ? 0 : waited + 1;
      best = std::min(best, loss);
    }
    losses[epoch].insert(losses[epoch].end(), now.begin(), now.end());
  }
}

}  // namespace interplay
