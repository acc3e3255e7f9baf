// Options of batch normalisation.
#pragma once

namespace interplay {

struct NormOptions {
  double momentum = 0.99, epsilon = 1e-3;
  // Whether the moving averages contain the batches alone. Otherwise they start at mean 0 and variance 1, of which
  // momentum^t is left after t steps: 60% after 50.
  bool corrected = true;
};

}  // namespace interplay
