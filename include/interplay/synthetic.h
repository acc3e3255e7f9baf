// Made-up ratings and clicks.
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
  std::string like = "ml-100k";                 // ml-100k, ml-1m, ml-20m or criteo: their sizes and file layout
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
// What the planted probabilities of a binary target are worth on the rows that were written: no model can be better but
// by chance.
struct PlantedTruth {
  std::uint64_t rows = 0;
  double positives = 0;  // share of rows with target 1
  double entropy = 0;    // mean of -p log p - (1 - p) log(1 - p): the expected logloss of the probabilities themselves
  double logloss = 0;    // theirs on the targets that were drawn
};
// Writes the files into `folder` (created; must be empty or absent), or clicks into one file where the path ends in
// .csv or .ffm. Returns their paths. Same options, same bytes, for any number of threads. `truth`, if given, is filled
// for clicks.
std::vector<std::filesystem::path> synthesize(const std::filesystem::path& folder, const SyntheticOptions& options,
                                              PlantedTruth* truth = nullptr);

}  // namespace interplay
