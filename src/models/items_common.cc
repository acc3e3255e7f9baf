// Models of items by items.
#include <algorithm>

#include "interplay/error.h"
#include "models/parts.h"

namespace interplay::models {

std::optional<std::size_t> history_input(const Schema& schema) {
  const auto user = schema.find(Role::user), item = schema.find(Role::item);
  if (!user || !item) return std::nullopt;
  const std::vector<std::size_t> inputs = schema.inputs();
  const std::string ending = "_" + schema.fields[*item].name + "_history";
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const Field& field = schema.fields[inputs[input]];
    if (field.kind == Kind::multi && field.table == schema.fields[*user].table && field.name.ends_with(ending) &&
        field.vocabulary.size() == schema.fields[*item].vocabulary.size())
      return input;
  }
  return std::nullopt;
}

ModelPlan plan_of_items(const Schema& schema, const TrainOptions& options, ItemWeights weights, std::size_t rank) {
  const auto [user, item] = user_and_item(schema, options.model);
  const std::size_t items = schema.fields[schema.inputs()[item]].vocabulary.size();
  if (items > ItemItem::most_items)
    throw Error(Code::usage,
                "model '" + options.model + "' takes at most " + std::to_string(ItemItem::most_items) +
                    " items, and the data has " + std::to_string(items),
                "keep the most frequent ones with --top, or choose model ials");
  ModelPlan plan(schema);
  plan.add(std::make_unique<ItemItem>(ItemItemOptions{.weights = weights,
                                                      .items = items,
                                                      .kept = static_cast<std::size_t>(options.neighbors),
                                                      .rank = rank,
                                                      .history = history_input(schema),
                                                      .item = item}));
  plan.finish(sum_head(false), {.link = {}, .loss = &loss_named("none")});
  return plan;
}

}  // namespace interplay::models
