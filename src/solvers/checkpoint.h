// The state of training as a file, from which a killed training goes on as if nothing had happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "solvers/solver.h"

namespace interplay {

// The state of the loop between two passes.
struct LoopState {
  std::int64_t epoch = 0;  // passes completed since training last started over
  double step_scale = 1;   // halved whenever training starts over
  std::int64_t halvings = 0;
  double best_value = 0;  // valid if best_epoch > 0
  std::int64_t epochs_without_improvement = 0;
  History history;  // `monitor` and `stopped` are set at the end of training
};

// Where checkpoints are written, and which training they belong to.
struct CheckpointPlan {
  std::string path;  // empty: none
  std::int64_t every = 1;
  bool resume = false;
  std::uint64_t data = 0;  // checksum of everything that the solver and the monitor read
  bool writes = true;      // otherwise `path` is only read
};

struct Snapshot {
  AlignedArray<float> parameters;          // the whole block of parameters
  std::vector<AlignedArray<float>> state;  // of the solver
  std::int64_t steps = 0;

  bool empty() const { return parameters.size() == 0; }
};

// Reuses the memory of an earlier snapshot of the same training.
void take_snapshot(const Parameters& parameters, Solver& solver, Snapshot& snapshot);
void restore(const Snapshot& snapshot, Parameters& parameters, Solver& solver);

// `last` is the state after the last complete pass. `best` is a block of parameters, empty if it equals the last one or
// is not kept. Throws Error(io).
void write_checkpoint(const CheckpointPlan& plan, const Problem& problem, Solver& solver, const Parameters& parameters,
                      const LoopState& loop, const Snapshot& last, const AlignedArray<float>& best);

// Returns nothing if the file does not exist. Throws Error(bad_model) for a corrupt file, Error(usage) for a file of
// other data or options.
std::optional<LoopState> read_checkpoint(const CheckpointPlan& plan, const Problem& problem, Solver& solver,
                                         const Parameters& parameters, Snapshot& last, AlignedArray<float>& best);

}  // namespace interplay
