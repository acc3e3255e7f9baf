// Draws of the cut points of an ordered probit given the scores, with the latent targets integrated out:
// given them cut points can hardly move (Cowles 1996, "Accelerating Monte Carlo Markov chain convergence for
// cumulative-link generalized linear models").
//
// The cut points have a flat prior. They are moved together as theta = (c_1 where it is free, log(c_2 - c_1),
// ...), by two kinds of Metropolis-Hastings steps, with m the mode of theta's posterior and H its precision
// there, both of scores that are rounded to a grid, so that they cost next to nothing and do not depend on
// theta:
//   independent  theta' ~ t_5(m, H^-1), nearly a draw from the posterior
//   walk         theta' ~ N(theta, (2.38^2 / d) H^-1), d numbers; every fourth time.
// The acceptance ratio takes the scores as they are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "solvers/coordinate_levels.h"

namespace interplay {

// Starting cut points: with all scores 0 every level has its share of the weight. `count` levels.
std::vector<double> marginal_cuts(const LevelRows& rows, std::size_t count);

// One step; true when the proposal was taken. `free_first`: else c_1 stays where it is, as a bias moves all
// scores. The result does not depend on the pool.
bool draw_cuts(const LevelRows& rows, bool free_first, std::uint64_t step, RandomStream& random, const TaskPool& pool,
               std::span<float> cuts);

}  // namespace interplay
