#include "solvers/coordinate.h"

#include <cmath>
#include <string>

#include "interplay/error.h"
#include "kernels/arrays.h"
#include "solvers/coordinate_latent.h"
#include "solvers/coordinate_noise.h"
#include "solvers/coordinate_sweep.h"

namespace interplay {
namespace {

// Of the vectors in the first pass of mcmc on numbers. Precisions that were drawn from the random start would be too
// high, and the chain would need dozens of passes to leave it. On levels, which have one noise for all, it may take
// them: the smoother draws of these passes make the mean better (docs/decisions/0010-ordered-probit.md).
constexpr double first_precision = 20;

class CoordinateSolver : public Solver {
 public:
  CoordinateSolver(const Problem& problem, Parameters& parameters, CoordinateVariant variant)
      : problem_(problem),
        draw_(problem.options.solver == "mcmc"),
        weak_start_(draw_ && !problem.continues && problem.plan.objective().loss == LossKind::squared),
        tables_(coordinate_tables(problem, parameters, variant.expanded)),
        prior_(tables_, draw_ ? 1 : linear_penalty(),
               weak_start_ ? first_precision
               : draw_     ? 1
                           : factor_penalty()),
        sweep_(problem, tables_),
        factors_(problem, tables_,
                 draw_ && !variant.equal_noise && problem.plan.objective().loss == LossKind::squared) {
    if (const auto bias = problem.plan.fm_shape()->bias) bias_ = parameters[*bias].data;
    if (const auto noise = problem.plan.noise()) {
      deviation_ = parameters[*noise].data;
      noise_[0] = 1 / (*deviation_ * *deviation_);
    }
    if (problem.plan.objective().loss == LossKind::squared) return;
    const auto cuts = problem.plan.cuts();
    latent_ = std::make_unique<LatentTargets>(problem, tables_, cuts ? parameters[*cuts].data : nullptr, bias_);
  }

  std::string_view name() const override { return draw_ ? "mcmc" : "als"; }

  bool samples() const override { return draw_; }

  PassResult pass(std::int64_t epoch, double, const std::function<bool(double)>& keep_going) override {
    sweep_.load(bias_ ? *bias_ : 0.0f);
    if (latent_ && steps_ == 0) latent_->draw(sweep_, scaling(), 0);
    SweepOptions options{noise_[0], draw_, false, static_cast<std::uint64_t>(problem_.options.seed),
                         static_cast<std::uint64_t>(epoch)};
    std::size_t first_field = 0;
    for (std::size_t t = 0; t < tables_.tables.size(); ++t) {
      const CoordinateTable& table = tables_.tables[t];
      draw_priors(table, first_field, options.step);
      factors_.weigh(t);
      options.residuals = factors_.of_table(t) || t + 1 == tables_.tables.size();
      sweep_.run(t, prior_, first_field, options);
      if (factors_.of_table(t)) factors_.draw(t, options.noise_precision, options.step, sweep_.residuals());
      first_field += table.fields.size();
      const double done = static_cast<double>(t + 1) / static_cast<double>(tables_.tables.size());
      if (!keep_going(done) && t + 1 < tables_.tables.size()) return {.stopped = true};
    }
    ++steps_;
    return finish(options);
  }

  std::vector<SolverState> state() override {
    std::vector<SolverState> state = {{"mcmc/noise", noise_}, {"mcmc/prior", prior_.numbers()}};
    for (std::size_t t = 0; t < tables_.tables.size(); ++t)
      if (factors_.of_table(t)) state.push_back({"mcmc/noise/" + std::to_string(t), factors_.of_rows(t)});
    if (latent_) state.push_back({"mcmc/latent", latent_->targets()});
    return state;
  }
  std::int64_t steps() const override { return steps_; }
  void set_steps(std::int64_t steps) override {
    steps_ = steps;
    if (latent_) latent_->hand_out();
  }

 private:
  double linear_penalty() const { return problem_.options.l2 + problem_.options.l2_linear; }
  double factor_penalty() const { return problem_.options.l2 + problem_.options.l2_factors; }

  void draw_priors(const CoordinateTable& table, std::size_t first_field, std::uint64_t step) {
    if (!draw_ || (step == 1 && weak_start_)) return;
    problem_.pool.run(table.fields.size(), [&](std::size_t f) {
      RandomStream random(static_cast<std::uint64_t>(problem_.options.seed), Purpose::hyper, step, first_field + f);
      prior_.draw(first_field + f, table.fields[f], random);
    });
  }

  // Calls visit(number of the field, field).
  template <class Visit>
  void each_field(const Visit& visit) const {
    std::size_t index = 0;
    for (const CoordinateTable& table : tables_.tables)
      for (const CoordinateField& field : table.fields) visit(index++, field);
  }

