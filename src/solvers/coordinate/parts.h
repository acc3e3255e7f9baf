// Which process sums up which rows of a table: only that process keeps their ratings.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solvers/coordinate/tables.h"

namespace interplay {

// Which features each process solves.
Shares feature_shares(const Cluster& cluster, const CoordinateTable& table, const CoordinateField& field,
                      std::size_t rank);
// CoordinateTable::shares.
Shares shares_of(const Cluster& cluster, const CoordinateTable& table, std::size_t rank);

// Calls visit(row) for the rows that this process sums up.
template <class Visit>
void for_own_rows(const CoordinateTable& table, const Visit& visit) {
  const CoordinateField* of_ids = table.single ? &table.fields.front() : nullptr;
  for (std::size_t i = table.shares.first; i < table.shares.last; ++i) {
    if (of_ids == nullptr) {
      visit(static_cast<std::uint32_t>(i));
    } else if (of_ids->offsets[i] < of_ids->offsets[i + 1]) {
      visit(of_ids->rows[of_ids->offsets[i]]);
    }
  }
}

// A value of every row with ratings, each from the process that sums up the row.
template <class T>
void gather_rows(Cluster& cluster, const CoordinateTable& table, std::span<T> of_rows) {
  if (!cluster.several()) return;
  if (!table.single) return cluster.allgatherv(of_rows, table.shares.cuts);
  const CoordinateField& field = table.fields.front();
  std::vector<T> of_features(field.features);
  const auto each = [&](std::size_t first, std::size_t last, const auto& visit) {
    for (std::size_t j = first; j < last; ++j)
      if (field.offsets[j] < field.offsets[j + 1]) visit(of_features[j], of_rows[field.rows[field.offsets[j]]]);
  };
  each(table.shares.first, table.shares.last, [](T& of_feature, const T& of_row) { of_feature = of_row; });
  cluster.allgatherv(std::span(of_features), table.shares.cuts);
  each(0, field.features, [](const T& of_feature, T& of_row) { of_row = of_feature; });
}

}  // namespace interplay
