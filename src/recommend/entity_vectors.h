// The vectors of items or users: sums of the pooled vectors of all fields of their table.
//   in: a model, rows of an entity's table.  out: a vector of each by every member.  Called by: Neighbors.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "interplay/model.h"

namespace interplay {

class EntityVectors {
 public:
  // Whether the model has vectors of this entity.
  static bool exist(const Model& model, std::size_t entity);

  // Those of the first table of vectors that has a field of entity number `entity`. Throws Error(unsupported) for a
  // model without such.
  EntityVectors(const Model& model, std::size_t entity);

  std::size_t columns() const { return columns_; }
  std::size_t members() const;

  // Visits the members in order: visit(member, vectors), columns() numbers for each of `rows`.
  void each_member(std::span<const std::uint32_t> rows,
                   const std::function<void(std::size_t, const std::vector<double>&)>& visit) const;

 private:
  Model model_;
  std::size_t entity_, table_ = 0, columns_ = 0;
};

}  // namespace interplay
