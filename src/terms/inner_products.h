// The inputs of IPNN's perceptron (Qu et al. 2016): the vectors of all fields side by side, then the products <v_f,
// v_g> of all pairs of fields, (0, 1), (0, 2) ... (1, 2) ..., as a block of one field.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

constexpr std::size_t inner_products_columns(std::size_t fields, std::size_t rank) {
  return fields * rank + fields * (fields - 1) / 2;
}

std::unique_ptr<Term> inner_products(Source source, std::size_t fields, std::size_t rank);

}  // namespace interplay
