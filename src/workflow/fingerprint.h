// A checksum of everything that training reads from its data, for checkpoints.
#pragma once

#include <cstdint>

#include "interplay/dataset.h"

namespace interplay {

std::uint64_t fingerprint(const Dataset& data, const Split& split);

}  // namespace interplay
