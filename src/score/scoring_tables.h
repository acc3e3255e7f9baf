// The data that scoring single rows needs, prepared once per model and shared by threads.
//   in: a model, a limit of memory.  out: the encoder of rows, the responses of the members and, for a factorization
//   machine, the sums over the features of every row of the entity tables.  Called by: RowScorer, ItemIndex.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/aligned.h"
#include "data/encode/row_encoder.h"
#include "interplay/model.h"
#include "interplay/score.h"
#include "model/implementation.h"
#include "model/response.h"
#include "model/star_inputs.h"

namespace interplay {

// S_e and N_e of StarInputs for every row of an entity's table and every member: vectors[row][member][stride],
// numbers[row][member]. Empty if they are to be summed for each row that is scored.
struct EntitySums {
  AlignedArray<float> vectors, numbers;
};

class ScoringTables {
 public:
  ScoringTables(const Model& model, const ScoringOptions& options);
  ScoringTables(const ScoringTables&) = delete;
  ScoringTables& operator=(const ScoringTables&) = delete;

  const Model& model() const { return model_; }
  const ModelPlan& plan() const { return *implementation_of(model_).plan; }
  const Star& star() const { return model_.star(); }
  const RowEncoder& encoder() const { return encoder_; }
  std::size_t members() const { return model_.members(); }
  const Response& response(std::size_t member) const { return responses_[member]; }
  // The entity table of the users or the items, if they have one.
  std::optional<std::size_t> entity_of(Role role) const;

  // None if the model is run term by term.
  const std::optional<StarInputs>& factorization() const { return factorization_; }
  const EntitySums& sums(std::size_t entity) const { return sums_[entity]; }  // index into factorization()->entities
  std::span<const float> biases() const { return biases_; }                   // by member
  // The stored numbers of every member.
  std::span<const MemberTensor> tensors(std::size_t member) const { return tensors_[member]; }

  // If predictions depend on how the noise or the thresholds of ids differ (RowNoise): the deviations of every code by
  // every member, [code][member].
  struct IdDeviations {
    std::size_t input;  // position among the model's inputs
    std::vector<float> values;
  };
  std::span<const IdDeviations> deviations() const { return deviations_; }

  // Whether the mean prediction is shift + scale times the mean score.
  bool linear_response() const;

  // For models that run term by term: the pooled bags of entity tables; null if they would take too much memory.
  const PooledBags* bags(std::size_t member) const { return bags_.empty() ? nullptr : bags_[member].data(); }
  // Of such models all members are kept as floats, unless they are stored otherwise; then null.
  const Parameters* parameters(std::size_t member) const { return parameters_[member].get(); }

 private:
  void prepare_sums(std::size_t limit);
  void add_member(std::size_t member, const Parameters& parameters, const TaskPool& pool);
  void keep_members(std::size_t limit, const TaskPool& pool);

  Model model_;
  RowEncoder encoder_;
  std::vector<Response> responses_;
  std::optional<StarInputs> factorization_;
  std::vector<EntitySums> sums_;
  std::vector<float> biases_;
  std::vector<IdDeviations> deviations_;
  std::vector<std::vector<MemberTensor>> tensors_;
  std::vector<std::shared_ptr<const Parameters>> parameters_;
  std::vector<std::vector<PooledBags>> bags_;
};

}  // namespace interplay
