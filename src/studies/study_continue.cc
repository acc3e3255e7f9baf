// Training that goes on where another ended.
#include <chrono>
#include <cmath>

#include "interplay/error.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "solvers/loop.h"
#include "studies/study.h"
#include "workflow/plan_for.h"
#include "workflow/target.h"

namespace interplay::report {
namespace {

// The same plan, without parameters.
std::shared_ptr<ModelImplementation> copy_of(const Model& model, const TrainOptions& options) {
  const ModelImplementation& from = implementation_of(model);
  auto copy = std::make_shared<ModelImplementation>();
  copy->star = from.star;
  copy->options = options;
  copy->data_options = from.data_options;
  copy->target = from.target;
  copy->library_version = from.library_version;
  copy->plan = std::make_unique<ModelPlan>(plan_for(copy->star.schema, options, copy->target));
  return copy;
}

}  // namespace

Run Study::continue_run(const Run& start, std::string name, const Settings& changes, Split parts) const {
  TrainOptions options = start.model.options();
  for (const auto& [option, text] : changes) set_option(options, option, text);
  const auto model = copy_of(start.model, options);
  const Dataset& data = start.encoded;
  const TaskPool pool(static_cast<int>(options.threads));
  const std::vector<FieldView> fields = input_views(data);
  const SharedSpan<float> seen = seen_targets(data.target(), model->target.scale);
  const Problem problem{*model->plan, model->options, fields, parts.train, seen, data.weight(), pool};
  const std::vector<float> expected = gather(data.target(), parts.valid);
  const Predictor predictor(problem.plan, model->target, {fields, parts.valid}, pool);
  const Validate validate = [&](const Parameters& parameters) {
    const std::vector<float> predicted = predictor.predict(parameters, options.clip);
    return MetricValues{{"rmse", metric("rmse").compute(predicted, expected, {})}};
  };
  const auto started = std::chrono::steady_clock::now();
  Parameters parameters = *implementation_of(start.model).parameters();
  const auto solver = make_solver(problem, parameters);
  model->histories.push_back(run_loop(problem, *solver, parameters, validate, observer_, {}));
  model->members.add(std::move(parameters));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return measured(std::move(name), model_of(model), std::move(parts), data, seconds);
}

}  // namespace interplay::report
