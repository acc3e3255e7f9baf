// Hashes whose values are part of file formats.
#pragma once

#include <cstdint>
#include <string_view>

namespace interplay {

// XXH3, 64 bits, of a seed.
std::uint64_t seeded_hash(std::string_view bytes, std::uint64_t seed);

}  // namespace interplay
