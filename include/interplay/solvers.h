// The solvers that exist, and what each can do.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// What tells solvers apart to the code around them.
struct SolverProperties {
  bool samples = false;              // passes are draws of a chain: the model keeps several, and another run can go on
  bool has_rate = false;             // passes take steps of a learning rate
  bool needs_validation = false;     // learns from the validation part, too
  bool learns_l2 = false;            // L2 coefficients are found in training (see EpochRecord::l2)
  bool learns_noise = false;         // of numbers: the parameters hold how far targets lie about the score
  bool fits_levels = false;          // ordinal targets
  bool adapts = false;               // L2, rates and epochs may be left to the training rows (TrainOptions::adapt)
  bool minimizes_penalized = false;  // passes minimize the loss of all rows with all penalties added once
};

struct SolverInfo {
  std::string_view name, summary;
  // Which of the options that not every solver has this one reads: "learning_rate", "block", ...
  std::vector<std::string_view> reads;
  SolverProperties properties;
};

// In the order in which help lists them.
std::vector<SolverInfo> solvers();
// The one of that name, if there is one.
std::optional<SolverInfo> solver_info(std::string_view name);

}  // namespace interplay
