// Made-up ratings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Synthetic ratings with planted structure in the layout of `like`: user and item biases, factors, Zipf popularity,
// demographics and genres that matter, noise, rounded to 1..5.
struct SyntheticOptions {
  std::string like = "ml-100k";                 // ml-100k, ml-1m or ml-20m: their sizes and file layout
  std::int64_t rows = 0, users = 0, items = 0;  // 0: as `like`
  std::int64_t rank = 8;
  double noise = 0.75;
  std::int64_t seed = 7;
};
template <>
std::span<const Option<SyntheticOptions>> options<SyntheticOptions>();
extern template void set_option(SyntheticOptions&, std::string_view, std::string_view);
extern template std::string get_option(const SyntheticOptions&, std::string_view);
extern template void check_options(const SyntheticOptions&);
// Writes the files into `folder` (created; must be empty or absent). Returns their paths. Same options, same bytes.
std::vector<std::filesystem::path> synthesize(const std::filesystem::path& folder, const SyntheticOptions& options);

}  // namespace interplay
