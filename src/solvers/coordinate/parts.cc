#include "solvers/coordinate/parts.h"

#include <algorithm>

namespace interplay {

// An equation costs something even if few ratings or rows enter it: about rank / 3 of them.
Shares feature_shares(const Cluster& cluster, const CoordinateTable& table, const CoordinateField& field,
                      std::size_t rank) {
  std::vector<double> costs(field.features);
  for (std::uint32_t j = 0; j < field.features; ++j) {
    costs[j] = 1 + static_cast<double>(rank) / 3 + static_cast<double>(field.offsets[j + 1] - field.offsets[j]);
    if (!table.single || field.offsets[j] == field.offsets[j + 1]) continue;
    costs[j] += static_cast<double>(table.count(field.rows[field.offsets[j]]));
  }
  return shares_by_cost(cluster, costs);
}

Shares shares_of(const Cluster& cluster, const CoordinateTable& table, std::size_t rank) {
  if (table.whole_rows) return equal_shares(cluster, table.rows);
  if (table.single) return feature_shares(cluster, table, table.fields.front(), rank);
  constexpr std::uint32_t grain = summed_rows_per_task;
  std::vector<double> costs;
  for (std::uint32_t first = 0; first < table.rows; first += grain)
    costs.push_back(1 + static_cast<double>(table.offsets[std::min(table.rows, first + grain)] - table.offsets[first]));
  return shares_by_cost(cluster, costs).of_grains(grain, table.rows);
}

}  // namespace interplay
