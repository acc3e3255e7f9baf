// Rows that are held out of training: what is predicted for them after each pass, and how well.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/predict.h"
#include "solvers/loop.h"

namespace interplay {

// Predictions of some rows by the parameters of a pass, or by the mean over the draws of a chain.
class HeldOut {
 public:
  // All of it outlives this.
  HeldOut(std::span<const std::uint32_t> rows, const Problem& problem, const TargetInfo& target)
      : rows_(rows),
        problem_(problem),
        target_(target),
        shares_(equal_shares(problem.cluster, (rows.size() + rows_per_piece - 1) / rows_per_piece)
                    .of_grains(rows_per_piece, rows.size())),
        predictor_(problem.plan, target, {problem.fields, rows.subspan(shares_.first, shares_.count())}, problem.pool) {
  }

  // By the draws that were added, where there are any; else by `parameters`. Clipped last. `scores`, where given, gets
  // those by `parameters`, which stand before the link.
  std::vector<float> predict(const Parameters& parameters, std::vector<float>* scores = nullptr) const;
  void add_draw(const Parameters& parameters);
  std::int64_t draws() const { return draws_; }
  std::span<const std::uint32_t> rows() const { return rows_; }

  // The draws added so far, as tensors of a checkpoint behind `prefix`.
  void store(const std::string& prefix, std::vector<StoredTensor>& tensors) const;
  void load(const std::string& prefix, const SafetensorsFile& file);

 private:
  // What each process predicts is a number of these.
  static constexpr std::size_t rows_per_piece = 1024;

  std::vector<float> mean() const;
  // By one set of parameters, of all rows.
  std::vector<float> predict_all(const Parameters& parameters, bool clip, std::vector<float>* scores = nullptr) const;

  std::span<const std::uint32_t> rows_;
  const Problem& problem_;
  const TargetInfo& target_;
  Shares shares_;            // of the rows
  Predictor predictor_;      // of the own ones
  std::vector<double> sum_;  // of the draws' predictions, not clipped
  std::int64_t draws_ = 0;
};

// The metrics of the validation part: the usual ones, and what is monitored. Refers to its arguments. Empty where there
// are no rows. `targets`: of every interaction, in their own units.
Validate validate_on(const HeldOut& held_out, const Problem& problem, const TargetInfo& target,
                     std::span<const float> targets);

}  // namespace interplay
