// The results file of a search: JSON, replaced after every training, and read when the search is continued.
#pragma once

#include <filesystem>
#include <vector>

#include "interplay/tune.h"
#include "model/json.h"

namespace interplay {

// The trials in the file; none if it does not exist. Throws Error(usage) if they are of another request,
// Error(bad_data) if it is no results file.
std::vector<Trial> read_results(const std::filesystem::path& path, const Json& request);

// Writes trials in the order of rungs and numbers, so that the bytes do not depend on which trial ended first.
void write_results(const std::filesystem::path& path, const Json& request, std::vector<Trial> trials);

}  // namespace interplay
