// What users had, for people to read: their items with what they gave them, the latest first.
//   in: interactions, encoded for a model.  out: the items of one user.  Called by: Explored.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/model.h"

namespace interplay::serve {

class Past {
 public:
  // Of an item that the user had several times, the last one counts. Rows of users and items that the model does not
  // know are left out. Without times the last rows are taken for the latest.
  Past(const Model& model, const Dataset& data);

  struct Had {
    std::uint32_t item;  // row of the model's table of items
    float rating;        // NaN without targets
  };
  std::span<const Had> of(std::string_view user) const;

 private:
  Vocabulary users_;
  std::vector<std::size_t> offsets_;  // by row of the users' table, as in a compressed sparse row
  std::vector<Had> items_;
};

}  // namespace interplay::serve
