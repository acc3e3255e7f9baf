#include "interplay/train.h"
#include "interplay/calibrate.h"
#include "interplay/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/memory.h"
#include "data/spooled.h"
#include "interplay/chains.h"
#include "interplay/cluster.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/store.h"
#include "model/implementation.h"
#include "model/predict.h"
#include "solvers/definition.h"
#include "solvers/gradient/drawn_rows.h"
#include "solvers/loop.h"
#include "solvers/monitor.h"
#include "workflow/adapt.h"
#include "workflow/calibration_check.h"
#include "workflow/chain_checks.h"
#include "workflow/derived_for.h"
#include "workflow/fingerprint.h"
#include "workflow/held_out.h"
#include "workflow/kept_negatives.h"
#include "workflow/plan_for.h"
#include "workflow/posterior.h"
#include "workflow/ranking/validate_lists.h"
#include "workflow/runs.h"
#include "workflow/target.h"
#include "workflow/together.h"
#include "workflow/training_memory.h"
#include "workflow/warm_start.h"
#include "workflow/worth.h"

namespace interplay {
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
  // Users who are held out whole join the model later (interplay/evaluate.h).
  const bool users_join = split.label.starts_with("new-users");
  if (found.cold_user_rows > 0 && !users_join)
    warn(observer, share(found.cold_user_rows) + " are of users without training rows");
  if (found.cold_item_rows > 0) warn(observer, share(found.cold_item_rows) + " are of items without training rows");
  if (found.repeated_rows > 0) warn(observer, share(found.repeated_rows) + " stand in another part as well");
}

void report_target(const TargetInfo& target, Observer& observer) {
  if (target.low != target.high) return;
  warn(observer, fmt::format("every target of the training rows is {}: there is nothing to learn{}", target.low,
                             target.binary && target.low == 1
                                 ? "; rows that all say 1 are interactions without ratings (implicit feedback): say "
                                   "--implicit, add rows with 0 for what did not happen, or name other numbers with "
                                   "--target"
                                 : ""));
}

// Whether rows are interactions that happened, to be ranked before drawn ones that did not; decides which loss 'auto'
// is.
bool asks_for_lists(const Dataset& data, const TrainOptions& options) {
  if (options.loss == "auto") return false;
  if (data.has_target())
    throw Error(Code::usage,
                fmt::format("loss '{}' ranks interactions before drawn negatives, and the data has a target, '{}'",
                            options.loss, data.schema.fields[data.schema.find(Role::target).value()].name),
                "give --implicit, or --threshold for ratings from which on an item is liked, or leave --loss out");
  return true;
}

// Every run of an ensemble has a file of its own: "run.ckpt", "run.ckpt.2", "run.ckpt.3".
// `start`: the parameters that a chain goes on from, or null.
CheckpointPlan checkpoint_plan(const Dataset& data, const SplitRows& split, const Parameters* start,
                               const TrainOptions& options, std::int64_t run) {
  if (options.checkpoint.empty()) return {};
  const std::string suffix = run == 0 ? "" : fmt::format(".{}", run + 1);
  return {options.checkpoint + suffix, options.checkpoint_every, options.resume, fingerprint(data, split, start)};
}

// The test rows by all draws of a chain; the model itself keeps some of them.
void report_all_draws(const HeldOut& test, const Dataset& data, const Parameters& parameters, std::size_t kept,
                      Observer& observer) {
  if (test.rows().empty() || test.draws() == 0) return;
  const Metric& rmse = metric("rmse");
  const double value =
      rmse.compute(test.predict(parameters), gather(data.target(), test.rows()), gather(data.weight(), test.rows()));
  observer.on(MessageEvent{MessageEvent::Level::info,
                           fmt::format("test rmse of the mean of all {} draws: {:.5f}; the model keeps {} of them",
                                       test.draws(), value, kept)});
}

// Of every interaction, where the loss has groups.
std::vector<std::uint32_t> loss_groups(const Dataset& data, const ModelPlan& plan, bool drawn) {
  const Loss& loss = *plan.objective().loss;
  if (!loss.grouped() || drawn) return {};
  Groups groups = groups_of(data);
  if (groups.of_row.empty())
    throw Error(Code::usage, fmt::format("the loss '{}' is of groups of rows, and the data has none", loss.name()),
                "name the column of groups with --group, or that of users with --user");
  return std::move(groups.of_row);
}

// What one run comes to.
struct Outcome {
  ParameterSets learned;
  History history;
  bool whole = false;  // the observer did not ask to stop
  bool has_draws = false;
};

