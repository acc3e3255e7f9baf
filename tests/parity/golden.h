// Golden vectors that tests/parity/generate.py wrote, and the plan that they belong to.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/batch.h"
#include "interplay/dataset.h"
#include "model/json.h"
#include "plan/plan.h"

namespace interplay::testing {

// All files but that of the data, sorted.
std::vector<std::filesystem::path> golden_files();

// One file: a model over the common data, with its starting parameters.
class Golden {
 public:
  explicit Golden(const std::filesystem::path& path);

  const Json& json() const { return json_; }
  const ModelPlan& plan() const { return *plan_; }
  std::span<const FieldView> fields() const { return fields_; }
  std::span<const std::uint32_t> rows() const { return rows_; }
  std::span<const float> target() const { return data_.target(); }
  std::span<const float> weight() const { return data_.weight(); }
  double mean_weight() const;

  // The model's options, changed by those of a run.
  TrainOptions options(const Json& run = Json::object()) const;
  Parameters initial() const;

 private:
  void read_data();

  Json json_;
  Dataset data_;
  std::vector<FieldView> fields_;
  std::vector<std::uint32_t> rows_;
  std::unique_ptr<ModelPlan> plan_;
};

}  // namespace interplay::testing
