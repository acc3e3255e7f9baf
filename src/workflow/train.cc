#include "interplay/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "interplay/chains.h"
#include "interplay/error.h"
#include "model/implementation.h"
#include "model/run.h"
#include "models/table.h"
#include "solvers/adaptive.h"
#include "solvers/coordinate.h"
#include "solvers/loop.h"
#include "solvers/monitor.h"
#include "solvers/schedule.h"
#include "workflow/fingerprint.h"
#include "workflow/posterior.h"
#include "workflow/predict.h"
#include "workflow/target.h"
#include "workflow/warm_start.h"

namespace interplay {
namespace {

// Whether the solver can fit the model at all: tried on the plan for a user and an item.
void check_solver(const TrainOptions& options, bool has_validation) {
  if (options.solver == "gradient") return;
  Schema schema;
  for (const Role role : {Role::user, Role::item}) {
    Field field;
    field.name = name(role);
    field.role = role;
    field.vocabulary = Vocabulary::of_integers({1});
    schema.fields.push_back(field);
  }
  const ModelPlan plan = models::definition(options.model).plan(schema, options, TargetInfo{});
  if (options.solver == "sgda") {
    check_adaptive(plan, options, has_validation);
  } else {
    check_coordinate(plan, options);
  }
}

}  // namespace

void check_training(const TrainOptions& options, bool has_validation) {
  check_options(options);
  check_schedule(options);
  if (options.target_kind == "ordinal" && options.solver != "mcmc")
    throw Error(Code::usage, "option 'target_kind' is 'ordinal', which solver '" + options.solver + "' cannot fit",
                "give --solver mcmc, or --target-kind regression");
  check_solver(options, has_validation);
  if (options.chains > 1 && options.solver != "mcmc")
    throw Error(
        Code::usage,
        "option 'chains' is " + std::to_string(options.chains) + ", and solver '" + options.solver + "' has no chains",
        "give --solver mcmc, or --ensemble for several runs");
  if (options.chains > 1 && options.ensemble > 1)
    throw Error(Code::usage, "options 'chains' and 'ensemble' both ask for several runs", "leave out one of them");
  if (options.chains > options.draws)
    throw Error(Code::usage,
                fmt::format("option 'draws' is {}, fewer than the {} chains", options.draws, options.chains),
                "keep at least one draw of each chain");
  if (options.resume && options.checkpoint.empty()) {
    throw Error(Code::usage, "option 'resume' is given without a checkpoint file", "name it with --checkpoint");
  }
  if (options.solver == "mcmc" && !options.checkpoint.empty())
    throw Error(Code::usage, "a checkpoint holds one state, and solver mcmc averages over many",
                "leave out --checkpoint");
}

namespace {

void warn(Observer& observer, std::string text) {
  observer.on(MessageEvent{MessageEvent::Level::warning, std::move(text)});
}

// Not errors: such rows may be meant. But a result should not be read without knowing of them.
void report_leaks(const Dataset& data, const Split& split, Observer& observer) {
  const Leaks found = leaks(data, split);
  const auto share = [&](std::uint64_t rows) {
    return fmt::format("{} of {} held-out rows ({:.1f}%)", rows, found.held_out_rows,
                       100.0 * static_cast<double>(rows) / static_cast<double>(found.held_out_rows));
  };
  if (found.cold_user_rows > 0) warn(observer, share(found.cold_user_rows) + " are of users without training rows");
  if (found.cold_item_rows > 0) warn(observer, share(found.cold_item_rows) + " are of items without training rows");
  if (found.repeated_rows > 0) warn(observer, share(found.repeated_rows) + " stand in another part as well");
}

void report_target(const TargetInfo& target, Observer& observer) {
  if (target.low == target.high) {
    warn(observer, fmt::format("every target of the training rows is {}: there is nothing to learn", target.low));
  }
}

// The metrics of the validation part: the usual ones, and what is monitored.
std::vector<const Metric*> validation_metrics(const TrainOptions& options, bool binary) {
  std::vector<const Metric*> chosen;
  if (binary) {
    chosen = {&metric("logloss"), &metric("auc"), &metric("accuracy")};
  } else {
    chosen = {&metric("rmse"), &metric("mae")};
  }
  const auto monitor = monitor_of(options, binary, true);
  if (monitor && monitor->valid && !monitor->valid_loss()) {
    const Metric* monitored = &metric(monitor->metric);
    if (std::find(chosen.begin(), chosen.end(), monitored) == chosen.end()) chosen.push_back(monitored);
  }
  return chosen;
}

// Of the objective over the rows, without clipping: what Keras calls the loss, less penalties.
double mean_loss(const Problem& problem, const Parameters& parameters, std::span<const std::uint32_t> rows,
                 std::span<const float> expected, std::span<const float> weight) {
  std::vector<float> scores(rows.size());
  score(problem.plan, parameters, {problem.fields, rows}, problem.pool, scores);
  double sum = 0, total = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double w = weight.empty() ? 1.0 : static_cast<double>(weight[r]);
    sum += w * problem.plan.objective().value(scores[r], expected[r]);
    total += w;
  }
  return total > 0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

// Predictions of held-out rows after a pass: by the parameters, or by all draws of a chain so far.
class HeldOut {
 public:
  HeldOut(std::span<const std::uint32_t> rows, const Problem& problem, const TargetInfo& target)
      : rows_(rows), problem_(problem), target_(target) {}

