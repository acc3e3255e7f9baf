// The solvers by name. One file of src/solvers/definitions defines one solver, named like the file; CMake generates the
// table. Other code asks a definition for everything that it needs to know about a solver.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "interplay/solvers.h"
#include "solvers/solver.h"

namespace interplay {

struct SolverDefinition {
  std::string_view name;
  std::string_view summary;  // one line for help
  SolverProperties properties;
  // The options that this solver reads, among those that not every solver has. An option that no definition names is
  // read by every solver. (`chains` is checked together with what it divides.)
  std::vector<std::string_view> reads;
  // Throws Error(usage) if options or schema do not fit the solver.
  std::unique_ptr<Solver> (*make)(const Problem&, Parameters&);
  // Overrides the model's own defaults; null: nothing.
  void (*defaults)(TrainOptions&) = nullptr;
  // Checks what can be checked before there is data, on the model's plan for a user and an item. Throws Error(usage).
  // Null: the solver fits every plan.
  void (*check)(const ModelPlan&, const TrainOptions&, bool has_validation) = nullptr;
  // The link for targets of 0 and 1: logistic or probit.
  std::string_view binary_link = "logistic";
  std::string_view model = "fm";  // what it fits if no model is named
  bool takes_batches = false;     // rows may come from a source (Problem::batches)
  bool spools_rows = false;       // what it keeps of every row lies beside the data, in files where these do
  double working_copies = 1;      // arrays that it keeps, in sizes of the parameters, beside them and their moments
  bool takes_bags = true;         // rows may have several features of a field
};

// In the order in which help lists them.
std::span<const SolverDefinition* const> solver_table();

// Null if there is no solver of that name (the check of options reports that).
const SolverDefinition* find_solver(std::string_view name);
// Throws Error(usage) if there is no solver of that name.
const SolverDefinition& solver_definition(std::string_view name);
// The properties of the solver that the options name; none of them if it does not exist.
SolverProperties solver_properties(const TrainOptions& options);

// Sets the solver's name and its defaults in the options. If the solver does not exist, only the name is set.
void solver_defaults(std::string_view solver, TrainOptions& options);

// Throws Error(usage) for an option that only some solvers have, if the solver of `options` is not among them and the
// value differs from that in each of `usual`. The message names the solvers that have it.
void check_solver_reads(const TrainOptions& options, std::span<const TrainOptions> usual);

}  // namespace interplay
