// y = f(x), number by number.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay::layers {

std::unique_ptr<Layer> activation(Activation f);

}  // namespace interplay::layers