// `rows`: the training rows of the split, wherever they lie. `targets`: as the objective sees them; `groups`: where the
// loss has some. `adapted`, where given: where the parameters start. `l2`, where given: of the weights.
Outcome train_once(const Dataset& data, const Split& split, std::span<const std::uint32_t> rows,
                   std::span<const float> targets, std::span<const std::uint32_t> groups, std::int64_t run,
                   const TaskPool& pool, const Model* start, const Adapted* adapted, const LinearFit* l2,
                   const ModelImplementation& model, Observer& observer, Cluster& cluster) {
  TrainOptions options = model.options;
  options.seed += run;
  options.draws /= options.chains;
  const std::vector<FieldView> fields = input_views(data);
  const bool chain_goes_on = start != nullptr && solver_properties(options).samples;
  Problem problem{.plan = *model.plan,
                  .options = options,
                  .fields = fields,
                  .rows = rows,
                  .target = targets,
                  .weight = data.weight(),
                  .pool = pool,
                  .continues = chain_goes_on,
                  .valid = split.valid,
                  .linear = l2,
                  .group = groups,
                  .cluster = cluster};
  Parameters parameters({model.plan->specs().begin(), model.plan->specs().end()});
  parameters.initialize(static_cast<std::uint64_t>(options.seed));
  if (start) start_from(*start, static_cast<std::size_t>(run), chain_goes_on, *model.plan, parameters);
  if (adapted) start_at(adapted->linear, adapted->linear_alone, *model.plan, parameters);
  std::optional<DrawnNegatives> negatives;
  if (options.loss != "auto") {
    const NegativeOptions drawn = negative_options(options);
    negatives.emplace(data,
                      std::make_shared<NegativeItems>(data, rows, drawn, static_cast<std::uint64_t>(options.seed)));
    problem.negatives = &*negatives;
  }
  HeldOut valid(split.valid, problem, model.target), test(split.test, problem, model.target);
  std::unique_ptr<Solver> solver = make_solver(problem, parameters);
  PosteriorCollector* chain = nullptr;
  if (solver->samples()) {
    auto keeps = std::make_unique<PosteriorCollector>(std::move(solver), problem, parameters, valid, test);
    chain = keeps.get();
    solver = std::move(keeps);
  }
  Outcome outcome;
  const Validate validate = model.target.known ? validate_on(valid, problem, model.target, data.target())
                                               : validate_lists(data, split, model, pool.threads());
  SplitRows parts = split;
  parts.train = rows;
  const SharedCheckpoint checkpoint(cluster, checkpoint_plan(data, parts, start ? &parameters : nullptr, options, run));
  outcome.history = run_loop(problem, *solver, parameters, validate, observer, checkpoint.plan());
  outcome.whole = outcome.history.stopped != "interrupted";
  if (chain) outcome.learned = chain->take();
  if (chain && model.target.known) report_all_draws(test, data, parameters, outcome.learned.size(), observer);
  outcome.has_draws = !outcome.learned.empty();
  if (!outcome.has_draws) outcome.learned.add(std::move(parameters));
  return outcome;
}

// An incomplete run would pull the mean of the complete ones down. Where no run is complete, those that have draws are
// kept: chains side by side have made as many passes. Else it is the first run, whatever it has learned.
void gather_outcomes(std::vector<Outcome>& outcomes, ModelImplementation& model) {
  const auto keep = [&](Outcome& outcome) {
    model.members.append(std::move(outcome.learned));
    model.histories.push_back(std::move(outcome.history));
  };
  const auto keep_those = [&](bool Outcome::*property) {
    for (Outcome& outcome : outcomes)
      if (outcome.*property) keep(outcome);
  };
  keep_those(&Outcome::whole);
  if (model.members.empty()) keep_those(&Outcome::has_draws);
  if (model.members.empty()) keep(outcomes.front());
}

// Learning rate 0 asks for one that suits the number of fields: the more vectors interact, the steeper the score.
// Chosen on divisions of ML-100k's u1.base with 2, 3 and 6 fields.
double suitable_learning_rate(std::size_t fields) {
  return 0.02 * std::sqrt(2.0 / static_cast<double>(std::max<std::size_t>(fields, 2)));
}

std::size_t weight_slots(const ModelPlan& plan) {
  const Embedding* table = linear_table(plan);
  return table == nullptr ? 0 : table->slots().size();
}

// Throws.
void require_target(const Dataset& data, const ModelImplementation& model) {
  if (model.data_options.implicit)
    throw Error(
        Code::usage,
        fmt::format("option 'implicit' leaves no targets, and the loss '{}' of model '{}' by solver '{}' learns "
                    "from targets",
                    model.plan->objective().loss->name(), model.options.model, model.options.solver),
        "choose a loss or a solver for interactions, or leave out --implicit");
  data.target();
}

