#include "solvers/coordinate/coordinate.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "interplay/error.h"
#include "kernels/arrays.h"
#include "solvers/coordinate/factor_blocks.h"
#include "solvers/coordinate/latent.h"
#include "solvers/coordinate/noise.h"
#include "solvers/coordinate/sweep.h"
#include "solvers/gradient/penalty.h"

namespace interplay {
namespace {

// The prior precision of vectors in the first pass of mcmc on numbers. Precisions drawn from the random start would be
// too high, and the chain would need dozens of passes to leave them. On levels, which have one noise for all ratings,
// they are drawn: the smoother draws of these passes improve the mean (docs/decisions/0010-ordered-probit.md).
constexpr double first_precision = 20;

class CoordinateSolver : public Solver {
 public:
  CoordinateSolver(const Problem& problem, Parameters& parameters, ConditionalPoint take, CoordinateVariant variant)
      : problem_(problem),
        parameters_(parameters),
        draw_(take == ConditionalPoint::draw),
        squared_(problem.plan.objective().loss->conditional() == Conditional::normal),
        weak_start_(draw_ && !problem.continues && squared_),
        tables_(coordinate_tables(problem, parameters, variant.expanded, !squared_ || several_layers(problem))),
        layers_(problem, tables_, block_of(problem)),
        sweep_(problem, tables_),
        row_noise_(problem, parameters, tables_, draw_ && !variant.equal_noise && squared_) {
    const HyperPrior hyper = hyper_of(problem, tables_);
    const double factors = weak_start_ ? std::max(first_precision, hyper.shape / hyper.factor_rate) : 1;
    for (std::size_t layer = 0; layer < layers_.count(); ++layer) {
      layers_.select(layer);
      priors_.emplace_back(tables_, draw_ ? 1 : l2_coefficient(problem.options, Penalty::linear),
                           draw_ ? factors : l2_coefficient(problem.options, Penalty::factors), hyper);
    }
    if (const auto bias = problem.plan.fm_shape()->bias) bias_ = parameters.writable(*bias).data;
    if (const auto noise = problem.plan.noise()) {
      deviation_ = parameters.writable(*noise).data;
      noise_[0] = 1 / (*deviation_ * *deviation_);
    }
    if (squared_) return;
    const auto thresholds = problem.plan.thresholds();
    latent_ = std::make_unique<LatentTargets>(problem, parameters, tables_,
                                              thresholds ? parameters.writable(*thresholds).data : nullptr, bias_);
    scores_.resize(problem.rows.size());
  }

  std::string_view name() const override { return "coordinate"; }

  bool samples() const override { return draw_; }

  PassResult pass(std::int64_t epoch, double, const std::function<bool(double)>& keep_going) override {
    if (!loaded_ || layers_.count() > 1) layers_.load(sweep_);
    loaded_ = true;
    sweep_.set_bias(bias_ ? *bias_ : 0.0f);
    if (latent_ && steps_ == 0) draw_latent(0);
    if (latent_) layers_.set_targets(latent_->targets());
    SweepOptions options{.noise_precision = noise_[0],
                         .draw = draw_,
                         .seed = static_cast<std::uint64_t>(problem_.options.seed),
                         .step = static_cast<std::uint64_t>(epoch)};
    for (std::size_t layer = 0; layer < layers_.count(); ++layer) {
      layers_.enter(layer, sweep_);
      options.first_number = layer * tables_.features;
      if (!sweep_layer(layer, options, keep_going)) {
        layers_.store();
        return {.stopped = true};
      }
      layers_.leave(sweep_);
    }
    ++steps_;
    return finish(options);
  }

