// Tensors of the Open Inference Protocol, in JSON or as bytes behind it: one text for each row.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "serve/json/fields.h"

namespace interplay::serve {

struct Tensor {
  std::string_view name;
  std::vector<std::string_view> rows;
};

// The input that `value` describes. `bytes`: what is left of the binary data, of which the tensor takes its own.
// `place`: where the input stands, for messages. Throws Fault (400).
Tensor read_tensor(const simdjson::dom::element& value, std::string_view& bytes, TextArena& arena, std::size_t most,
                   std::string_view place);

}  // namespace interplay::serve