// The data with its rows in temporary files, where memory is limited and they do not lie in files yet.
std::optional<Dataset> under_limit(const Dataset& data, const TrainOptions& options) {
  const auto limit = memory_limit(options.memory_limit);
  if (!limit || spool_of(data) != nullptr) return std::nullopt;
  return in_spool(data, make_spool(*limit));
}

// The split without the training rows that option keep_negatives leaves out; `valid_too`: nor such validation rows.
// None where all are kept.
std::optional<Split> thinned(const Dataset& data, const Split& split, const TrainOptions& options, bool valid_too) {
  if (options.keep_negatives == 1 || !data.has_target()) return std::nullopt;
  Split kept = split;
  kept.train = kept_rows_of(split.train, data.target(), options.keep_negatives, options.seed);
  if (valid_too) kept.valid = kept_rows_of(split.valid, data.target(), options.keep_negatives, options.seed);
  return kept;
}

void report_kept(const Split& all, const Split& kept, Observer& observer) {
  if (kept.train.size() == all.train.size()) return;
  observer.on(
      MessageEvent{MessageEvent::Level::info,
                   fmt::format("{} of {} training rows are kept; predictions are corrected for those with target "
                               "0 that are not",
                               kept.train.size(), all.train.size())});
}

// `changeable`, where given: the split, whose training rows may be set aside meanwhile.
Model train_with(Cluster& cluster, const Model* start, const Dataset& given, const Split& given_split,
                 const TrainOptions& options, const DataOptions& data_options, Observer& own_observer,
                 Split* changeable = nullptr) {
  prove_agreement(cluster, start, given, given_split, options, data_options);
  if (cluster.several() && options.hogwild)
    throw Error(Code::usage,
                "option 'hogwild' lets threads race, and several processes have to come to the same numbers",
                "leave out --hogwild, or train by one process");
  AgreedObserver agreed(own_observer, cluster);
  Observer& observer = cluster.several() ? agreed : own_observer;
  check_training(options, !given_split.valid.empty());
  const std::optional<Dataset> limited = under_limit(given, options);
  const Dataset& own = limited ? *limited : given;
  const std::optional<Dataset> completed = derived_for(own, given_split, options);
  const Dataset& data = completed ? *completed : own;
  std::optional<Split> kept_split = thinned(data, given_split, options, false);
  const Split& split = kept_split ? *kept_split : given_split;
  auto model = std::make_shared<ModelImplementation>();
  model->options = options;
  if (start && start->options().linear_part)
    model->options.linear_part = true;  // rows of an earlier training asked for it
  model->data_options = data_options;
  model->library_version = library_version();
  const bool lists = asks_for_lists(data, model->options);
  model->target = data.has_target() ? target_info(data, split, start ? target_options(*start, options) : options)
                                    : TargetInfo{.known = false};
  check_kept_negatives(options.keep_negatives, model->target.known && model->target.binary && !lists);
  if (!model->target.known) model->options.clip = false;  // predictions have no range
  if (start) model->target = target_to_go_on(*start, model->target, !solver_properties(options).samples);
  model->target.interactions = solver_properties(options).fits_interactions;
  monitor_of(options, model->target.known ? measured(model->target.binary) : Measurable::lists,
             !split.valid.empty());  // refuses before any work
  model->star = star_of(data);
  if (options.learning_rate == 0 && solver_properties(options).has_rate)
    model->options.learning_rate = suitable_learning_rate(model->star.schema.inputs().size());
  model->plan = std::make_unique<ModelPlan>(plan_for(model->star.schema, model->options, model->target));
  if (const auto kept = weights_to_keep(*model->plan, options, static_cast<double>(memory_size()))) {
    model->options.neighbors = *kept;
    observer.on(MessageEvent{MessageEvent::Level::info,
                             fmt::format("weights of all pairs of items would take more than half of the memory: of "
                                         "every item the {} largest are kept; --neighbors names another number",
                                         *kept)});
    model->plan = std::make_unique<ModelPlan>(plan_for(model->star.schema, model->options, model->target));
  }
  if (start) check_start(*start, *model);
  if (!model->target.known && !lists && model->plan->objective().loss->needs_target()) require_target(data, *model);
  const bool by_rows = !lists && !model->plan->objective().grouped();
  const bool adapts_first = model->target.known && by_rows && !start && adapts(options) &&
                            (linear_table(*model->plan) != nullptr || network_adapts(*model->plan, split));
  require_training_memory(*model->plan, data, split, options, adapts_first);
  if (options.calibrate != TrainOptions{}.calibrate) {
    if (!model->target.known)
      throw Error(Code::usage, "there are no targets to calibrate the model on", "leave out option 'calibrate'");
    check_calibration(options.calibrate, *model);
    if (split.valid.size() < least_calibration_rows)
      throw Error(Code::usage,
                  fmt::format("the validation part has {} rows, and a calibration needs at least {}",
                              split.valid.size(), least_calibration_rows),
                  "hold out more rows, or leave out option 'calibrate'");
  }
  const bool known = model->target.known;
  report_kept(given_split, split, observer);
  if (known) report_target(model->target, observer);
  if (known) report_skew(model->target, gathered(data.target(), split.train), observer);
  report_leaks(data, split, observer);

  const SharedSpan<float> targets = known ? seen_targets(data.target(), model->target.scale) : SharedSpan<float>();
  const std::vector<std::uint32_t> groups = loss_groups(data, *model->plan, lists);
  std::optional<Adapted> adapted;
  if (adapts_first) {
    const TaskPool pool(static_cast<int>(options.threads));
    const std::optional<Split> thin = thinned(data, split, options, true);
    adapted = adapt(*model, data, thin ? *thin : split, targets, pool, observer);
    if (adapted && adapted->options.linear_part != model->options.linear_part)
      model->plan = std::make_unique<ModelPlan>(plan_for(model->star.schema, adapted->options, model->target));
    if (adapted) model->options = adapted->options;
    if (adapted && !adapted->note.empty())
      observer.on(MessageEvent{MessageEvent::Level::info, "chosen by the training rows: " + adapted->note});
  }
  std::optional<LinearFit> l2;
  if (adapted) l2 = adapted->linear;
  if (start && known && by_rows) l2 = kept_l2(implementation_of(*start), options);
  if (l2 && !l2->fields.empty() && l2->fields.size() == weight_slots(*model->plan)) {
    for (const LinearFit::FieldFit& field : l2->fields) model->weight_l2.push_back(field.penalty);
  } else {
    l2.reset();
  }
  std::vector<Outcome> outcomes(static_cast<std::size_t>(std::max(options.ensemble, options.chains)));
  // Validation by lists looks up the training rows of a user in the split.
  RowsAside aside(cluster.several() && known && !lists ? spool_of(data) : nullptr,
                  kept_split ? &*kept_split : changeable, split.train);
  const Run one_run = [&](std::int64_t run, const TaskPool& pool, Observer& events) {
    Outcome& outcome = outcomes[static_cast<std::size_t>(run)];
    outcome = train_once(data, split, aside.rows(), targets, groups, run, pool, start, adapted ? &*adapted : nullptr,
                         l2 ? &*l2 : nullptr, *model, events, cluster);
    return outcome.whole;
  };
  do_runs(std::ssize(outcomes), static_cast<int>(options.threads), observer, one_run, !cluster.several());
  aside.put_back();
  gather_outcomes(outcomes, *model);
  model->options.calibrate = TrainOptions{}.calibrate;  // that of a model that is not calibrated yet
  if (options.keep_negatives < 1) model->calibration = calibration_for(options.keep_negatives, split.train.size());
  Model trained = model_of(std::move(model));
  if (const std::string words = disagreement(trained); !words.empty()) warn(observer, words);
  if (known && cluster.leads())
    report_worth(trained, options, data, given_split,
                 adapted && !adapted->linear.fields.empty() ? &adapted->linear : nullptr, own_observer);
  if (options.calibrate == TrainOptions{}.calibrate) return trained;
  return calibrate(trained, {.method = options.calibrate,
                             .fit = {&data, split.valid},
                             .seen = {&data, split.train},
                             .threads = static_cast<int>(options.threads)});
}

}  // namespace

Model train(const Dataset& data, const Split& split, const TrainOptions& options, const DataOptions& data_options,
            Observer& observer) {
  return train_with(single_process(), nullptr, data, split, options, data_options, observer);
}

Model train_from(const Model& start, const Dataset& data, const Split& split, const TrainOptions& options,
                 const DataOptions& data_options, Observer& observer) {
  return train_with(single_process(), &start, data, split, options, data_options, observer);
}

Model train_together(Processes& processes, const Model* start, const Dataset& data, Split& split,
                     const TrainOptions& options, const DataOptions& data_options, Observer& observer) {
  return train_with(processes.cluster(), start, data, split, options, data_options, observer, &split);
}

Model train(const Dataset& data, const Split& split, const TrainOptions& options) {
  Observer silent;
  return train(data, split, options, DataOptions{}, silent);
}

}  // namespace interplay
