#include "interplay/newcomers.h"

#include <memory>
#include <utility>

#include "data/encode/new_entities.h"
#include "model/implementation.h"
#include "models/table.h"

namespace interplay {

std::vector<std::string> attributes(const Model& model, Role role) {
  const auto field = model.schema().find(role);
  if (!field || model.schema().fields[*field].table == 0) return {};
  return attribute_names(model.star(), model.schema().fields[*field].table - 1);
}

Model with_newcomers(const Model& model, const Dataset& newcomers, std::vector<std::string>* notes) {
  std::vector<std::string> found;
  std::optional<WithNewEntities> wider = with_new_entities(newcomers, model.star(), found);
  if (notes != nullptr) notes->insert(notes->end(), found.begin(), found.end());
  if (!wider) return model;
  const ModelImplementation& before = implementation_of(model);
  auto after = std::make_shared<ModelImplementation>();
  after->star = std::move(wider->star);
  after->options = before.options;
  after->data_options = before.data_options;
  after->target = before.target;
  after->library_version = before.library_version;
  after->weight_l2 = before.weight_l2;
  after->plan = std::make_unique<ModelPlan>(models::plan_of(after->star.schema, after->options, after->target));
  after->members = before.members;
  after->histories = before.histories;
  return model_of(std::move(after));
}

}  // namespace interplay
