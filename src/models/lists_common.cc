// The recipes of losses over lists (ListProperties). Chosen on an item of each user that was held out of the training
// rows of ML-1M; docs/decisions/0033-losses-over-lists.md has the figures.
#include <algorithm>

#include "models/table.h"
#include "objective/drawn_negatives.h"

namespace interplay::models {

void list_defaults(TrainOptions& options) {
  const auto loss = std::ranges::find(loss_table(), options.loss, &Loss::name);
  const ListProperties* lists = loss == loss_table().end() ? nullptr : list_properties(**loss);
  if (lists == nullptr) return;
  const ListRecipe& recipe = lists->recipe;
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

}  // namespace interplay::models
