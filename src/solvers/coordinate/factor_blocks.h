// Blocks of coordinates (option `block`). A factorization machine is a sum over the coordinates of its vectors,
//   score = bias + sum_j x_j w_j + sum_c sum_{i<j} x_i v_ic x_j v_jc,
// so any coordinates, with or without the weights, form a smaller machine that is fitted to what the others leave of
// the targets. A layer is such a machine: `block` coordinates, the first layer with the weights. With block 1 there is
// a layer of the weights alone and then one per coordinate, as in libFM (Rendle 2012). A sweep of a layer costs the
// square of its coordinates per rating, so a pass takes time linear in the rank. A single layer of all coordinates
// needs none of this.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "solvers/coordinate/sweep.h"
#include "solvers/coordinate/tables.h"

namespace interplay {

class FactorBlocks {
 public:
  // Whether `block` (0: all) cuts `rank` coordinates into several layers.
  static bool several(std::size_t block, std::size_t rank);

  // `tables` are those of the whole machine; if there are several layers, their targets must be changeable. They are
  // then pointed at one layer after the other, at first at the first.
  FactorBlocks(const Problem& problem, CoordinateTables& tables, std::size_t block);

  std::size_t count() const { return layers_.size(); }

  // Points the tables at the parameters of a layer: at copies of them, if there are several layers.
  void select(std::size_t layer);
  // Writes the copies of the selected layer back.
  void store();

  // Computes the scores of all layers from the present parameters. Call it before a pass.
  void load(CoordinateSweep& sweep);
  // Selects a layer and sets the tables' targets to what the other layers leave of them.
  void enter(std::size_t layer, CoordinateSweep& sweep);
  // Call it after the layer's sweeps.
  void leave(CoordinateSweep& sweep);

  // Sets the targets of all layers together, in the order of the first table.
  void set_targets(std::span<const float> values);
  // The scores of all layers together, without bias, in that order.
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
  // For every field, in the order of the tables: its tensors.
  std::vector<WritableTensor> linear_, factors_;
  AlignedArray<float> numbers_;               // memory of the copies
  RowValues<float> target_, total_, before_;  // before_: the layer's scores when it was entered
};

}  // namespace interplay
