#include "solvers/implicit/gram.h"

#include <algorithm>
#include <vector>

#include "kernels/observations.h"

namespace interplay {
namespace {

constexpr std::size_t rows_per_task = 2048;

// Calls visit(i, j, element) for all i <= j of a square in panels.
template <class Visit>
void for_elements(const kernels::Panels& panels, const float* square, const Visit& visit) {
  const float* column = square;
  for (std::size_t row = 0; row < panels.rank; row += panels.width())
    for (std::size_t c = row; c < panels.rank; ++c, column += panels.width())
      for (std::size_t i = row; i < std::min(row + panels.width(), c + 1); ++i) visit(i, c, column[i - row]);
}

}  // namespace

Gram gram_of(const Side& side, const TaskPool& pool) {
  const kernels::Panels panels{side.rank, side.stride};
  const std::size_t tasks = (side.met.size() + rows_per_task - 1) / rows_per_task;
  std::vector<AlignedArray<float>> sums(tasks);
  pool.run(tasks, [&](std::size_t task) {
    sums[task] = AlignedArray<float>(panels.sums_size());
    kernels::ObservationTotals unused;
    kernels::Observations rows;
    std::fill_n(rows.roots, kernels::observation_tile, 1.0f);
    std::fill_n(rows.targets, kernels::observation_tile, 0.0f);
    const std::size_t end = std::min(side.met.size(), (task + 1) * rows_per_task);
    for (std::size_t first = task * rows_per_task; first < end; first += kernels::observation_tile) {
      rows.count = std::min(kernels::observation_tile, end - first);
      for (std::size_t n = 0; n < rows.count; ++n) rows.vectors[n] = side.vector(side.met[first + n]);
      kernels::add_observations(rows, panels, sums[task].data(), unused);
    }
  });
  std::vector<double> total(side.rank * side.rank, 0.0);
  for (const AlignedArray<float>& part : sums)
    for_elements(panels, part.data(), [&](std::size_t i, std::size_t j, float value) {
      total[i * side.rank + j] += static_cast<double>(value);
    });
  Gram gram{side.rank, side.stride, AlignedArray<float>(side.rank * side.stride)};
  for (std::size_t i = 0; i < side.rank; ++i)
    for (std::size_t j = i; j < side.rank; ++j)
      gram.numbers[i * side.stride + j] = gram.numbers[j * side.stride + i] =
          static_cast<float>(total[i * side.rank + j]);
  return gram;
}

double sum_of_squared_scores(const Gram& a, const Gram& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.numbers.size(); ++i)
    sum += static_cast<double>(a.numbers[i]) * static_cast<double>(b.numbers[i]);
  return sum;
}

}  // namespace interplay
