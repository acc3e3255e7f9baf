// A solver is one new file: this program has one that the library lacks, in a table made by the same generator, and
// uses it through the public interface alone.
#include "exercise/small_ratings.h"
#include "interplay/encode.h"
#include "interplay/solvers.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

TEST(ExerciseSolver, IsOffered) {
  TrainOptions options;
  set_option(options, "solver", "mean_only");
  EXPECT_THAT(refusal([&] { set_option(options, "solver", "newton"); }),
              HasSubstr("gradient, sgda, als, mcmc, ials, closed_form, fused, mean_only"));
  ASSERT_TRUE(solver_info("mean_only"));
  EXPECT_EQ(solvers().back().summary, "The mean of the targets");
  EXPECT_EQ(default_options("fm", "mean_only").epochs, 1);
}

TEST(ExerciseSolver, RefusesWhatItsDefinitionSays) {
  TrainOptions options = default_options("fm", "mean_only");
  options.batch = 7;
  EXPECT_THAT(refusal([&] { check_training(options, false); }),
              HasSubstr("solver 'mean_only' has no option 'batch', and it is set to 7"));
  options = default_options("fm", "mean_only");
  options.chains = 2;
  EXPECT_THAT(refusal([&] { check_training(options, false); }), HasSubstr("solver 'mean_only' has no chains"));
  EXPECT_THAT(refusal([] { check_training(default_options("nmf", "mean_only"), false); }), HasSubstr("has no bias"));
}

TEST(ExerciseSolver, TrainsAndItsModelIsSaved) {
  const TemporaryFolder folder;
  Dataset data = ratings(folder);
  const Split split = all_but(data, 5);
  data = encode(std::move(data), split.train, {});
  train(data, split, default_options("fm", "mean_only")).save(folder / "model.safetensors");
  const Model model = Model::load(folder / "model.safetensors");
  EXPECT_EQ(model.options().solver, "mean_only");
  for (const float score : model.predict(data)) EXPECT_NEAR(score, (25 * 5 + 30) / 55.0, 1e-5);
}

}  // namespace
}  // namespace interplay::testing
