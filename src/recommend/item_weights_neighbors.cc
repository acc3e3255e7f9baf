#include "recommend/item_weights_neighbors.h"

#include <algorithm>

#include "model/implementation.h"
#include "terms/item_item.h"

namespace interplay {
namespace {

const ItemItem* item_item_of(const Model& model) {
  const auto terms = implementation_of(model).plan->terms();
  return terms.size() == 1 ? dynamic_cast<const ItemItem*>(terms.front().get()) : nullptr;
}

}  // namespace

bool weighs_items(const Model& model) { return item_item_of(model) != nullptr; }

std::vector<Neighbors::Neighbor> weightiest(const Model& model, std::span<const std::uint32_t> codes,
                                            std::span<const std::uint32_t> item_rows, std::uint32_t self,
                                            std::size_t count) {
  const ItemItem& term = *item_item_of(model);
  const ParameterSets& members = implementation_of(model).members;
  std::vector<float> weight_of(term.options().items + 1, 0.0f);
  for (std::size_t m = 0; m < members.size(); ++m) {
    const std::vector<float> weights = term.weights_of(*members.at(m), codes[item_rows[self]]);
    for (std::size_t j = 1; j < weights.size(); ++j) weight_of[j] += weights[j] / static_cast<float>(members.size());
  }
  std::vector<Neighbors::Neighbor> all;
  for (std::uint32_t position = 0; position < item_rows.size(); ++position)
    if (const float weight = weight_of[codes[item_rows[position]]]; position != self && weight > 0)
      all.push_back({position, weight});
  std::ranges::sort(all, [](const auto& a, const auto& b) {
    return a.value != b.value ? a.value > b.value : a.position < b.position;
  });
  all.resize(std::min(all.size(), count));
  return all;
}

}  // namespace interplay
