#include "interplay/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "interplay/error.h"
#include "model/implementation.h"
#include "model/run.h"
#include "models/table.h"
#include "solvers/loop.h"
#include "solvers/monitor.h"
#include "solvers/schedule.h"
#include "workflow/fingerprint.h"
#include "workflow/predict.h"
#include "workflow/target.h"

namespace interplay {
namespace {

// What can be refused without looking at the rows.
void check_request(const TrainOptions& options) {
  check_options(options);
  check_schedule(options);
  if (options.resume && options.checkpoint.empty()) {
    throw Error(Code::usage, "option 'resume' is given without a checkpoint file",
                "name it with --checkpoint");
  }
}

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
  if (found.cold_user_rows > 0)
    warn(observer, share(found.cold_user_rows) + " are of users without training rows");
  if (found.cold_item_rows > 0)
    warn(observer, share(found.cold_item_rows) + " are of items without training rows");
  if (found.repeated_rows > 0) warn(observer, share(found.repeated_rows) + " stand in another part as well");
}

void report_target(const TargetInfo& target, Observer& observer) {
  if (target.low == target.high) {
    warn(observer,
         fmt::format("every target of the training rows is {}: there is nothing to learn", target.low));
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

Validate validate_on(std::span<const std::uint32_t> rows, const Problem& problem, const TargetInfo& target) {
  if (rows.empty()) return {};
  const auto monitor = monitor_of(problem.options, target.binary, true);
  const bool wants_loss = monitor && monitor->valid_loss();
  return [=, &problem, &target, metrics = validation_metrics(problem.options, target.binary),
          expected = gather(problem.target, rows),
          weight = gather(problem.weight, rows)](const Parameters& parameters) {
    const Predictor predictor{problem.plan, target, problem.options.clip};
    const std::vector<float> predicted =
        predictor.predict(std::span(&parameters, 1), problem.fields, rows, problem.pool);
    MetricValues values;
    for (const Metric* metric : metrics) {
      values.emplace_back(metric->name, metric->compute(predicted, expected, weight));
    }
    if (wants_loss) values.emplace_back("loss", mean_loss(problem, parameters, rows, expected, weight));
    return values;
  };
}

// Every run of an ensemble has a file of its own: "run.ckpt", "run.ckpt.2", "run.ckpt.3".
CheckpointPlan checkpoint_plan(const Dataset& data, const Split& split, const TrainOptions& options, std::int64_t run) {
  if (options.checkpoint.empty()) return {};
  const std::string suffix = run == 0 ? "" : fmt::format(".{}", run + 1);
  return {options.checkpoint + suffix, options.checkpoint_every, options.resume, fingerprint(data, split)};
}

// Trains once and adds what it learned to the model. False when the observer asked to stop.
bool train_member(const Dataset& data, const Split& split, std::int64_t run, const TaskPool& pool,
                  ModelImplementation& model, Observer& observer) {
  TrainOptions options = model.options;
  options.seed += run;
  const std::vector<FieldView> fields = input_views(data);
  const Problem problem{*model.plan, options, fields, split.train, target_of(data), data.weight(), pool};
  Parameters parameters({model.plan->specs().begin(), model.plan->specs().end()});
  parameters.initialize(static_cast<std::uint64_t>(options.seed));
  const auto solver = make_solver(problem, parameters);
  model.histories.push_back(run_loop(problem, *solver, parameters, validate_on(split.valid, problem, model.target),
                                     observer, checkpoint_plan(data, split, options, run)));
  const bool whole = model.histories.back().stopped != "interrupted";
  // An incomplete run would pull the mean of the complete ones down.
  if (whole || model.members.empty()) model.members.push_back(std::move(parameters));
  if (!whole && model.members.size() < model.histories.size()) model.histories.pop_back();
  return whole;
}

// Learning rate 0 asks for one that suits the number of fields: the more vectors interact, the steeper the score. Chosen
// on divisions of ML-100k's u1.base with 2, 3 and 6 fields.
double suitable_learning_rate(std::size_t fields) {
  return 0.02 * std::sqrt(2.0 / static_cast<double>(std::max<std::size_t>(fields, 2)));
}

class SilentObserver : public Observer {};

}  // namespace

Model train(const Dataset& data, const Split& split, const TrainOptions& options,
            const DataOptions& data_options, Observer& observer) {
  check_request(options);
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
  model->plan =
      std::make_unique<ModelPlan>(definition.plan(model->star.schema, model->options, model->target));
  report_target(model->target, observer);
  report_leaks(data, split, observer);

  const TaskPool pool(static_cast<int>(options.threads));
  for (std::int64_t run = 0; run < options.ensemble; ++run) {
    if (options.ensemble > 1) observer.on(RunEvent{run + 1, options.ensemble});
    if (!train_member(data, split, run, pool, *model, observer)) break;
  }
  return Model(std::move(model));
}

Model train(const Dataset& data, const Split& split, const TrainOptions& options) {
  SilentObserver observer;
  return train(data, split, options, DataOptions{}, observer);
}

}  // namespace interplay