  std::vector<SolverState> state() override {
    std::vector<SolverState> state = {{"mcmc/noise", noise_}};
    for (std::size_t layer = 0; layer < priors_.size(); ++layer)
      state.push_back({"mcmc/prior/" + std::to_string(layer), priors_[layer].numbers()});
    for (std::size_t t = 0; t < tables_.tables.size(); ++t)
      if (row_noise_.of_table(t)) state.push_back({"mcmc/noise/" + std::to_string(t), tables_.tables[t].precision});
    if (latent_) state.push_back({"mcmc/latent", latent_->targets()});
    if (latent_ && latent_->threshold_scales().active())
      state.push_back({"mcmc/stretch", latent_->threshold_scales().numbers()});
    return state;
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override {
    steps_ = steps;
    loaded_ = false;
  }

 private:
  static std::size_t block_of(const Problem& problem) { return static_cast<std::size_t>(problem.options.block); }
  static HyperPrior hyper_of(const Problem& problem, const CoordinateTables& tables) {
    std::size_t fields = 0;
    for (const CoordinateTable& table : tables.tables) fields += table.fields.size();
    const auto factors = problem.plan.fm_shape()->factors;
    return hyper_prior(fields, factors ? problem.plan.tables()[*factors].columns() : 0);
  }
  static bool several_layers(const Problem& problem) {
    const auto factors = problem.plan.fm_shape()->factors;
    return factors && FactorBlocks::several(block_of(problem), problem.plan.tables()[*factors].columns());
  }

  // Returns false if it was stopped.
  bool sweep_layer(std::size_t layer, SweepOptions options, const std::function<bool(double)>& keep_going) {
    const std::size_t count = tables_.tables.size(), last = layers_.count() - 1;
    std::size_t first_field = 0;
    for (std::size_t t = 0; t < count; ++t) {
      const CoordinateTable& table = tables_.tables[t];
      draw_priors(layer, table, first_field, options.step);
      const bool draws_noise = layer == last && row_noise_.of_table(t);
      options.residuals = draws_noise || (layer == last && t + 1 == count);
      sweep_.run(t, priors_[layer], first_field, options);
      if (draws_noise) row_noise_.draw(t, options.noise_precision, options.step, sweep_.residuals());
      first_field += table.fields.size();
      const std::size_t done = layer * count + t + 1, all = layers_.count() * count;
      if (!keep_going(static_cast<double>(done) / static_cast<double>(all)) && done < all) return false;
    }
    return true;
  }

  void draw_priors(std::size_t layer, const CoordinateTable& table, std::size_t first_field, std::uint64_t step) {
    if (!draw_ || (step == 1 && weak_start_)) return;
    const std::uint64_t stream = (std::uint64_t{layer} << 20) + first_field;
    problem_.pool.run(table.fields.size(), [&](std::size_t f) {
      RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step, stream + f);
      priors_[layer].draw(first_field + f, table.fields[f], random);
    });
  }

  LevelFit draw_latent(std::uint64_t step) {
    layers_.scores(sweep_, scores_);
    return latent_->draw(scores_, scaling(), step);
  }

  LatentTargets::Scaling scaling() {
    const auto log_prior = [this](double change) {
      double sum = 0;
      for (const CoordinatePrior& prior : priors_) sum += prior.log_scale_ratio(change);
      return sum;
    };
    const auto apply = [this](double change) {
      for (CoordinatePrior& prior : priors_) prior.scale(change);
      if (bias_) *bias_ *= static_cast<float>(std::exp(change));
      const std::span<const TensorSpec> specs = problem_.plan.specs();
      for (TensorId id = 0; id < specs.size(); ++id) {
        const double power = specs[id].penalty == Penalty::linear ? 1 : specs[id].penalty == Penalty::factors ? 0.5 : 0;
        const auto scale = static_cast<float>(std::exp(power * change));
        if (power > 0) kernels::scale(scale, parameters_.writable(id).data, parameters_[id].size());
      }
      loaded_ = false;
    };
    return {log_prior, apply};
  }

  // Draws bias and noise precision given the residuals of n training rows: the bias is normal about the mean residual;
  // with a Gamma(1/2, 1/2) prior the precision is Gamma((1 + n) / 2, (1 + sum o e^2) / 2). The loss is the weighted
  // mean of e^2.
  PassResult finish(const SweepOptions& options) {
    Residuals e;
    for (const Residuals& row : sweep_.residuals()) e.add(row);
    RandomStream random(options.seed, Purpose::hyper, options.step, std::uint64_t{1} << 40);
    double change = 0;
    if (bias_ && e.weight > 0) {
      change = e.sum / e.weight;
      if (draw_) change += random.normal() / std::sqrt(e.weight * options.noise_precision);
      *bias_ += static_cast<float>(change);
    }
    if (latent_) {
      const LevelFit fit = draw_latent(options.step);
      latent_->threshold_scales().store(parameters_);
      return finish_levels(fit);
    }
    const double squares = std::max(0.0, e.squares - 2 * change * e.sum + change * change * e.weight);
    if (draw_) noise_[0] = static_cast<float>(random.gamma((1 + row_noise_.count()) / 2) / ((1 + squares) / 2));
    const double weight = std::max(e.weight, 1e-30);
    PassResult result{.loss = squares / weight, .penalized = (squares + penalty()) / weight};
    if (!draw_) return result;
    if (deviation_) *deviation_ = 1 / std::sqrt(noise_[0]);
    row_noise_.store(parameters_);
    result.draw = bias_draw();
    const double noise = std::sqrt(row_noise_.mean_variance() / static_cast<double>(noise_[0]));
    result.draw.emplace_back("noise", problem_.plan.objective().target_scale.scale * noise);
    return result;
  }

