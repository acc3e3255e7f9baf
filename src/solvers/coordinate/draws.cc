#include "solvers/coordinate/draws.h"

#include <algorithm>

#include "interplay/chains.h"

namespace interplay {

std::int64_t burn_in_of(const TrainOptions& options) { return std::min(options.burn_in, options.epochs / 2); }

namespace {

bool keeps_all(const TrainOptions& options) { return options.draws >= options.epochs - burn_in_of(options); }

}  // namespace

bool keeps_draw(const TrainOptions& options, std::int64_t epoch) {
  const std::int64_t number = epoch - burn_in_of(options), all = options.epochs - burn_in_of(options);
  // Among `all` draws, number n is kept if n draws / all reaches a new whole number.
  const std::int64_t wanted = std::min(options.draws, all);
  return number > 0 && number * wanted / all > (number - 1) * wanted / all;
}

bool keeps_other_draws(const TrainOptions& a, const TrainOptions& b) {
  return burn_in_of(a) != burn_in_of(b) || !keeps_all(a) || !keeps_all(b);
}

}  // namespace interplay
