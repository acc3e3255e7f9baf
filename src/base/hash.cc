#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace interplay {

std::uint64_t seeded_hash(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace interplay
