#include "workflow/posterior.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/chains.h"
#include "model/safetensors.h"
#include "solvers/draws.h"

namespace interplay {
namespace {

std::string name_of(std::size_t draw) { return fmt::format("draw/{}", draw); }

}  // namespace

KeepsDraws::KeepsDraws(std::unique_ptr<Solver> chain, const TrainOptions& options, const Parameters& parameters,
                       HeldOut& valid, HeldOut& test)
    : chain_(std::move(chain)), options_(options), parameters_(parameters), valid_(valid), test_(test) {}

PassResult KeepsDraws::pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) {
  const PassResult result = chain_->pass(epoch, learning_rate, keep_going);
  if (result.stopped || !result.finite() || !parameters_.finite()) return result;
  if (keeps_draw(options_, epoch)) draws_.push_back(parameters_);
  if (epoch <= burn_in_of(options_)) return result;
  valid_.add_draw(parameters_);
  test_.add_draw(parameters_);
  return result;
}

void KeepsDraws::store(std::vector<StoredTensor>& tensors) const {
  for (std::size_t d = 0; d < draws_.size(); ++d) {
    const std::span<const float> block = draws_[d].block();
    tensors.push_back({name_of(d), TensorType::f32, {block.size()}, as_bytes(block)});
  }
  valid_.store("held-out/valid", tensors);
  test_.store("held-out/test", tensors);
}

void KeepsDraws::load(const SafetensorsFile& file) {
  draws_.clear();
  while (file.has(name_of(draws_.size()))) {
    const std::string name = name_of(draws_.size());
    const auto block = file.values<float>(name, TensorType::f32);
    if (block.size() != parameters_.block().size()) file.fail(fmt::format("has another size of '{}'", name));
    draws_.push_back(parameters_);
    std::ranges::copy(block, draws_.back().block().begin());
  }
  valid_.load("held-out/valid", file);
  test_.load("held-out/test", file);
}

}  // namespace interplay
