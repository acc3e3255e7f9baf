#include "terms/sides.h"

#include <cassert>

#include "kernels/interaction.h"

namespace interplay {

void Sides::forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const {
  assert(left_ > 0 && left_ < in.fields);
  kernels::two_sides({in.values, nullptr, in.rows, in.fields, in.stride}, left_, out.columns[0]);
}

void Sides::backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                     std::span<float>, std::span<float* const>) const {
  kernels::two_sides_backward({in.values, nullptr, in.rows, in.fields, in.stride}, left_, out_gradient.columns[0],
                              in_gradient.values);
}

std::vector<Addend> Sides::addends(std::span<const Feature> features) const {
  std::vector<Addend> across;
  for (Addend& pair : pair_addends(features, false))
    if ((features[pair.first].position < left_) != (features[pair.second].position < left_)) across.push_back(pair);
  return across;
}

std::unique_ptr<Term> sides(Source source, std::size_t left) { return std::make_unique<Sides>(source, left); }

}  // namespace interplay