  std::vector<float> predict(const Parameters& parameters) const {
    if (draws_ > 0) return mean();
    return predictor(problem_.options.clip).predict(std::span(&parameters, 1), problem_.fields, rows_, problem_.pool);
  }
  void add_draw(const Parameters& parameters) {
    if (rows_.empty()) return;
    const std::vector<float> drawn =
        predictor(false).predict(std::span(&parameters, 1), problem_.fields, rows_, problem_.pool);
    sum_.resize(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) sum_[i] += static_cast<double>(drawn[i]);
    ++draws_;
  }
  std::int64_t draws() const { return draws_; }
  std::span<const std::uint32_t> rows() const { return rows_; }

 private:
  Predictor predictor(bool clip) const { return {problem_.plan, target_, clip}; }
  std::vector<float> mean() const {
    std::vector<float> result(rows_.size());
    const bool limit = problem_.options.clip && problem_.plan.objective().loss == LossKind::squared;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      result[i] = static_cast<float>(sum_[i] / static_cast<double>(draws_));
      if (limit) result[i] = std::clamp(result[i], target_.low, target_.high);
    }
    return result;
  }

  std::span<const std::uint32_t> rows_;
  const Problem& problem_;
  const TargetInfo& target_;
  std::vector<double> sum_;
  std::int64_t draws_ = 0;
};

Validate validate_on(const HeldOut& held_out, const Problem& problem, const TargetInfo& target) {
  if (held_out.rows().empty()) return {};
  const auto monitor = monitor_of(problem.options, target.binary, true);
  const bool wants_loss = monitor && monitor->valid_loss();
  return [&held_out, &problem, wants_loss, metrics = validation_metrics(problem.options, target.binary),
          expected = gather(problem.target, held_out.rows()),
          weight = gather(problem.weight, held_out.rows())](const Parameters& parameters) {
    const std::vector<float> predicted = held_out.predict(parameters);
    MetricValues values;
    for (const Metric* metric : metrics) {
      values.emplace_back(metric->name, metric->compute(predicted, expected, weight));
    }
    if (wants_loss) values.emplace_back("loss", mean_loss(problem, parameters, held_out.rows(), expected, weight));
    return values;
  };
}

// Every run of an ensemble has a file of its own: "run.ckpt", "run.ckpt.2", "run.ckpt.3".
CheckpointPlan checkpoint_plan(const Dataset& data, const Split& split, const TrainOptions& options, std::int64_t run) {
  if (options.checkpoint.empty()) return {};
  const std::string suffix = run == 0 ? "" : fmt::format(".{}", run + 1);
  return {options.checkpoint + suffix, options.checkpoint_every, options.resume, fingerprint(data, split)};
}

// The test rows by all draws of a chain; the model itself keeps some of them.
void report_all_draws(const HeldOut& test, const Problem& problem, const Parameters& parameters, std::size_t kept,
                      Observer& observer) {
  if (test.rows().empty() || test.draws() == 0) return;
  const Metric& rmse = metric("rmse");
  const double value =
      rmse.compute(test.predict(parameters), gather(problem.target, test.rows()), gather(problem.weight, test.rows()));
  observer.on(MessageEvent{MessageEvent::Level::info,
                           fmt::format("test rmse of the mean of all {} draws: {:.5f}; the model keeps {} of them",
                                       test.draws(), value, kept)});
}

// Trains once and adds what it learned to the model. False when the observer asked to stop.
bool train_member(const Dataset& data, const Split& split, std::int64_t run, const TaskPool& pool, const Model* start,
                  ModelImplementation& model, Observer& observer) {
  TrainOptions options = model.options;
  options.seed += run;
  options.draws /= options.chains;
  const std::vector<FieldView> fields = input_views(data);
  const Problem problem{*model.plan,   options, fields,           split.train, target_of(data),
                        data.weight(), pool,    start != nullptr, split.valid};
  Parameters parameters({model.plan->specs().begin(), model.plan->specs().end()});
  parameters.initialize(static_cast<std::uint64_t>(options.seed));
  if (start) start_from(*start, static_cast<std::size_t>(run), *model.plan, parameters);
  HeldOut valid(split.valid, problem, model.target), test(split.test, problem, model.target);
  std::unique_ptr<Solver> solver = make_solver(problem, parameters);
  KeepsDraws* chain = nullptr;
  if (solver->samples()) {
    auto keeps =
        std::make_unique<KeepsDraws>(std::move(solver), options, parameters, [&](const Parameters& draw, bool usable) {
          if (!usable) return;
          valid.add_draw(draw);
          test.add_draw(draw);
        });
    chain = keeps.get();
    solver = std::move(keeps);
  }
  model.histories.push_back(run_loop(problem, *solver, parameters, validate_on(valid, problem, model.target), observer,
                                     checkpoint_plan(data, split, options, run)));
  const bool whole = model.histories.back().stopped != "interrupted";
  // An incomplete run would pull the mean of the complete ones down.
  const bool keep = whole || model.members.empty();
  if (keep) {
    std::vector<Parameters> learned = chain ? chain->take() : std::vector<Parameters>();
    if (chain) report_all_draws(test, problem, parameters, learned.size(), observer);
    if (learned.empty()) learned.push_back(std::move(parameters));
    std::ranges::move(learned, std::back_inserter(model.members));
  }
  if (!keep) model.histories.pop_back();
  return whole;
}

// Learning rate 0 asks for one that suits the number of fields: the more vectors interact, the steeper the score.
// Chosen on divisions of ML-100k's u1.base with 2, 3 and 6 fields.
double suitable_learning_rate(std::size_t fields) {
  return 0.02 * std::sqrt(2.0 / static_cast<double>(std::max<std::size_t>(fields, 2)));
}

Model train_with(const Model* start, const Dataset& data, const Split& split, const TrainOptions& options,
                 const DataOptions& data_options, Observer& observer) {
  check_training(options, !split.valid.empty());
  const models::ModelDefinition& definition = models::definition(options.model);
  models::check_reads(definition, options);
  auto model = std::make_shared<ModelImplementation>();
  model->options = options;
  model->data_options = data_options;
  model->library_version = library_version();
  model->target = target_info(data, split, options);
  monitor_of(options, model->target.binary, !split.valid.empty());  // refuses before any work
  model->star = star_of(data);
  if (options.learning_rate == 0)
    model->options.learning_rate = suitable_learning_rate(model->star.schema.inputs().size());
  model->plan = std::make_unique<ModelPlan>(definition.plan(model->star.schema, model->options, model->target));
  if (start) check_start(*start, *model);
  report_target(model->target, observer);
  report_leaks(data, split, observer);

  const TaskPool pool(static_cast<int>(options.threads));
  const std::int64_t runs = std::max(options.ensemble, options.chains);
  for (std::int64_t run = 0; run < runs; ++run) {
    if (runs > 1) observer.on(RunEvent{run + 1, runs});
    if (!train_member(data, split, run, pool, start, *model, observer)) break;
  }
  return Model(std::move(model));
}

}  // namespace

Model train(const Dataset& data, const Split& split, const TrainOptions& options, const DataOptions& data_options,
            Observer& observer) {
  return train_with(nullptr, data, split, options, data_options, observer);
}

Model train_from(const Model& start, const Dataset& data, const Split& split, const TrainOptions& options,
                 const DataOptions& data_options, Observer& observer) {
  return train_with(&start, data, split, options, data_options, observer);
}

Model train(const Dataset& data, const Split& split, const TrainOptions& options) {
  Observer silent;
  return train(data, split, options, DataOptions{}, silent);
}

}  // namespace interplay
