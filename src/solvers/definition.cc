#include "solvers/definition.h"

#include <algorithm>
#include <string>

#include "interplay/error.h"

namespace interplay {
namespace {

bool reads(const SolverDefinition& solver, std::string_view option) {
  return std::ranges::find(solver.reads, option) != solver.reads.end();
}

// "gradient, sgda"; empty where no definition names the option.
std::string readers_of(std::string_view option) {
  std::string readers;
  for (const SolverDefinition* solver : solver_table())
    if (reads(*solver, option)) readers += (readers.empty() ? "" : ", ") + std::string(solver->name);
  return readers;
}

}  // namespace

const SolverDefinition* find_solver(std::string_view name) {
  const auto found = std::ranges::find(solver_table(), name, &SolverDefinition::name);
  return found == solver_table().end() ? nullptr : *found;
}

const SolverDefinition& solver_definition(std::string_view name) {
  if (const SolverDefinition* solver = find_solver(name)) return *solver;
  TrainOptions options;
  set_option(options, "solver", name);
  throw Error(Code::usage, "there is no solver '" + std::string(name) + "'");
}

SolverProperties solver_properties(const TrainOptions& options) {
  const SolverDefinition* solver = find_solver(options.solver);
  return solver ? solver->properties : SolverProperties{};
}

void solver_defaults(std::string_view solver, TrainOptions& options) {
  options.solver = solver;
  if (const SolverDefinition* found = find_solver(solver); found && found->defaults) found->defaults(options);
}

void check_solver_reads(const TrainOptions& options, std::span<const TrainOptions> usual) {
  const SolverDefinition& solver = solver_definition(options.solver);
  for (const auto& option : interplay::options<TrainOptions>()) {
    if (reads(solver, option.name)) continue;
    const std::string readers = readers_of(option.name);
    if (readers.empty()) continue;
    const std::string value = get_option(options, option.name);
    if (std::ranges::any_of(usual, [&](const TrainOptions& one) { return get_option(one, option.name) == value; }))
      continue;
    throw Error(
        Code::usage,
        "solver '" + options.solver + "' has no option '" + std::string(option.name) + "', and it is set to " + value,
        "leave it out, or choose a solver that has it: " + readers);
  }
}

std::vector<SolverInfo> solvers() {
  std::vector<SolverInfo> all;
  for (const SolverDefinition* solver : solver_table())
    all.push_back({solver->name, solver->summary, solver->reads, solver->properties, solver->model});
  return all;
}

std::optional<SolverInfo> solver_info(std::string_view name) {
  for (SolverInfo& solver : solvers())
    if (solver.name == name) return std::move(solver);
  return std::nullopt;
}

std::unique_ptr<Solver> make_solver(const Problem& problem, Parameters& parameters) {
  check_options(problem.options);
  const SolverDefinition& solver = solver_definition(problem.options.solver);
  if (problem.batches && !solver.takes_batches)
    throw Error(
        Code::usage,
        "solver '" + problem.options.solver + "' reads the training rows themselves, and here batches are drawn",
        "choose solver 'gradient', or train without drawn negatives");
  if (problem.negatives && !solver.takes_batches)
    throw Error(Code::usage,
                "solver '" + problem.options.solver + "' draws no negatives, which loss '" + problem.options.loss +
                    "' compares interactions with",
                "choose solver 'gradient', or leave --loss out");
  if (!problem.weight.empty() && !problem.rows.empty() &&
      std::ranges::none_of(problem.rows, [&](std::uint32_t row) { return problem.weight[row] != 0; }))
    throw Error(Code::bad_data, "the weights of all training rows are 0, expected some above",
                "name another column with --weight");
  return solver.make(problem, parameters);
}

}  // namespace interplay
