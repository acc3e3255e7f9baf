// A checksum of everything that training reads from its data, for checkpoints.
#pragma once

#include <cstdint>
#include <span>

#include "interplay/dataset.h"
#include "terms/parameters.h"

namespace interplay {

// The rows of a split, wherever their numbers lie.
struct SplitRows {
  SplitRows(const Split& split) : train(split.train), valid(split.valid), test(split.test) {}
  std::span<const std::uint32_t> train, valid, test;
};

// `start`: the parameters that training starts from; null if they follow from the options.
std::uint64_t fingerprint(const Dataset& data, const SplitRows& split, const Parameters* start = nullptr);

}  // namespace interplay
