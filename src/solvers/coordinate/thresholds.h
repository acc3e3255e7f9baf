// Draws of the thresholds of an ordered probit given the scores, with the latent targets integrated out. Given
// the latent targets, thresholds can hardly move (Cowles 1996, "Accelerating Monte Carlo Markov chain convergence
// for cumulative-link generalized linear models").
//
// The thresholds have a flat prior. They are moved together as theta = (c_1 if it is free, log(c_2 - c_1), ...) by two
// kinds of Metropolis-Hastings steps. Let m be the mode of theta's posterior and H its precision there, both for scores
// rounded to a grid: so they cost next to nothing and do not depend on theta.
//   independent  theta' ~ t_5(m, H^-1), nearly a draw from the posterior
//   walk         theta' ~ N(theta, (2.38^2 / d) H^-1), d numbers; every fourth time.
// The acceptance ratio uses the scores without rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "solvers/coordinate/levels.h"

namespace interplay {

// Thresholds to start from: with all scores 0, every level has its share of the weight. `count`: number of levels.
std::vector<double> marginal_thresholds(const LevelRows& rows, std::size_t count);

// Makes one step and returns whether the proposal was accepted. If `free_first` is false, c_1 stays where it is,
// because a bias moves all scores. The result does not depend on the pool.
bool draw_thresholds(const LevelRows& rows, bool free_first, std::uint64_t step, RandomStream& random,
                     const TaskPool& pool, std::span<float> thresholds, Cluster& cluster = single_process());

}  // namespace interplay
