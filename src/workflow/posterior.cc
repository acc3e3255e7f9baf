#include "workflow/posterior.h"

#include <algorithm>
#include <cmath>

#include "interplay/chains.h"

namespace interplay {

KeepsDraws::KeepsDraws(std::unique_ptr<Solver> chain, const TrainOptions& options, const Parameters& parameters,
                       Observe observe)
    : chain_(std::move(chain)), options_(options), parameters_(parameters), observe_(std::move(observe)) {}

std::int64_t KeepsDraws::burn_in(const TrainOptions& options) { return burn_in_of(options); }

PassResult KeepsDraws::pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) {
  const PassResult result = chain_->pass(epoch, learning_rate, keep_going);
  if (result.stopped || !std::isfinite(result.loss) || !parameters_.finite()) return result;
  const std::int64_t number = epoch - burn_in(options_), all = options_.epochs - burn_in(options_);
  // Of `all` draws number n is kept when n draws / all passes a whole number.
  const std::int64_t wanted = std::min(options_.draws, all);
  if (number > 0 && number * wanted / all > (number - 1) * wanted / all) draws_.push_back(parameters_);
  observe_(parameters_, number > 0);
  return result;
}

}  // namespace interplay
