// The scores of the training rows, computed from what a sweep holds: no feature is looked up again.
#include <algorithm>

#include "kernels/arrays.h"
#include "solvers/coordinate/sweep.h"

namespace interplay {

// With targets of 0, T of an observation is minus the score of the other tables; so the score of a rating of row p is a
// + <p, R> - T.
void CoordinateSweep::scores(std::span<float> out) const {
  constexpr std::size_t tile = kernels::observation_tile;
  const CoordinateTable& table = tables_.tables.front();
  const std::uint32_t grain = table.whole_rows ? 1024 : 16;
  const std::size_t stride = tables_.stride;
  const std::vector<kernels::OtherTable> others = others_of(0);
  const std::vector<float> zeros(tile, 0.0f);
  problem_.pool.run((table.rows + grain - 1) / grain, [&](std::size_t task) {
    AlignedArray<float> vectors(tile * stride);
    kernels::Observations observations;
    const auto first_row = static_cast<std::uint32_t>(task) * grain;
    for (std::uint32_t row = first_row; row < std::min(table.rows, first_row + grain); ++row) {
      const float* p = rows_[0].vectors.data() + row * stride;
      const float a = rows_[0].numbers[row];
      for (std::uint64_t at = table.offsets[row]; at < table.offsets[row + 1]; at += tile) {
        kernels::ObservationList list = ratings(0, others, at, table.offsets[row + 1]);
        list.targets = zeros.data();
        list.weights = nullptr;
        kernels::make_observations(list, 0, vectors.data(), observations);
        for (std::size_t n = 0; n < list.count; ++n)
          out[at + n] = a + kernels::dot(p, observations.vectors[n], stride) - observations.targets[n];
      }
    }
  });
}

}  // namespace interplay