  PassResult finish_levels(const LevelFit& fit) const {
    const double weight = std::max(fit.weight, 1e-30), loss = fit.loss / weight;
    PassResult result{.loss = loss, .penalized = loss};
    if (!problem_.plan.objective().binary()) result.train = {{"rmse", std::sqrt(fit.squares / weight)}};
    result.draw = bias_draw();
    // The first threshold is free if there is no bias.
    for (std::size_t k = bias_ ? 1 : 0; problem_.plan.thresholds() && k < latent_->thresholds().size(); ++k)
      result.draw.emplace_back("cut " + std::to_string(k + 1), static_cast<double>(latent_->thresholds()[k]));
    return result;
  }

  MetricValues bias_draw() const {
    if (!bias_) return {};
    const TargetScale& target = problem_.plan.objective().target_scale;
    return {{"bias", target.shift + target.scale * static_cast<double>(*bias_)}};
  }

  // The penalty that ALS adds to the sum of squared errors.
  double penalty() const {
    if (draw_) return 0;
    double sum = 0;
    for (const Tensor& tensor : parameters_.tensors())
      sum += l2_coefficient(problem_.options, tensor.penalty) * kernels::sum_of_squares(tensor.data, tensor.size());
    return sum;
  }

  const Problem& problem_;
  Parameters& parameters_;
  bool draw_, squared_;
  bool weak_start_;  // see first_precision
  CoordinateTables tables_;
  FactorBlocks layers_;
  std::vector<CoordinatePrior> priors_;  // one per layer
  CoordinateSweep sweep_;
  CoordinateNoise row_noise_;
  std::unique_ptr<LatentTargets> latent_;  // for targets with levels
  float* bias_ = nullptr;
  float* deviation_ = nullptr;  // standard deviation of the noise, among the parameters
  std::vector<float> noise_ = {1}, scores_;
  bool loaded_ = false;  // the sweep has read the parameters
  std::int64_t steps_ = 0;
};

}  // namespace

void check_coordinate(const ModelPlan& plan, const TrainOptions& options) {
  const std::string refusal = coordinate_refusal(plan);
  if (!refusal.empty())
    throw Error(Code::usage, "solver '" + options.solver + "' cannot fit model '" + options.model + "': " + refusal,
                plan.objective().grouped() ? "give --solver gradient, which fits every loss, or leave out --loss"
                : plan.objective().binary() && plan.objective().loss->conditional() == Conditional::none
                    ? "give --solver gradient, or fit model fm, mf or linear with --solver mcmc"
                    : "give --solver gradient, which fits every model, or choose model fm");
}

double coordinate_listed_bytes(const ModelPlan& plan, const TrainOptions& options, bool weighted) {
  const auto shape = plan.fm_shape();
  if (!shape || plan.objective().loss->conditional() != Conditional::normal) return 0;
  const std::size_t rank = shape->factors ? plan.tables()[*shape->factors].columns() : 0;
  if (FactorBlocks::several(static_cast<std::size_t>(options.block), rank)) return 0;
  std::set<std::size_t> entities;
  std::size_t categories = 0;
  for (const std::size_t f : plan.schema().inputs()) {
    const Field& field = plan.schema().fields[f];
    if (field.table > 0) {
      entities.insert(field.table);
    } else if (field.kind == Kind::categorical) {
      ++categories;
    } else {
      return 0;
    }
  }
  const std::size_t tables = entities.size() + categories;
  if (tables == 1) return 0;                                        // the table becomes one of the rows
  const std::size_t numbers = tables - 1 + 1 + (weighted ? 1 : 0);  // the other tables' rows, target and weight
  return static_cast<double>(tables * numbers * sizeof(float));
}

std::unique_ptr<Solver> coordinate_solver(const Problem& problem, Parameters& parameters, ConditionalPoint take,
                                          CoordinateVariant variant) {
  check_coordinate(problem.plan, problem.options);
  return std::make_unique<CoordinateSolver>(problem, parameters, take, variant);
}

}  // namespace interplay
