// Interactions as a sparse matrix X of users and items.
//   in: training rows and their weights.  out: X by users and by items.  Called by: what fits models in closed form.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

// The entries of one row or column of X, in ascending order of `at`.
struct InteractionEntry {
  std::uint32_t at = 0;  // code of the item, or of the user
  double x = 0;          // the sum of the weights of their training rows
};

class Interactions {
 public:
  // Rows of unseen users or items are left out. Throws Error(bad_data) for a weight below 0 or not finite.
  explicit Interactions(const Problem& problem);

  std::size_t users() const { return by_user_.offsets.size() - 2; }
  std::size_t items() const { return by_item_.offsets.size() - 2; }
  // The interactions of one user or item, by code from 1; code 0 has none.
  std::span<const InteractionEntry> of_user(std::uint32_t user) const { return by_user_.list(user); }
  std::span<const InteractionEntry> of_item(std::uint32_t item) const { return by_item_.list(item); }

  // Replaces every x by f(user, x), for comparing items.
  template <class Function>
  void weigh(const Function& f) {
    for (std::uint32_t user = 1; user <= users(); ++user)
      for (InteractionEntry& entry : by_user_.list(user)) entry.x = f(user, entry.at, entry.x);
    for (std::uint32_t item = 1; item <= items(); ++item)
      for (InteractionEntry& entry : by_item_.list(item)) entry.x = f(entry.at, item, entry.x);
  }

  // Adds column i of X'X to `products`, which has a number for every code of an item: sum_u x_ui x_uj.
  void add_products(std::uint32_t i, std::span<double> products) const;

 private:
  struct Lists {
    std::vector<std::size_t> offsets;
    std::vector<InteractionEntry> entries;
    std::span<const InteractionEntry> list(std::uint32_t code) const {
      return std::span(entries).subspan(offsets[code], offsets[code + std::size_t{1}] - offsets[code]);
    }
    std::span<InteractionEntry> list(std::uint32_t code) {
      return std::span(entries).subspan(offsets[code], offsets[code + std::size_t{1}] - offsets[code]);
    }
  };
  Lists by_user_, by_item_;
};

}  // namespace interplay