  LatentTargets::Scaling scaling() {
    const auto log_prior = [this](double change) {
      double sum = 0;
      each_field([&](std::size_t index, const CoordinateField& field) {
        sum += prior_.log_scale_ratio(index, field, change);
      });
      return sum;
    };
    const auto apply = [this](double change) {
      const auto scale = static_cast<float>(std::exp(change)), root = static_cast<float>(std::exp(change / 2));
      if (bias_) *bias_ *= scale;
      each_field([&](std::size_t index, const CoordinateField& field) {
        prior_.scale(index, change);
        if (field.linear) kernels::scale(scale, field.linear->data, field.linear->size());
        if (field.factors) kernels::scale(root, field.factors->data, field.factors->size());
      });
    };
    return {log_prior, apply};
  }

  // Bias and noise precision given the residuals of n training rows: the bias is normal about the mean
  // residual; with a Gamma(1/2, 1/2) prior the precision is Gamma((1 + n) / 2, (1 + sum o e^2) / 2). The loss
  // is the weighted mean of e^2.
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
    if (latent_) return finish_levels(latent_->draw(sweep_, scaling(), options.step));
    const double squares = std::max(0.0, e.squares - 2 * change * e.sum + change * change * e.weight);
    if (draw_) noise_[0] = static_cast<float>(random.gamma((1 + factors_.count()) / 2) / ((1 + squares) / 2));
    const double weight = std::max(e.weight, 1e-30);
    PassResult result{.loss = squares / weight, .penalized = (squares + penalty()) / weight};
    if (!draw_) return result;
    const double deviation = std::sqrt(factors_.mean_variance() / static_cast<double>(noise_[0]));
    if (deviation_) *deviation_ = static_cast<float>(deviation);
    result.draw = bias_draw();
    result.draw.emplace_back("noise", deviation);
    return result;
  }

  PassResult finish_levels(const LevelFit& fit) const {
    const double weight = std::max(fit.weight, 1e-30), loss = fit.loss / weight;
    PassResult result{.loss = loss, .penalized = loss};
    if (problem_.plan.objective().loss == LossKind::ordinal) result.train = {{"rmse", std::sqrt(fit.squares / weight)}};
    result.draw = bias_draw();
    // The first cut point is free where there is no bias.
    for (std::size_t k = bias_ ? 1 : 0; problem_.plan.cuts() && k < latent_->cuts().size(); ++k)
      result.draw.emplace_back("cut " + std::to_string(k + 1), static_cast<double>(latent_->cuts()[k]));
    return result;
  }

  MetricValues bias_draw() const {
    return bias_ ? MetricValues{{"bias", static_cast<double>(*bias_)}} : MetricValues{};
  }

  // What ALS adds to the sum of squared errors.
  double penalty() const {
    if (draw_) return 0;
    double linear = 0, factors = 0;
    for (const CoordinateTable& table : tables_.tables) {
      for (const CoordinateField& field : table.fields) {
        for (std::uint32_t j = 0; j < field.features; ++j) {
          if (field.linear) linear += static_cast<double>(*field.linear->row(j)) * *field.linear->row(j);
          if (field.factors) factors += kernels::dot(field.factors->row(j), field.factors->row(j), tables_.stride);
        }
      }
    }
    return linear_penalty() * linear + factor_penalty() * factors;
  }

  const Problem& problem_;
  bool draw_;
  bool weak_start_;  // see first_precision
  CoordinateTables tables_;
  CoordinatePrior prior_;
  CoordinateSweep sweep_;
  CoordinateNoise factors_;
  std::unique_ptr<LatentTargets> latent_;  // of targets with levels
  float* bias_ = nullptr;
  float* deviation_ = nullptr;  // of the noise, among the parameters
  std::vector<float> noise_ = {1};
  std::int64_t steps_ = 0;
};

}  // namespace

void check_coordinate(const ModelPlan& plan, const TrainOptions& options) {
  const std::string refusal = coordinate_refusal(plan);
  if (!refusal.empty())
    throw Error(Code::usage, "solver '" + options.solver + "' cannot fit model '" + options.model + "': " + refusal,
                plan.objective().loss == LossKind::logistic
                    ? "give --solver gradient, or fit model fm, mf or linear with --solver mcmc"
                    : "give --solver gradient, which fits every model, or choose model fm");
}

std::unique_ptr<Solver> coordinate_solver(const Problem& problem, Parameters& parameters, CoordinateVariant variant) {
  check_coordinate(problem.plan, problem.options);
  return std::make_unique<CoordinateSolver>(problem, parameters, variant);
}

}  // namespace interplay
