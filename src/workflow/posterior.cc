#include "workflow/posterior.h"

#include <fmt/format.h>

#include "interplay/chains.h"
#include "model/member_file.h"
#include "solvers/draws.h"

namespace interplay {
namespace {

std::string prefix_of(std::size_t draw) { return fmt::format("draw/{}/", draw); }

std::vector<TensorSpec> specs_of(const Parameters& parameters) {
  return {parameters.tensors().begin(), parameters.tensors().end()};
}

}  // namespace

KeepsDraws::KeepsDraws(std::unique_ptr<Solver> chain, const TrainOptions& options, const Parameters& parameters,
                       HeldOut& valid, HeldOut& test)
    : chain_(std::move(chain)), options_(options), parameters_(parameters), valid_(valid), test_(test) {}

PassResult KeepsDraws::pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) {
  const PassResult result = chain_->pass(epoch, learning_rate, keep_going);
  if (result.stopped || !result.finite() || !parameters_.finite()) return result;
  if (keeps_draw(options_, epoch)) draws_.add_rounded(parameters_);
  if (epoch <= burn_in_of(options_)) return result;
  valid_.add_draw(parameters_);
  test_.add_draw(parameters_);
  return result;
}

void KeepsDraws::store(std::vector<StoredTensor>& tensors) const {
  const std::vector<TensorSpec> specs = specs_of(parameters_);
  for (std::size_t d = 0; d < draws_.size(); ++d) store_member(draws_, d, specs, prefix_of(d), tensors);
  valid_.store("held-out/valid", tensors);
  test_.store("held-out/test", tensors);
}

void KeepsDraws::load(const SafetensorsFile& file) {
  const std::vector<TensorSpec> specs = specs_of(parameters_);
  draws_ = {};
  while (file.has(prefix_of(draws_.size()) + specs.front().name))
    map_member(file, specs, prefix_of(draws_.size()), draws_);
  valid_.load("held-out/valid", file);
  test_.load("held-out/test", file);
}

}  // namespace interplay
