// The file of a search's results: JSON that is replaced after every training, and read when the search goes on.
#pragma once

#include <filesystem>
#include <vector>

#include "interplay/tune.h"
#include "model/json.h"

namespace interplay {

// The trials that the file holds; none where it does not exist. Throws Error(usage) where they are of another request,
// Error(bad_data) where it is no such file.
std::vector<Trial> read_results(const std::filesystem::path& path, const Json& request);

// In the order of rungs and numbers: the bytes do not depend on which trial ended first.
void write_results(const std::filesystem::path& path, const Json& request, std::vector<Trial> trials);

}  // namespace interplay
