#include "objective/loss.h"

#include <gtest/gtest.h>

#include "objective/loss_checks.h"
#include "objective/objective.h"

namespace interplay::testing {
namespace {

TEST(Losses, GradientsWeightsAndCutsAreRight) {
  for (const Loss* loss : loss_table()) check_loss(*loss);
}

// The kernels of the fused step are tested on their own (kernels/fused_step_test.cc); here, who names them.
TEST(Losses, SayWhichKernelComputesThem) {
  const Loss& squared = loss_named("squared");
  EXPECT_EQ(squared.fused(link_named("identity")), kernels::FusedLoss::squared);
  EXPECT_EQ(squared.fused(link_named("range_sigmoid")), kernels::FusedLoss::squared_range);
  EXPECT_EQ(squared.fused(link_named("relu")), std::nullopt);
  EXPECT_EQ(loss_named("logistic").fused(link_named("logistic")), kernels::FusedLoss::logistic);
  EXPECT_EQ(loss_named("probit").fused(link_named("probit")), std::nullopt);
}

}  // namespace
}  // namespace interplay::testing
