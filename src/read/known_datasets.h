// Known data sets with what is needed to fetch them.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "interplay/catalog.h"

namespace interplay {

struct DatasetSource {
  KnownDataset known;
  std::string folder;              // in the archive
  std::vector<std::string> files;  // without which it is not complete
};

std::span<const DatasetSource> dataset_sources();

// The folder of one data set: found below `data_root` or `target`, else downloaded.
std::filesystem::path get_dataset(const DatasetSource& source, const std::filesystem::path& target,
                                  const std::optional<std::filesystem::path>& data_root);

}  // namespace interplay
