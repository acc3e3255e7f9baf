// Views of a model's inputs for rows that differ only in their item.
//   in: a star, a row without its item, rows of items.  out: views.  Called by: score_items, EntityVectors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/encode/row_encoder.h"

namespace interplay {

// Interaction i refers to row item_rows[i] of the items' table. Not copyable, because the views refer to the other
// members.
struct ItemRequest {
  std::vector<std::vector<std::uint32_t>> row_of;  // by entity
  std::vector<Column> own;                         // columns of the interactions
  std::vector<FieldView> views;                    // one per input

  // `item`: the index of the items' entity. The star outlives the request.
  ItemRequest(const Star& star, const EncodedRow& row, std::size_t item, std::span<const std::uint32_t> item_rows);
  ItemRequest(const ItemRequest&) = delete;
  ItemRequest& operator=(const ItemRequest&) = delete;

 private:
  void make(std::size_t rows, const std::vector<double>& time);
};

}  // namespace interplay
