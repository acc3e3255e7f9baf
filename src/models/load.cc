// Where the model file meets the models by name.
#include "interplay/model.h"
#include "model/file.h"
#include "models/table.h"

namespace interplay {

Model Model::load(const std::filesystem::path& path, bool verify) {
  return model_of(load_model(path, verify, models::plan_of));
}

}  // namespace interplay
