// The solvers, and what each of them can do.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// The properties by which the code around a solver tells it from others.
struct SolverProperties {
  bool samples = false;   // passes are draws of a chain: the model keeps several, and another run can continue it
  bool has_rate = false;  // passes take steps with a learning rate
  bool needs_validation = false;     // also learns from the validation part
  bool learns_l2 = false;            // finds L2 coefficients in training (see EpochRecord::l2)
  bool learns_noise = false;         // for numeric targets: the noise is one of the parameters
  bool fits_levels = false;          // ordinal targets
  bool adapts = false;               // the training rows may decide L2, rates and epochs (TrainOptions::adapt)
  bool fits_interactions = false;    // rows are interactions without targets, weighed against all pairs
  bool minimizes_penalized = false;  // passes minimize the loss of all rows plus all penalties, each once
};

struct SolverInfo {
  std::string_view name, summary;
  // The options that it reads, among those that not every solver has: "learning_rate", "block", ...
  std::vector<std::string_view> reads;
  SolverProperties properties;
  std::string_view model;  // what it fits if no model is named
};

// In the order in which help lists them.
std::vector<SolverInfo> solvers();
// The solver of that name, if there is one.
std::optional<SolverInfo> solver_info(std::string_view name);

}  // namespace interplay
