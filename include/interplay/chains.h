// Training that goes on from another model. Chains of solver mcmc: whether they agree.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "interplay/api.h"
#include "interplay/train.h"

namespace INTERPLAY_API interplay {

// Split R-hat: every chain is halved. With W the mean of the halves' variances, B / n the variance of their means, and
// n the length of a half, R-hat = sqrt(((n - 1) / n W + B / n) / W). Gelman et al. 2013, "Bayesian Data Analysis",
// section 11.4. It is computed twice, for the normal scores of the values' ranks and for those of their distances from
// the median, and the larger result is returned: so heavy tails do no harm, and chains of different spread are noticed.
// Vehtari et al. 2021, "Rank-normalization, folding, and localization: an improved R-hat". Close to 1 where the chains
// agree; aim for less than 1.01. All chains must have the same length. NaN if a half has fewer than two values, or if
// all values are equal.
double split_rhat(std::span<const std::vector<double>> chains);

// One number that every pass of a chain produces: the noise, the bias, a threshold, the error on the training rows.
struct ChainNumber {
  std::string name;
  std::vector<std::vector<double>> chains;  // for every chain, pass by pass from the first
  double mean = 0, deviation = 0;           // over all chains, burn-in left out
  double rhat = 0;                          // of the same passes
};
// Empty for a model that was not made by mcmc. The runs of an mcmc ensemble count as chains.
std::vector<ChainNumber> chain_numbers(const Model& model);

// The number of passes at the start of every chain that are not used: options.burn_in, but at most half of all.
std::int64_t burn_in_of(const TrainOptions& options);

// Reads data for train_from(). Works as read(), except that fields of users and items which options.fields names and no
// file has are looked up in the model, by id; so are titles. Throws as read().
Dataset read_more(const Model& start, std::span<const std::string> paths, const DataOptions& options, int threads = 0);

// How such data is encoded for train_from() by `solver`. For a chain: as encode() does. For a solver that takes steps
// downhill: in the terms of `start`, with its scales, and with its categories and entities and those of the training
// rows. What `start` knows of an entity stays. Throws Error(usage) where the fields are not those of `start`.
Dataset encode_more(const Model& start, Dataset data, std::span<const std::uint32_t> train_rows,
                    const std::string& solver, const DataOptions& options);

// Trains further, from the parameters of another model of the same definition and fields.
//
// By solver mcmc: from the last draw of a model made by mcmc, or from a factorization machine made by another solver.
// With several chains, chain c (from 0) starts from the c-th draw before the last. Ids that are absent from the data
// are dropped; ids that are new to `start` begin at the mean of their field's rows.
//
// By a solver that takes steps downhill: from a model made by such a solver. Every id that `start` knows keeps its
// parameters, new ones start as in any training, and the target stays in the units of `start`. Before the first step
// the model predicts what `start` does. Runs of an ensemble start from its members.
//
// Throws Error(usage) where `start` does not match.
Model train_from(const Model& start, const Dataset& data, const Split& split, const TrainOptions& options,
                 const DataOptions& data_options, Observer& observer);

}  // namespace interplay
