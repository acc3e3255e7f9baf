// The features of an FM-shaped plan as one numbered list of working rows, and every training row as lists of features.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/aligned.h"
#include "base/spool.h"
#include "kernels/fused_step.h"
#include "solvers/solver.h"

namespace interplay {

// One input field: working rows [first, first + rows).
struct FusedSlot {
  std::size_t input = 0;
  std::optional<TensorId> linear, factors;
  std::uint32_t first = 0;
  std::uint32_t rows = 0;
};

class FusedFeatures {
 public:
  // Why the plan cannot be fitted by fused steps, in words; empty if it can.
  static std::string refusal(const ModelPlan& plan);
  // The same for its terms and fields, whatever the loss.
  static std::string shape_refusal(const ModelPlan& plan);

  explicit FusedFeatures(const Problem& problem);

  std::size_t factors() const { return factors_; }  // floats per row, padded
  std::size_t stride() const { return factors_ + kernels::fused_extra; }
  std::uint32_t rows() const { return rows_; }
  // Whether there are two fields whose ids span the grid. Their slots come first.
  bool has_axes() const { return axes_; }
  // Working rows from this one on are features that cells of the grid share.
  std::uint32_t first_shared() const { return first_shared_; }
  std::span<const FusedSlot> slots() const { return slots_; }
  // Whether every row has exactly the two axis features.
  bool pairs_only() const { return axes_ && slots_.size() == 2; }
  // The working row of a training interaction on axis 0 or 1, relative to the first row of the slot.
  std::uint32_t axis_id(std::size_t axis, std::uint32_t interaction) const;

  // The step that options and objective ask for; its loss is valid if `refusal` is empty.
  kernels::FusedStep step(double learning_rate) const;

  // Copies parameters and row penalties to working rows, and back.
  void load(const Parameters& parameters, std::span<float> work) const;
  void store(std::span<const float> work, Parameters& parameters) const;
  // sum of c |row|^2 over the whole tables, as Keras would add it; only for reports.
  double penalty(std::span<const float> work) const;

  // Lists of features, one per table of the star that has input fields. The part of training interaction i in list l is
  // lists()[l] at index(l, i).
  struct List {
    RowValues<std::uint64_t> offsets;
    SharedSpan<kernels::FusedFeature> features;
    const std::uint32_t* row_of = nullptr;  // of interactions; null: the position of the training row
    std::size_t longest = 0;
  };
  // Makes the lists, which pairs of two ids do not need.
  void make_lists();
  std::span<const List> lists() const { return lists_; }
  std::uint32_t index(const List& list, std::size_t position) const {
    return list.row_of ? list.row_of[problem_.rows[position]] : static_cast<std::uint32_t>(position);
  }

 private:
  void add_slots();
  // Calls task(slot, first row, last row, index of the piece) on the pool, for pieces that cover all rows. Returns the
  // number of pieces.
  std::size_t for_pieces(const std::function<void(std::size_t, std::uint32_t, std::uint32_t, std::size_t)>& task) const;

  const Problem& problem_;
  FmShape shape_;
  std::size_t factors_ = 0;
  std::uint32_t rows_ = 0, first_shared_ = 0;
  bool axes_ = false;
  std::vector<FusedSlot> slots_;
  std::vector<std::vector<float>> linear_penalties_, factor_penalties_;  // by slot
  std::vector<List> lists_;
};

}  // namespace interplay
