#include "workflow/derived_for.h"

#include "data/derivation.h"
#include "models/parts.h"
#include "models/table.h"

namespace interplay {

std::optional<Dataset> derived_for(const Dataset& data, const Split& split, const TrainOptions& options) {
  const models::ModelDefinition& model = models::definition(options.model);
  if (model.derives.empty()) return std::nullopt;
  models::user_and_item(data.schema, options.model);  // throws
  if (models::history_input(data.schema)) return std::nullopt;
  DataOptions wanted;
  wanted.derive.assign(model.derives.begin(), model.derives.end());
  Dataset result = data;
  add_derived(result, {split.train, split.train, wanted});
  return result;
}

}  // namespace interplay
