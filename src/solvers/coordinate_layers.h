// Sub-blocks. A factorization machine is a sum over the coordinates of its vectors,
//   score = bias + sum_j x_j w_j + sum_c sum_{i<j} x_i v_ic x_j v_jc,
// so that any coordinates, with or without the weights, are a smaller machine fitted to what the others leave of the
// targets. A layer is such a machine: `block` coordinates, the first with the weights; of block 1 the weights alone,
// then one coordinate each, as libFM does (Rendle 2012). A sweep of a layer costs the square of its coordinates per
// rating, so that a pass takes time linear in the rank. One layer of all coordinates needs none of this.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "solvers/coordinate_sweep.h"
#include "solvers/coordinate_tables.h"

namespace interplay {

class CoordinateLayers {
 public:
  // Whether `block` (0: all) makes several layers of `rank` coordinates.
  static bool several(std::size_t block, std::size_t rank);

  // `tables` are those of the whole machine, with targets that may change where there are several layers; they are
  // then pointed at one layer after the other, at first at the first.
  CoordinateLayers(const Problem& problem, CoordinateTables& tables, std::size_t block);

  std::size_t count() const { return layers_.size(); }

  // Points the tables at the parameters of a layer, as copies where there are several.
  void select(std::size_t layer);
  // Writes the copies of the layer back.
  void store();

  // The scores of all layers by the present parameters. To be called before a pass.
  void load(CoordinateSweep& sweep);
  // Selects a layer and gives the tables the targets that the others leave it.
  void enter(std::size_t layer, CoordinateSweep& sweep);
  // After the layer's sweeps.
  void leave(CoordinateSweep& sweep);

  // New targets of all layers together, in the order of the first table.
  void set_targets(std::span<const float> values);
  // Scores of all layers together, without bias, in that order.
  void scores(const CoordinateSweep& sweep, std::span<float> out) const;

 private:
  struct Layer {
    std::size_t first, count;  // coordinates
    bool weights;
  };
  bool several() const { return layers_.size() > 1; }

  const Problem& problem_;
  CoordinateTables& tables_;
  std::vector<Layer> layers_;
  std::size_t layer_ = 0;
  // Of every field in the order of the tables: its tensors, and the copy of a layer's part of its vectors.
  std::vector<const Tensor*> linear_, factors_;
  std::vector<Tensor> parts_;
  AlignedArray<float> numbers_;                 // of the copies
  std::vector<float> target_, total_, before_;  // before_: scores of the layer when it was entered
};

}  // namespace interplay
