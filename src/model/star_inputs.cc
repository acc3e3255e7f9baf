#include "model/star_inputs.h"

#include <algorithm>
#include <map>

#include "kernels/feature_rows.h"

namespace interplay {
namespace {

bool along_the_star(const ModelPlan& plan, const FmShape& shape) {
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const std::optional<std::size_t>& table : {shape.linear, shape.factors}) {
    if (!table) continue;
    for (const Embedding::Slot& slot : plan.tables()[*table].slots()) {
      if (slot.kind == Kind::numeric && slot.numeric == NumericMap::affine) return false;
      if (slot.kind == Kind::multi && plan.schema().fields[inputs[slot.input]].pooling == Pooling::padded_mean)
        return false;
    }
  }
  return true;
}

}  // namespace

std::optional<StarInputs> StarInputs::of(const ModelPlan& plan) {
  std::optional<FmShape> shape = plan.fm_shape();
  const std::optional<SidesShape> of_sides = shape ? std::nullopt : plan.sides_shape();
  if (of_sides) shape = FmShape{.bias = {}, .linear = {}, .factors = of_sides->factors, .dot = true};
  if (!shape || !along_the_star(plan, *shape)) return std::nullopt;
  StarInputs star;
  star.shape = *shape;
  star.sides = of_sides.has_value();
  std::map<std::size_t, Input> by_input;
  const auto add = [&](std::optional<std::size_t> table, std::optional<TensorId> Input::*tensor) {
    if (!table) return;
    for (const Embedding::Slot& slot : plan.tables()[*table].slots()) {
      Input& input = by_input.try_emplace(slot.input, Input{slot.input, {}, {}}).first->second;
      input.*tensor = slot.tensor;
    }
  };
  add(shape->linear, &Input::linear);
  add(shape->factors, &Input::factors);
  if (shape->factors) star.stride = plan.tables()[*shape->factors].stride();
  const std::vector<std::size_t> inputs = plan.schema().inputs();
  for (const auto& [position, input] : by_input) {
    const std::uint32_t table = plan.schema().fields[inputs[position]].table;
    if (table == 0) {
      star.own.push_back(input);
      continue;
    }
    const auto same = std::ranges::find(star.entities, table, &Entity::table);
    if (same != star.entities.end()) {
      same->inputs.push_back(input);
    } else {
      star.entities.push_back({table, {input}});
    }
  }
  if (star.sides && (!star.own.empty() || star.entities.size() != 2)) return std::nullopt;
  return star;
}

float add_features(const StarInputs& star, const StarInputs::Input& input, const FieldView& view,
                   const Parameters& parameters, std::uint32_t table_row, float* vector) {
  const FieldBag bag = bag_of(view, table_row);
  const Tensor* linear = input.linear ? &parameters[*input.linear] : nullptr;
  const Tensor* factors = input.factors ? &parameters[*input.factors] : nullptr;
  const kernels::FeatureTables tables{factors ? factors->data : nullptr, star.stride, linear ? linear->data : nullptr,
                                      linear ? linear->stride : 0};
  const float number = kernels::add_features(tables, {bag.codes.data(), bag.x, bag.factor, bag.codes.size()},
                                             star.within_bags(), vector);
  return star.sides ? 0 : number;
}

}  // namespace interplay
