// Studies: well-known notebooks on factorization models for ratings, and a public board of click models, done again
// from the data to a report.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "interplay/api.h"
#include "interplay/report.h"
#include "interplay/train.h"

namespace INTERPLAY_API interplay {

struct StudyInfo {
  std::string_view name, summary;
  std::string_view dataset;  // the folder of its data: a name of known_datasets(), or one that cannot be fetched
  std::array<std::string_view, 2> files;  // of which that folder has one
};
std::span<const StudyInfo> studies();
// Throws Error(usage) for an unknown name, naming the nearest one.
const StudyInfo& find_study(std::string_view name);

struct StudyOptions {
  std::filesystem::path data;  // a folder in the layout of the study's data set
  std::int64_t seed = 1;
  std::int64_t threads = 0;
  bool synthetic = false;  // the data is made up: results of the notebook are not shown beside it
  bool quick = false;      // of a study that repeats its trainings over several draws of the data: the first draw alone
};

// Writes small made-up data in the layout of the study's into `folder`, which need not be there; a tenth of the data
// set or less: what takes seconds for the real one takes a moment. Throws what find_study throws.
void make_up_data(std::string_view study, const std::filesystem::path& folder);

// Trains the models of the notebook, by its protocol and by a sound one, and reports both; of the board, by its
// settings. The observer sees every step, as in `train`. Throws what find_study, `read` and `train` throw.
Report reproduce(std::string_view study, const StudyOptions& options, Observer& observer);

}  // namespace interplay
