#include "solvers/gradient/fused_parts.h"

#include <algorithm>

#include "base/aligned.h"

namespace interplay {

void GridParts::list(std::size_t axis, std::size_t rows, const std::function<std::uint32_t(std::size_t)>& row_at) {
  std::vector<bool> listed(rows);
  rows_[axis].resize(grid_.size);
  for (std::size_t cell = 0; cell + 1 < grid_.start.size(); ++cell) {
    const std::size_t round = cell / grid_.size, k = cell % grid_.size;
    std::vector<std::uint32_t>& of_part = rows_[axis][axis == 0 ? k : second_part(k, round)];
    for (std::size_t at = grid_.start[cell]; at < grid_.start[cell + 1]; ++at) {
      const std::uint32_t row = row_at(at);
      if (!listed[row]) of_part.push_back(row);
      listed[row] = true;
    }
  }
}

std::size_t GridParts::owner(std::size_t part, std::size_t round) const {
  const std::size_t cell = (part + grid_.size - round) % grid_.size;
  return static_cast<std::size_t>(std::ranges::upper_bound(cells_.cuts, cell) - cells_.cuts.begin()) - 1;
}

std::size_t GridParts::floats(std::size_t axis, std::size_t part, const RowTables& tables) const {
  return rows_[axis][part].size() * tables.stride * (tables.sums.empty() ? 1 : 2);
}

template <class Visit>
void GridParts::each_row(std::size_t axis, std::size_t part, const RowTables& tables, const Visit& visit) const {
  for (const std::uint32_t row : rows_[axis][part]) {
    visit(tables.work.subspan(row * tables.stride, tables.stride));
    if (!tables.sums.empty()) visit(tables.sums.subspan(row * tables.stride, tables.stride));
  }
}

void GridParts::move(std::size_t round, std::size_t next, const RowTables& tables) const {
  const Phase phase(cluster_, "parts of the grid");
  const std::size_t own = cluster_.number();
  std::vector<std::vector<float>> out(cluster_.size()), in(cluster_.size());
  for (std::size_t part = 0; part < grid_.size; ++part) {
    const std::size_t from = owner(part, round), to = owner(part, next);
    if (from == to) continue;
    if (from == own)
      each_row(1, part, tables,
               [&](std::span<const float> row) { out[to].insert(out[to].end(), row.begin(), row.end()); });
    if (to == own) in[from].resize(in[from].size() + floats(1, part, tables));
  }
  std::vector<std::span<const std::byte>> sends;
  std::vector<std::span<std::byte>> receives;
  std::vector<const float*> at;
  for (std::size_t p = 0; p < cluster_.size(); ++p) {
    sends.push_back(std::as_bytes(std::span(out[p])));
    receives.push_back(std::as_writable_bytes(std::span(in[p])));
    at.push_back(in[p].data());
  }
  cluster_.alltoallv(sends, receives);
  for (std::size_t part = 0; part < grid_.size; ++part) {
    const std::size_t from = owner(part, round);
    if (from == own || owner(part, next) != own) continue;
    each_row(1, part, tables, [&](std::span<float> row) {
      std::copy_n(at[from], row.size(), row.begin());
      at[from] += row.size();
    });
  }
}

void GridParts::gather(std::size_t round, const RowTables& tables) const {
  const Phase phase(cluster_, "end of a pass");
  std::vector<std::size_t> cuts(cluster_.size() + 1, 0);
  for (std::size_t p = 0; p < cluster_.size(); ++p) {
    cuts[p + 1] = cuts[p];
    for (std::size_t k = cells_.cuts[p]; k < cells_.cuts[p + 1]; ++k)
      cuts[p + 1] += floats(0, k, tables) + floats(1, second_part(k, round), tables);
  }
  AlignedArray<float> all(cuts.back());
  const auto visit_cells = [&](std::size_t first, std::size_t last, const auto& visit) {
    for (std::size_t k = first; k < last; ++k) {
      each_row(0, k, tables, visit);
      each_row(1, second_part(k, round), tables, visit);
    }
  };
  float* to = all.data() + cuts[cluster_.number()];
  visit_cells(cells_.first, cells_.last, [&](std::span<float> row) { to = std::ranges::copy(row, to).out; });
  cluster_.allgatherv(std::span(all.data(), all.size()), cuts);
  const float* from = all.data();
  visit_cells(0, grid_.size, [&](std::span<float> row) {
    std::copy_n(from, row.size(), row.begin());
    from += row.size();
  });
}

}  // namespace interplay
