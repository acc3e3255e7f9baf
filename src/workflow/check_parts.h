// Rows that are held out of the training rows to choose settings by.
#pragma once

#include <cstdint>
#include <vector>

#include "interplay/dataset.h"

namespace interplay {

struct CheckPart {
  std::vector<std::uint32_t> fit, check;  // each ascending
};

// Where split.valid has rows, these check what split.train fits. Else a random tenth of the training rows, at most
// 20,000, does; of fewer than 10,000 training rows each fifth in turn, so that every row checks once. None where there
// is a single row. `draw` decides which rows: not the seed of a training, so that what is chosen is the same for all.
std::vector<CheckPart> check_parts(const Split& split, std::uint64_t draw);

}  // namespace interplay
