// Collects the draws of a chain (solver mcmc) that a model keeps.
#pragma once

#include <memory>
#include <vector>

#include "model/parameter_sets.h"
#include "solvers/solver.h"
#include "workflow/held_out.h"

namespace interplay {

// Runs the passes of another solver. After each pass from the burn-in on it keeps the draw, if keeps_draw says so, and
// adds its predictions to the means for the held-out rows.
class PosteriorCollector : public Solver {
 public:
  // All arguments but `chain` must outlive this.
  PosteriorCollector(std::unique_ptr<Solver> chain, const Problem& problem, const Parameters& parameters,
                     HeldOut& valid, HeldOut& test);

  std::string_view name() const override { return chain_->name(); }
  bool samples() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override { return chain_->state(); }
  std::int64_t steps() const override { return chain_->steps(); }
  void set_steps(std::int64_t steps) override { chain_->set_steps(steps); }
  void store(std::vector<StoredTensor>& tensors) const override;
  void load(const SafetensorsFile& file) override;

  // See keeps_draw.
  ParameterSets take() { return std::move(draws_); }

 private:
  std::unique_ptr<Solver> chain_;
  const Problem& problem_;
  const Parameters& parameters_;
  HeldOut &valid_, &test_;
  ParameterSets draws_;
};

}  // namespace interplay
