#include <utility>

#include "interplay/chains.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "read/layout.h"

namespace interplay {

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads,
                 Dataset* as_read) {
  Dataset data = read_with_layout(paths, options, model.star(), threads);
  if (as_read != nullptr) *as_read = data;
  return encode_as(std::move(data), model.star());
}

Dataset read_more(const Model& start, std::span<const std::string> paths, const DataOptions& options, int threads) {
  return read_more(paths, options, start.star(), threads);
}

}  // namespace interplay
