// The recipes of losses over lists. Chosen on an item of each user that was held out of the training rows of ML-1M and of
// Gowalla; docs/decisions/0033-losses-over-lists.md has the figures.
#include "models/table.h"

namespace interplay::models {
namespace {

struct ListRecipe {
  std::string_view loss;
  std::int64_t rank, epochs;
  double learning_rate, l2;
};
constexpr ListRecipe recipes[] = {
    {"bpr", 64, 40, 0.08, 0.005},
    {"warp", 64, 30, 0.015, 0.02},
    {"sampled-softmax", 64, 20, 0.05, 0.0003},
    {"logistic", 64, 40, 0.05, 0.002},
};

}  // namespace

void list_defaults(TrainOptions& options) {
  for (const ListRecipe& recipe : recipes) {
    if (recipe.loss != options.loss) continue;
    options.rank = recipe.rank;
    options.epochs = recipe.epochs;
    options.learning_rate = recipe.learning_rate;
    options.linear_rate = 1;
    options.init = 0.1;
    options.initializer = "normal";
    options.optimizer = "sgd";
    options.batch = 1;
    options.schedule = "linear";
    options.l2 = 0;
    options.l2_linear = options.l2_factors = recipe.l2;
    options.l2_count_power = 0;
    options.l2_scope = "touched";
    options.adapt = false;
  }
}

}  // namespace interplay::models
