// What is kept of a chain of draws from the posterior (solver mcmc).
#pragma once

#include <memory>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

// Runs another solver's passes. After each pass from the burn-in on it keeps the draw, where its turn has come, and
// hands every one to `observe`.
class KeepsDraws : public Solver {
 public:
  // `observe(parameters, usable)`: after every pass; `usable` says that the burn-in is over.
  using Observe = std::function<void(const Parameters& parameters, bool usable)>;

  KeepsDraws(std::unique_ptr<Solver> chain, const TrainOptions& options, const Parameters& parameters, Observe observe);

  std::string_view name() const override { return chain_->name(); }
  bool samples() const override { return true; }
  PassResult pass(std::int64_t epoch, double learning_rate, const std::function<bool(double)>& keep_going) override;
  std::vector<SolverState> state() override { return chain_->state(); }
  std::int64_t steps() const override { return chain_->steps(); }
  void set_steps(std::int64_t steps) override { chain_->set_steps(steps); }

  // At most options.draws, evenly spaced over the passes after the burn-in.
  std::vector<Parameters> take() { return std::move(draws_); }

  // Passes at the start of a chain that are forgotten: options.burn_in, at most half of all.
  static std::int64_t burn_in(const TrainOptions& options);

 private:
  std::unique_ptr<Solver> chain_;
  const TrainOptions& options_;
  const Parameters& parameters_;
  Observe observe_;
  std::vector<Parameters> draws_;
};

}  // namespace interplay
