// Rows held out of the training rows in order to choose settings.
#pragma once

#include <cstdint>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

struct CheckPart {
  std::vector<std::uint32_t> fit, check;  // each ascending
};

// If split.valid has rows, these check what split.train fits. Otherwise a random tenth of the training rows does, at
// most 20,000; with fewer than 10,000 training rows each fifth does in turn, so that every row checks once. None if
// there is a single row. `draw` decides which rows, instead of the seed of a training, so that the choice is the same
// for all seeds.
std::vector<CheckPart> check_parts(const Split& split, std::uint64_t draw);

}  // namespace interplay
