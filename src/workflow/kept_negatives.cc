#include "workflow/kept_negatives.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// Apart from the steps at which negatives of lists are drawn.
constexpr std::uint64_t step_of_rows = std::uint64_t{1} << 40;

ProbabilityCurve curve_for(double share) {
  return {.kind = ProbabilityCurve::Kind::platt, .slope = 1, .intercept = std::log(share), .x = {}, .y = {}};
}

}  // namespace

std::vector<std::uint32_t> kept_rows_of(std::span<const std::uint32_t> rows, std::span<const float> target,
                                        double share, std::int64_t seed) {
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t row : rows)
    if (target[row] != 0 ||
        RandomStream(static_cast<std::uint64_t>(seed), Purpose::negative, step_of_rows, row).uniform_double() < share)
      kept.push_back(row);
  return kept;
}

std::vector<float> corrected_for(double share, std::vector<float> probabilities) {
  if (share < 1) std::ranges::transform(probabilities, probabilities.begin(), curve_for(share));
  return probabilities;
}

Calibration calibration_for(double share, std::uint64_t rows) {
  Calibration calibration;
  calibration.info.method = kept_negatives_method;
  calibration.info.rows = rows;
  calibration.curve = curve_for(share);
  return calibration;
}

void check_kept_negatives(double share, bool binary) {
  if (share == 1 || binary) return;
  throw Error(
      Code::usage,
      fmt::format("option 'keep_negatives' is {}, and there are no targets of 0 and 1 whose rows it could draw", share),
      "leave it out; it is for clicks and the like (--target-kind binary)");
}

}  // namespace interplay
