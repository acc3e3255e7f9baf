// How batch normalisation follows its batches.
#pragma once

namespace interplay {

struct NormOptions {
  double momentum = 0.99, epsilon = 1e-3;
  // Whether the moving averages are of the batches alone. Else they start at mean 0 and variance 1, of which
  // momentum^t is left after t steps: 60 % after 50.
  bool corrected = true;
};

}  // namespace interplay
