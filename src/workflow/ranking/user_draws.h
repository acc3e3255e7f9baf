// Draws of users with replacement (Efron 1979), and what they say of a statistic.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "interplay/measure.h"

namespace interplay {

// Throws Error(usage) for fewer than 100.
void check_samples(std::int64_t samples);

// A statistic of a draw: how often each user is in it.
using Statistic = std::function<double(std::span<const std::uint32_t> times)>;
// Of every draw of as many users: [statistic][draw]. A draw is a function of the seed and its number.
std::vector<std::vector<double>> over_draws(std::size_t users, std::span<const Statistic> statistics,
                                            std::size_t samples, std::uint64_t seed, int threads);

// The percentiles 2.5 and 97.5. Draws that are NaN say nothing.
Interval interval_of(std::vector<double> draws);
// MeanDifference::p.
double two_sided(std::span<const double> draws);

}  // namespace interplay
