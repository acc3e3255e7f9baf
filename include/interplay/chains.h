// Chains of solver mcmc: whether they agree, and how they go on.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/train.h"

namespace INTERPLAY_API interplay {

// Split R-hat: every chain is halved; with W the mean of the halves' variances, B / n the variance of their
// means, n the length of a half, R-hat = sqrt(((n - 1) / n W + B / n) / W). Gelman et al. 2013, "Bayesian
// Data Analysis", section 11.4. The values are replaced by normal scores of their ranks, and the larger of
// R-hat of these and of the distances from the median is taken, so that heavy tails and chains of different
// spread are seen: Vehtari et al. 2021, "Rank-normalization, folding, and localization: an improved R-hat".
// Close to 1 where the chains agree; below 1.01 is wished for. Chains of equal length; NaN for halves of
// fewer than two values, and where all values are equal.
double split_rhat(std::span<const std::vector<double>> chains);

// One number that every pass of a chain comes to: noise, bias, a cut point, the error of the training rows.
struct ChainNumber {
  std::string name;
  std::vector<std::vector<double>> chains;  // pass by pass from the first, of every chain
  double mean = 0, deviation = 0;           // over the passes after the burn-in of all chains
  double rhat = 0;                          // of the same
};
// Empty for a model that was not made by mcmc. The runs of an ensemble are chains, too.
std::vector<ChainNumber> chain_numbers(const Model& model);

// Passes at the start of every chain that are forgotten: options.burn_in, at most half of all.
std::int64_t burn_in_of(const TrainOptions& options);

// Reads data to go on with (train_from): as read(), but of fields that options.fields names and that no file has, those
// of users and items come from the model, by id; titles, too. Throws as read().
Dataset read_more(const Model& start, std::span<const std::string> paths, const DataOptions& options, int threads = 0);

// Trains, by solver mcmc, from the last draw of another model of the same definition and fields (made by
// mcmc, or a factorization machine made by another solver): a chain that goes on. Chain number c starts from
// the draw that is c before the last. What the data does not hold is forgotten; ids that `start` does not
// know start at the mean of their field's rows. Throws Error(usage) where `start` does not match.
Model train_from(const Model& start, const Dataset& data, const Split& split, const TrainOptions& options,
                 const DataOptions& data_options, Observer& observer);

}  // namespace interplay
