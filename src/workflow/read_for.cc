#include <utility>

#include "data/encode/widen.h"
#include "interplay/chains.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "read/layout.h"
#include "workflow/warm_start.h"

namespace interplay {

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads,
                 Dataset* as_read) {
  Dataset data = read_with_layout(paths, options, model.star(), threads);
  if (as_read != nullptr) *as_read = data;
  return encode_as(std::move(data), model.star());
}

Dataset encode_more(const Model& start, Dataset data, std::span<const std::uint32_t> train_rows,
                    const std::string& solver, const DataOptions& options) {
  if (solver_info(solver).value_or(SolverInfo{}).properties.samples)
    return encode(std::move(data), train_rows, options);
  const Dataset own = encode(data, train_rows, options);
  check_inputs(start.schema(), own.schema);
  return encode_as(std::move(data), widened(start.star(), own));
}

Dataset read_more(const Model& start, std::span<const std::string> paths, const DataOptions& options, int threads) {
  return read_more(paths, options, start.star(), threads);
}

}  // namespace interplay
