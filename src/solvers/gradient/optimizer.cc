#include "solvers/gradient/optimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "interplay/error.h"
#include "kernels/arrays.h"

namespace interplay {
namespace {

// Rows per task in catch_up_all.
constexpr std::size_t tensor_rows_per_task = 1024;

kernels::Rule rule_named(const std::string& name) {
  if (name == "sgd") return kernels::Rule::sgd;
  if (name == "adagrad") return kernels::Rule::adagrad;
  if (name == "adam") return kernels::Rule::adam;
  throw Error(Code::usage, "option 'optimizer' is '" + name + "', expected sgd, adagrad or adam");
}

}  // namespace

kernels::StepRule step_rule(const TrainOptions& options) {
  return {.rule = rule_named(options.optimizer),
          .epsilon = static_cast<float>(options.epsilon),
          .beta1 = static_cast<float>(options.beta1),
          .beta2 = static_cast<float>(options.beta2),
          .lower = -std::numeric_limits<float>::infinity()};
}

double bias_correction(const kernels::StepRule& rule, std::int64_t step) {
  if (rule.rule != kernels::Rule::adam) return 1;
  const auto t = static_cast<double>(step);
  const double first = static_cast<double>(rule.beta1), second = static_cast<double>(rule.beta2);
  return std::sqrt(1 - std::pow(second, t)) / (1 - std::pow(first, t));
}

TensorOptimizer::TensorOptimizer(const Tensor& tensor, const WritableTensor& values, kernels::StepRule rule,
                                 IdleRows idle, std::vector<float> decays)
    : tensor_(tensor),
      values_(values),
      rule_(rule),
      idle_(idle),
      has_decay_(std::ranges::any_of(decays, [](float d) { return d != 0; })),
      decays_(std::move(decays)),
      deferred_adam_(rule) {
  if (tensor.nonnegative) rule_.lower = 0;
  if (rule.rule != kernels::Rule::sgd) first_ = AlignedArray<float>(tensor.size());
  if (rule.rule == kernels::Rule::adam) second_ = AlignedArray<float>(tensor.size());
  if (idle_ != IdleRows::rest) done_.assign(tensor.rows, 0);
}

kernels::OptimizedTable TensorOptimizer::table() {
  return {values_.data, first_.data(), second_.data(), tensor_.stride};
}

kernels::IdleSteps TensorOptimizer::idle_steps() {
  kernels::IdleSteps steps{rates_.data(), nullptr, static_cast<std::uint32_t>(rates_.size())};
  if (decays_whole_table()) {
    steps.decays = idle_decays_.data();
  } else if (rule_.rule == kernels::Rule::adam && deferred_adam_.sums_up()) {
    deferred_adam_.follow(rates_);
    steps.sums = deferred_adam_.sums();
    steps.powers = deferred_adam_.powers();
  }
  return steps;
}

void TensorOptimizer::catch_up(std::span<const std::uint32_t> rows) {
  if (idle_ != IdleRows::rest)
    kernels::catch_up(rule_, table(), rows.data(), 0, rows.size(), done_.data(), idle_steps());
}

void TensorOptimizer::catch_up_all(const TaskPool& pool) {
  if (idle_ == IdleRows::rest || rates_.empty()) return;
  const kernels::IdleSteps steps = idle_steps();
  pool.run((tensor_.rows + tensor_rows_per_task - 1) / tensor_rows_per_task, [&](std::size_t task) {
    const std::size_t first = task * tensor_rows_per_task, count = std::min(tensor_rows_per_task, tensor_.rows - first);
    kernels::catch_up(rule_, table(), nullptr, first, count, done_.data(), steps);
  });
  std::ranges::fill(done_, 0u);
  rates_.clear();
  idle_decays_.clear();
  deferred_adam_.clear();
}

void TensorOptimizer::add_decay(std::span<const std::uint32_t> rows, std::span<const float> shares, float* gradient) {
  if (!has_decay_) return;
  const float* decays = decays_.data();
  // Tables whose rows all have their own are read in order, unless the data shares them out.
  const bool each = !shares.empty() || decays_.size() > 1;
  if (!shares.empty()) {
    shared_decays_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      shared_decays_[i] = shares[i] * decays_[decays_.size() > 1 ? rows[i] : 0];
    decays = shared_decays_.data();
  }
  kernels::add_decay(tensor_.data, tensor_.stride, rows.data(), rows.size(), decays, each, gradient);
}

void TensorOptimizer::add_decay_all(float* gradient) const {
  if (has_decay_)
    kernels::add_decay(tensor_.data, tensor_.stride, nullptr, tensor_.rows, decays_.data(), false, gradient);
}

void TensorOptimizer::step(std::span<const std::uint32_t> rows, const float* gradient, float scale, float rate) {
  kernels::step_rows(rule_, table(), rows.data(), rows.size(), gradient, scale, rate);
  if (idle_ == IdleRows::rest) return;
  rates_.push_back(rate);
  if (decays_whole_table()) idle_decays_.push_back(scale * decays_.front());
  for (const std::uint32_t row : rows) done_[row] = static_cast<std::uint32_t>(rates_.size());
}

void TensorOptimizer::step_all(const float* gradient, float scale, float rate) {
  kernels::step_rows(rule_, table(), nullptr, tensor_.rows, gradient, scale, rate);
}

double TensorOptimizer::penalty() const {
  if (!has_decay_) return 0;
  double sum = 0;
  for (std::size_t row = 0; row < tensor_.rows; ++row)
    sum += 0.5 * static_cast<double>(decays_[decays_.size() > 1 ? row : 0]) *
           kernels::sum_of_squares(tensor_.row(row), tensor_.stride);
  return sum;
}

void TensorOptimizer::append_state(std::vector<SolverState>& states) {
  if (rule_.rule == kernels::Rule::adagrad) states.push_back({"adagrad/" + tensor_.name, first_});
  if (rule_.rule != kernels::Rule::adam) return;
  states.push_back({"adam_m/" + tensor_.name, first_});
  states.push_back({"adam_v/" + tensor_.name, second_});
}

}  // namespace interplay
