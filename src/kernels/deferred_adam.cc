#include "kernels/deferred_adam.h"

#include <algorithm>
#include <cmath>

#include "kernels/optimizer.h"

namespace interplay::kernels {

DeferredAdam::DeferredAdam(const StepRule& rule)
    : beta1_(static_cast<double>(rule.beta1)),
      beta2_(static_cast<double>(rule.beta2)),
      shrink_(std::sqrt(beta2_)),
      memory_(sums_up() && beta1_ > 0 ? static_cast<std::size_t>(std::ceil(std::log(1e-10) / std::log(beta1_))) : 1) {
  clear();
}

bool DeferredAdam::sums_up() const { return beta1_ < 1 && 1 - shrink_ <= 0.01 * (1 - beta1_); }

void DeferredAdam::clear() {
  sums_.clear();
  powers_.assign(1, {1, 1});
  first_ = second_ = 1;
}

// From the last step back: one step more in front has d = (1 - s) + s d' of what follows it.
void DeferredAdam::follow(std::span<const float> rates) {
  const std::size_t known = sums_.size();
  if (known == rates.size()) return;
  const double s = shrink_, e = 1 - s;
  double a0 = 0, a1 = 0, a2 = 0, a3 = 0;
  sums_.resize(rates.size());
  for (std::size_t t = rates.size(); t-- > known - std::min(known, memory_);) {
    a3 = beta1_ * (e * e * e * (rates[t] + a0) + 3 * e * e * s * a1 + 3 * e * s * s * a2 + s * s * s * a3);
    a2 = beta1_ * (e * e * (rates[t] + a0) + 2 * e * s * a1 + s * s * a2);
    a1 = beta1_ * (e * (rates[t] + a0) + s * a1);
    a0 = beta1_ * (rates[t] + a0);
    sums_[t] = {{static_cast<float>(a0), static_cast<float>(a1), static_cast<float>(a2), static_cast<float>(a3)}};
  }
  while (powers_.size() <= rates.size()) {
    first_ *= beta1_;
    second_ *= beta2_;
    powers_.push_back({static_cast<float>(first_), static_cast<float>(second_)});
  }
}

}  // namespace interplay::kernels
