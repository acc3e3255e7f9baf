#include "terms/pairwise.h"

#include "kernels/interaction.h"

namespace interplay {
namespace {

kernels::Tile tile_of(const Pooled& in, bool squares) {
  return {in.values, squares ? in.squares : nullptr, in.rows, in.fields, in.stride};
}

}  // namespace

void Pairwise::forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const {
  kernels::pairwise(tile_of(in, within_bags_), out.columns[0]);
}

void Pairwise::backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                        std::span<float>, std::span<float* const>) const {
  kernels::pairwise_backward(tile_of(in, within_bags_), out_gradient.columns[0], !in_gradient.fresh, in_gradient.values,
                             in_gradient.squares);
}

std::vector<Addend> Pairwise::addends(std::span<const Feature> features) const {
  return pair_addends(features, within_bags_);
}

std::unique_ptr<Term> pairwise(Source source, bool within_bags) {
  return std::make_unique<Pairwise>(source, within_bags);
}

}  // namespace interplay
