// Which link a loaded model sees binary targets through.
#include <gtest/gtest.h>

#include <filesystem>

#include "objective/link.h"
#include "score/random_model.h"

namespace interplay::testing {
namespace {

std::string_view loaded_link(const RandomModel& of) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / "load_test.safetensors";
  make_random_model(of).save(file);  // as older files are: what is not logistic does not say so
  const Model model = Model::load(file, /*verify=*/true);
  std::filesystem::remove(file);
  return implementation_of(model).plan->objective().link.name();
}

TEST(LoadedModel, OfAnOlderFileSeesBinaryTargetsAsItsSolverDid) {
  EXPECT_EQ(loaded_link({.target_kind = "binary"}), "logistic");
  EXPECT_EQ(loaded_link({.target_kind = "binary", .solver = "mcmc"}), "probit");
  EXPECT_EQ(loaded_link({.solver = "mcmc"}), "identity");
}

}  // namespace
}  // namespace interplay::testing
