// What definitions say of solvers is what the solvers do.
#include <gtest/gtest.h>

#include <set>

#include "contract/small_world.h"
#include "interplay/error.h"
#include "solvers/definition.h"

namespace interplay::testing {
namespace {

TEST(SolverDefinitions, HaveNamesThatTheOptionOffers) {
  for (const SolverDefinition* solver : solver_table()) {
    TrainOptions options;
    set_option(options, "solver", solver->name);
    EXPECT_EQ(options.solver, solver->name);
    EXPECT_EQ(find_solver(options.solver), solver);
    EXPECT_FALSE(solver->summary.empty());
  }
  EXPECT_EQ(find_solver("newton"), nullptr);
  EXPECT_THROW(solver_definition("newton"), Error);
}

TEST(SolverDefinitions, ReadOptionsThatExist) {
  std::set<std::string_view> names;
  for (const auto& option : options<TrainOptions>()) names.insert(option.name);
  for (const SolverDefinition* solver : solver_table())
    for (const std::string_view name : solver->reads) EXPECT_TRUE(names.contains(name)) << solver->name << " " << name;
}

TEST(SolverDefinitions, SayWhatTheSolverSays) {
  const std::vector<Row> ratings = {{1, 1, 1}, {1, 2, 3}, {2, 1, 2}, {2, 2, 5}, {3, 1, 4}};
  const World world = make_world(ratings, 3, 2), singles = make_world(ratings, 3, 2, false);
  const World ids = make_world({{1, 1, 1}, {1, 2, 1}, {2, 1, 1}, {2, 2, 1}, {3, 1, 1}}, 3, 2, false);
  const std::vector<std::uint32_t> rows = {0, 1, 2}, valid = {3, 4};
  const TaskPool pool(1);
  for (const SolverDefinition* definition : solver_table()) {
    TrainOptions options;
    solver_defaults(definition->name, options);
    options.rank = 2;
    const bool pairs = definition->properties.fits_interactions;
    const World& shown = pairs ? ids : definition->takes_bags ? world : singles;
    const std::vector<FieldView> fields = input_views(shown.data);
    Fitted fitted = initialize(models::definition(definition->model), shown, options);
    const auto make = [&](std::span<const std::uint32_t> validation) {
      const Problem problem{
          *fitted.plan,        fitted.options, fields, rows,      pairs ? std::span<const float>() : world.targets(),
          shown.data.weight(), pool,           false,  validation};
      const auto solver = make_solver(problem, fitted.parameters);
      EXPECT_EQ(solver->samples(), definition->properties.samples) << definition->name;
      EXPECT_EQ(solver->has_rate(), definition->properties.has_rate) << definition->name;
      const PassResult result = solver->pass(1, 0.01, [](double) { return true; });
      EXPECT_EQ(!result.l2.empty(), definition->properties.learns_l2) << definition->name;
      EXPECT_EQ(result.penalized != result.loss && !solver->has_rate(), definition->properties.minimizes_penalized);
    };
    make(valid);
    if (definition->properties.needs_validation) {
      EXPECT_THROW(make({}), Error) << definition->name;
    } else {
      make({});
    }
    EXPECT_EQ(fitted.plan->noise().has_value(), definition->properties.learns_noise) << definition->name;
  }
}

}  // namespace
}  // namespace interplay::testing
