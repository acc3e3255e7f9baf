// The items whose vectors have the largest cosine with an item's: one pass over a matrix of all items.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "interplay/model.h"
#include "model/implementation.h"
#include "score/panel_matrix.h"

namespace interplay {

// An item's vector is the sum of the pooled vectors of its fields in the model's first table of vectors. With several
// members, the mean of their cosines counts. It never changes and may be used by many threads at once.
class ItemNeighbors {
 public:
  // `item_rows`: rows of entity `item`'s table, one per position. Throws Error(unsupported) for a model without
  // vectors.
  ItemNeighbors(const Model& model, std::size_t item, std::vector<std::uint32_t> item_rows);

  struct Neighbor {
    std::uint32_t position;
    float cosine;
  };
  // The `count` items nearest to the one at `self`, best first, equal ones in order of position; without that item.
  // Throws Error(bad_model) if a cosine is not finite.
  std::vector<Neighbor> nearest(std::uint32_t self, std::size_t count) const;

 private:
  // Sums of the pooled vectors of the fields of some items by one member: columns numbers of each.
  std::vector<double> vectors(const Parameters& parameters, std::span<const FieldView> views, std::size_t items) const;
  // Cosines of the items with the first of them.
  std::vector<float> cosines(std::span<const std::uint32_t> positions) const;

  Model model_;
  std::size_t item_, table_ = 0;
  std::vector<std::uint32_t> item_rows_;
  PanelMatrix
      directions_;  // of every item, member by member; none where a number is not finite, or it would be too large
};

}  // namespace interplay
