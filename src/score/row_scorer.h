// Scores one row after the other by all members of a model. Owns the row and all memory that scoring it takes.
//   in: shared tables; a row, written into row().  out: scores and predictions.  For one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/feature_rows.h"
#include "model/run.h"
#include "score/scoring_tables.h"

namespace interplay {

class RowScorer {
 public:
  explicit RowScorer(std::shared_ptr<const ScoringTables> tables);
  RowScorer(const RowScorer&) = delete;
  RowScorer& operator=(const RowScorer&) = delete;

  const std::shared_ptr<const ScoringTables>& shared() const { return tables_; }
  // The row that is scored next. Starts blank; made columns are the caller's to keep up to date (RowEncoder::make).
  EncodedRow& row() { return row_; }

  // The scores of the row, before the link, by every member: those of Scorer to the bit. Valid until the next call.
  std::span<const float> score();
  // After score(): as Model::predict gives it, to the bit, but not clipped. Not finite where the scores are not.
  float prediction() const;
  // After score(): sum over the members of prediction / members in single precision, which lists are ranked by.
  float listed_prediction() const;

  // The row's RowNoise::deviation by a member, where predictions depend on it, else 1; without that of the ids of a
  // table. Table 0 leaves out none.
  float deviation(std::size_t member, std::uint32_t without_table = 0) const;

  // What one source of features (an entity's row, or an input of the interaction) says by every member: vectors
  // [member][stride] and numbers [member]. Precondition: the model is a factorization machine.
  struct Sums {
    AlignedArray<float> vectors, numbers;
  };
  kernels::SummedMembers entity_sums(std::size_t entity, Sums& scratch);
  kernels::SummedMembers own_sums(const StarInputs::Input& input, Sums& scratch);
  Sums blank_sums() const;
  // How many features an input of the interaction has in this row.
  std::size_t bag_size(const StarInputs::Input& input) const;

 private:
  // Adds the features of row `table_row` of the input's table by one member; returns their number.
  float add_features(const StarInputs::Input& input, std::uint32_t table_row, std::size_t member, float* vector);
  void score_factorization();
  void score_terms();

  std::shared_ptr<const ScoringTables> tables_;
  EncodedRow row_;
  std::vector<FieldView> views_;  // of row_
  std::vector<float> scores_;     // of every member
  // Factorization machines.
  std::vector<Sums> entities_;  // of entities whose sums are not kept
  AlignedArray<float> vectors_;
  std::vector<kernels::SummedMembers> joined_;
  std::vector<float> decoded_vectors_, decoded_weights_;
  std::vector<std::uint32_t> decoded_codes_;
  // Other models.
  std::optional<Workspace> workspace_;
};

}  // namespace interplay
