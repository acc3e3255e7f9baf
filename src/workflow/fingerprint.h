// A checksum of everything that training reads from its data, for checkpoints.
#pragma once

#include <cstdint>

#include "interplay/dataset.h"
#include "terms/parameters.h"

namespace interplay {

// `start`: the parameters that training starts from; null if they follow from the options.
std::uint64_t fingerprint(const Dataset& data, const Split& split, const Parameters* start = nullptr);

}  // namespace interplay
