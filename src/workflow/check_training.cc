// What can be said of a training before there is data.
#include <string>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/train.h"
#include "models/table.h"
#include "solvers/definition.h"
#include "solvers/schedule.h"
#include "workflow/plan_for.h"
#include "workflow/target.h"

namespace interplay {
namespace {

// Whether the solver can fit the model at all: tried on the plan for a user and an item.
void check_solver(const TrainOptions& options, bool has_validation) {
  const SolverDefinition& solver = solver_definition(options.solver);
  if (solver.check == nullptr) return;
  Schema schema;
  for (const Role role : {Role::user, Role::item}) {
    Field field;
    field.name = name(role);
    field.role = role;
    field.vocabulary = Vocabulary::of_integers({1});
    schema.fields.push_back(field);
  }
  TrainOptions own = options;
  // They name fields that are not known yet.
  for (auto TrainOptions::*names : {&TrainOptions::linear_only, &TrainOptions::first_gate, &TrainOptions::second_gate})
    (own.*names).clear();
  solver.check(plan_for(schema, own, TargetInfo{}), options, has_validation);
}

}  // namespace

void check_training(const TrainOptions& options, bool has_validation) {
  check_options(options);
  check_schedule(options);
  const SolverProperties solver = solver_properties(options);
  if (options.target_kind == "ordinal" && !solver.fits_levels)
    throw Error(Code::usage, "option 'target_kind' is 'ordinal', which solver '" + options.solver + "' cannot fit",
                "give --solver mcmc, or --target-kind regression");
  // What stands at any default may stay there, so that a solver or a model can be changed alone.
  const TrainOptions usual[] = {default_options(options.model, options.solver, options.loss),
                                default_options(options.model, options.solver),
                                default_options(options.model),
                                {}};
  models::check_reads(models::definition(options.model), options, usual);
  check_solver_reads(options, usual);
  check_solver(options, has_validation);
  if (options.chains > 1 && !solver.samples)
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
  if (options.calibrate != TrainOptions{}.calibrate && !has_validation)
    throw Error(
        Code::usage,
        fmt::format("option 'calibrate' is '{}', which needs a validation part, and there is none", options.calibrate),
        "add --valid 0.1, or calibrate the trained model with interplay calibrate MODEL HELDOUT");
  if (options.resume && options.checkpoint.empty()) {
    throw Error(Code::usage, "option 'resume' is given without a checkpoint file", "name it with --checkpoint");
  }
}

}  // namespace interplay
