// What held-out rows have taught a trained model about its predictions: a curve for its probabilities, or how far
// targets lie from its numbers.
//   in: a model file, or rows by workflow/calibrate.  out: corrected probabilities, ends of intervals.
//   Called by: Predictor, RowScorer, ItemIndex.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/batch.h"
#include "interplay/model.h"
#include "objective/probability_curve.h"

namespace interplay {

// Split conformal prediction. The score of a held-out row is |T(target) - T(prediction)| / spread, with T the transform
// of the target (none: the identity). If rows are exchangeable, a new row's score is at most the ceil((n + 1) share)-th
// smallest of n with a probability of at least `share`.
struct ConformalScores {
  static constexpr std::size_t most_scores = 2000;

  // The spread is the product of the factors of the row's ids (with `by_posterior`: the deviation of the target that a
  // chain's draws give). Without either it is 1, and all intervals are equally wide.
  bool by_posterior = false;
  struct ByField {
    std::string field;           // the field of the users' or the items' ids
    std::vector<float> factors;  // by code; factors[0] is that of unknown ids
  };
  std::vector<ByField> by_field;

  std::uint64_t rows = 0;     // n
  std::vector<float> scores;  // ascending: all n, or those at the ranks ceil((i + 1) n / 2000), i from 0

  // From all scores, in any order.
  void set_scores(std::vector<float> all);
  // The score that `share` of rows do not exceed; the next stored one where not all are stored. Infinite if there are
  // too few rows for the share.
  double quantile(double share) const;
};

constexpr std::string_view conformal_method = "conformal";
// A curve that corrects for rows with target 0 which training left out (workflow/kept_negatives.h).
constexpr std::string_view kept_negatives_method = "kept_negatives";

struct Calibration {
  CalibrationInfo info;
  std::optional<ProbabilityCurve> curve;     // of a binary model
  std::optional<ConformalScores> intervals;  // of a model of numbers

  float corrected(float probability) const { return curve ? (*curve)(probability) : probability; }
};

// The spreads of rows by the factors of their ids.
class RowSpread {
 public:
  // The arguments must outlive the object. Fields that the batch lacks have factor 1.
  RowSpread(const ConformalScores& scores, const Batch& batch);

  double operator()(std::size_t row) const;

 private:
  std::span<const std::uint32_t> rows_;
  struct Ids {
    const std::vector<float>* factors;
    const FieldView* view;
    const std::uint32_t* codes;
  };
  std::vector<Ids> ids_;
};

}  // namespace interplay
