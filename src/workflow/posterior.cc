#include "workflow/posterior.h"

#include <fmt/format.h>

#include "interplay/chains.h"
#include "model/member_file.h"
#include "solvers/coordinate/draws.h"

namespace interplay {
namespace {

std::string prefix_of(std::size_t draw) { return fmt::format("draw/{}/", draw); }

}  // namespace

PosteriorCollector::PosteriorCollector(std::unique_ptr<Solver> chain, const Problem& problem,
                                       const Parameters& parameters, HeldOut& valid, HeldOut& test)
    : chain_(std::move(chain)), problem_(problem), parameters_(parameters), valid_(valid), test_(test) {}

PassResult PosteriorCollector::pass(std::int64_t epoch, double learning_rate,
                                    const std::function<bool(double)>& keep_going) {
  const PassResult result = chain_->pass(epoch, learning_rate, keep_going);
  if (result.stopped || !result.finite() || !parameters_.finite()) return result;
  if (keeps_draw(problem_.options, epoch)) draws_.add_rounded(parameters_);
  if (epoch <= burn_in_of(problem_.options)) return result;
  valid_.add_draw(parameters_);
  test_.add_draw(parameters_);
  return result;
}

void PosteriorCollector::store(std::vector<StoredTensor>& tensors) const {
  const std::span<const TensorSpec> specs = problem_.plan.specs();
  for (std::size_t d = 0; d < draws_.size(); ++d) store_member(draws_, d, specs, prefix_of(d), tensors);
  valid_.store("held-out/valid", tensors);
  test_.store("held-out/test", tensors);
}

void PosteriorCollector::load(const SafetensorsFile& file) {
  const std::span<const TensorSpec> specs = problem_.plan.specs();
  draws_ = {};
  while (file.has(prefix_of(draws_.size()) + specs.front().name))
    map_member(file, specs, prefix_of(draws_.size()), draws_);
  valid_.load("held-out/valid", file);
  test_.load("held-out/test", file);
}

}  // namespace interplay
