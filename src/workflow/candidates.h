// The ways to train that a choice of model is made among.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/options.h"

namespace interplay {

struct CandidateSpec {
  TrainOptions options;
  std::vector<std::string> fields;
  std::vector<std::int64_t> passes;  // that it may be trained with, ascending: each time from the start
};

// In the order in which they are worth trying, from what usually does well. `data` as read; `given` decides what they
// have in common.
std::vector<CandidateSpec> candidates_for(const Dataset& data, const Split& split, const TrainOptions& given);

// `data` with no other inputs than those of the names.
Dataset with_inputs(Dataset data, const std::vector<std::string>& names);

}  // namespace interplay
