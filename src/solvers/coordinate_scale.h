// A move of the whole scale of an ordered probit. Cut points, bias and weights are multiplied by g, vectors
// by sqrt(g) and the priors with them, so that every score is: given the latent targets, which have the
// present scale, it can hardly change, and takes hundreds of passes to follow what the vectors learn. With
// the latent targets integrated out it does so at once. Moves along a group: Liu and Sabatti 2000,
// "Generalised Gibbs sampler and multigrid Monte Carlo for Bayesian computation".
#pragma once

#include <functional>
#include <span>

#include "base/random.h"
#include "solvers/coordinate_levels.h"

namespace interplay {

// The change of scale, as log g. `log_prior(log g)`: log of prior density and Jacobian at that change, less
// those at 0. A Metropolis-Hastings step: the proposal is t_5 about the mode, found on a histogram of the
// scores. 0 where it is refused.
double draw_log_scale(const LevelRows& rows, std::span<const float> cuts,
                      const std::function<double(double)>& log_prior, RandomStream& random, const TaskPool& pool);

}  // namespace interplay
