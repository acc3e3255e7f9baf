// Scores rows one after another by all members of a model. Owns the row and all memory that scoring needs.
//   in: shared tables; a row, written into row().  out: scores and predictions.  For one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/feature_rows.h"
#include "plan/run.h"
#include "score/scoring_tables.h"

namespace interplay {

class RowScorer {
 public:
  explicit RowScorer(std::shared_ptr<const ScoringTables> tables);
  RowScorer(const RowScorer&) = delete;
  RowScorer& operator=(const RowScorer&) = delete;

  const std::shared_ptr<const ScoringTables>& shared() const { return tables_; }
  // The row to be scored next. It starts blank; the caller keeps derived columns up to date (RowEncoder::make).
  EncodedRow& row() { return row_; }

  // The scores of the row, before the link, by every member; equal to those of Scorer to the bit. Valid until the next
  // call.
  std::span<const float> score();
  // After score(): the prediction of Model::predict, to the bit, but not clipped. Not finite if the scores are not.
  float prediction() const;
  // After score(): the sum over the members of prediction / members in single precision, by which lists are ranked.
  float listed_prediction() const;

  // The row's RowNoise::deviation by a member if predictions depend on it, otherwise 1; without the part of the ids of
  // a table. Table 0: with all parts.
  float deviation(std::size_t member, std::uint32_t without_table = 0) const;

  // The sums of one source of features (an entity's row, or an input of the interaction) by every member: vectors
  // [member][stride] and numbers [member]. Precondition: the model is a factorization machine.
  struct Sums {
    AlignedArray<float> vectors, numbers;
  };
  kernels::SummedMembers entity_sums(std::size_t entity, Sums& scratch);
  kernels::SummedMembers own_sums(const StarInputs::Input& input, Sums& scratch);
  Sums blank_sums() const;
  // The number of features that an input of the interaction has in this row.
  std::size_t bag_size(const StarInputs::Input& input) const;

 private:
  // Adds the features of row `table_row` of the input's table by one member; returns their number.
  float add_features(const StarInputs::Input& input, std::uint32_t table_row, std::size_t member, float* vector);
  // Makes views_ anew if the row describes other entities than before.
  void renew_views() {
    if (row_.description == viewed_) return;
    views_ = tables_->encoder().views(row_);
    viewed_ = row_.description;
  }
  void score_factorization();
  void score_terms();

  std::shared_ptr<const ScoringTables> tables_;
  EncodedRow row_;
  std::vector<FieldView> views_;  // views of row_
  std::uint64_t viewed_ = 0;      // EncodedRow::description of the views
  std::vector<float> scores_;     // by member
  // For factorization machines.
  std::vector<Sums> entities_;  // sums of entities that are not kept in the tables
  AlignedArray<float> vectors_;
  std::vector<kernels::SummedMembers> joined_;
  std::vector<float> decoded_vectors_, decoded_weights_;
  std::vector<std::uint32_t> decoded_codes_;
  // For other models.
  std::optional<Workspace> workspace_;
};

}  // namespace interplay
