// A move of the whole scale of an ordered probit. Thresholds, bias and weights are multiplied by g, vectors by sqrt(g)
// and the priors accordingly, so that every score is multiplied by g. Given the latent targets, which have the present
// scale, the scale can hardly change and takes hundreds of passes to follow what the vectors learn. With the latent
// targets integrated out, it moves at once. For moves along a group see Liu and Sabatti 2000, "Generalised Gibbs
// sampler and multigrid Monte Carlo for Bayesian computation".
#pragma once

#include <functional>
#include <span>

#include "base/random.h"
#include "solvers/coordinate/levels.h"

namespace interplay {

// Returns the change of scale, as log g: a Metropolis-Hastings step with the proposal t_5 about the mode, which is
// found on a histogram of the scores; 0 if the proposal is refused. `log_prior(log g)`: the log of prior density and
// Jacobian at that change, less those at 0.
double draw_log_scale(const LevelRows& rows, std::span<const float> thresholds,
                      const std::function<double(double)>& log_prior, RandomStream& random, const TaskPool& pool,
                      Cluster& cluster = single_process());

}  // namespace interplay
