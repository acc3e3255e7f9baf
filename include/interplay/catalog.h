// Known data sets.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// Known data sets: where they are, what they hold, how a download is checked.
struct KnownDataset {
  std::string name, description, url, md5_file, md5, license;
};
std::span<const KnownDataset> known_datasets();
// Returns the folder of a known data set: below `data_root` (INTERPLAY_DATA) if it is there; otherwise the official
// archive is downloaded, checked and unpacked below `target`. Throws Error(not_found, io, bad_data).
std::filesystem::path get_dataset(std::string_view name, const std::filesystem::path& target,
                                  std::optional<std::filesystem::path> data_root);

}  // namespace interplay
