// Ensembles of the toy, and the runs that they are made of.
#pragma once

#include "workflow/toy.h"

namespace interplay::testing {

// `members` runs of seeds from `seed` on, far enough from zero to differ; predictions are not clipped, so
// that they average.
inline Model train_ensemble(const Toy& toy, std::int64_t seed, std::int64_t members, std::int64_t threads = 1) {
  TrainOptions options = small_options("fm");
  options.seed = seed;
  options.ensemble = members;
  options.threads = threads;
  options.clip = false;
  options.init = 0.3;
  return train(toy.data, toy.split, options);
}

}  // namespace interplay::testing
