// Wing choose: --model auto (interplay/choose.h). In: data, the training rows of a split, options that stay, a budget.
// Out: candidates in the order of their errors on training rows held out, and the plain options of the best. The
// program and users of the library call it; it trains by the same `train` as everybody.
//
// The candidates for a choice of model.
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
  std::vector<std::int64_t> passes;  // the passes it may be trained with, ascending; each time from the start
};

// The candidates, in the order in which they are worth trying, by what usually does well. `data`: as read. `given`: the
// options that they have in common.
std::vector<CandidateSpec> candidates_for(const Dataset& data, const Split& split, const TrainOptions& given);

// `data` with only the named inputs.
Dataset with_inputs(Dataset data, const std::vector<std::string>& names);

}  // namespace interplay
