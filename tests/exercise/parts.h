// The term and the layer that this folder adds, each defined in one file.
#pragma once

#include <memory>

#include "terms/layers/layer.h"

namespace interplay {

// The vectors of a row side by side, and behind them the inner products of all pairs, as one block: what the perceptron
// of a product network reads. Qu et al. 2016.
std::unique_ptr<Term> products(Source source, std::size_t fields, std::size_t columns);
constexpr std::size_t products_width(std::size_t fields, std::size_t columns) {
  return fields * columns + fields * (fields - 1) / 2;
}

// y = x s with a learned number s, from 1, for every column. Tensor: "<prefix>/scale".
std::unique_ptr<layers::Layer> scale();

}  // namespace interplay
