#include "data/layout.h"
#include "interplay/data.h"
#include "interplay/model.h"

namespace interplay {

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options,
                 int threads) {
  return encode_as(read_with_layout(paths, options, model.star(), threads), model.star());
}

}  // namespace interplay
