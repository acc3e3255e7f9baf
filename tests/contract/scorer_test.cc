// Scores along the star are those of the model's terms, for every model.
#include "model/scorer.h"

#include <gtest/gtest.h>

#include "contract/small_world.h"

namespace interplay::testing {
namespace {

class EveryModelScored : public ::testing::TestWithParam<const models::ModelDefinition*> {};

World world_of_all() {
  std::vector<Row> rows;
  for (std::uint32_t r = 0; r < 300; ++r) rows.push_back({1 + r * 7 % 20, 1 + r * 5 % 15, static_cast<float>(r % 2)});
  return make_world(rows, 20, 15);
}

TEST_P(EveryModelScored, AsItsTermsSay) {
  const World world = world_of_all();
  const TaskPool pool(2);
  const std::vector<FieldView> views = input_views(world.data);
  for (const bool within_bags : {true, false}) {
    TrainOptions options = small_options(*GetParam());
    options.pairs_within_bags = within_bags;
    const Fitted fitted = initialize(*GetParam(), world, options);
    std::vector<float> expected(world.rows.size()), found(world.rows.size());
    score(*fitted.plan, fitted.parameters, {views, world.rows}, pool, expected);
    Scorer(*fitted.plan, {views, world.rows}, pool).score(fitted.parameters, found);
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-5) << i;
    for (std::size_t i = 0; i < found.size(); i += 37) {
      const std::vector<std::uint32_t> alone{world.rows[i]};
      float one = 0;
      Scorer(*fitted.plan, {views, alone}, pool).score(fitted.parameters, {&one, 1});
      EXPECT_EQ(one, found[i]) << "depends on the other rows: " << i;
    }
  }
}

// As those of drawn rows are: every view finds its rows through an array, and there are more of them than data has.
TEST_P(EveryModelScored, RowsThatAreFoundThroughArrays) {
  const World world = world_of_all();
  const TaskPool pool(2);
  const std::vector<FieldView> views = input_views(world.data);
  const Fitted fitted = initialize(*GetParam(), world, small_options(*GetParam()));
  std::vector<std::uint32_t> from(700), places(700);
  for (std::uint32_t i = 0; i < 700; ++i) from[i] = world.rows[(i * 13 + 5) % world.rows.size()], places[i] = i;
  std::vector<std::vector<std::uint32_t>> rows;
  std::vector<FieldView> found_rows = views;
  for (FieldView& view : found_rows) {
    rows.emplace_back();
    for (const std::uint32_t row : from) rows.back().push_back(view.row(row));
  }
  for (std::size_t f = 0; f < views.size(); ++f) found_rows[f].row_of = rows[f].data();
  std::vector<float> expected(700), found(700);
  Scorer(*fitted.plan, {views, from}, pool).score(fitted.parameters, expected);
  Scorer(*fitted.plan, {found_rows, places}, pool).score(fitted.parameters, found);
  EXPECT_EQ(found, expected);
}

INSTANTIATE_TEST_SUITE_P(Models, EveryModelScored, ::testing::ValuesIn(models::table().begin(), models::table().end()),
                         ModelName());

}  // namespace
}  // namespace interplay::testing
