#include "terms/layers/layer.h"

#include <algorithm>

namespace interplay::layers {

void settle(Values& values, kernels::DropoutMask kept) {
  if (kept.bits.data) {
    kernels::activate(values.activation, values.bias, values.rows, values.width, values.stride(), kept, values.data);
    values.nonzero = kept.bits;
  } else if (values.bias || values.activation != Activation::identity) {
    kernels::activate(values.activation, values.bias, values.rows, values.width, values.stride(), values.data);
  }
  values.bias = nullptr;
  values.activation = Activation::identity;
}

void settle(Gradient& gradient, const Values& values) {
  if (!gradient.kept.data) return;
  kernels::activate(Activation::identity, nullptr, values.rows, values.width, values.stride(), {gradient.kept, true},
                    gradient.data);
  gradient.kept = {};
}

Values copied(const Values& values, float* to) {
  std::copy_n(values.data, values.rows * values.stride(), to);
  Values copy = values;
  copy.data = to;
  return copy;
}

}  // namespace interplay::layers
