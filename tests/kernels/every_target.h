// Runs a check on every SIMD target that this machine supports.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "interplay/synthetic.h"

#include "base/random.h"

namespace interplay::testing {

template <class Check>
void on_every_target(const Check& check) {
  // Dispatch remembers its choice until it is told to choose again.
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

// Random numbers that start at a chosen distance from any alignment.
class Numbers {
 public:
  Numbers(std::size_t size, std::uint64_t seed, std::size_t offset = 1) : offset_(offset), values_(size + offset) {
    RandomStream random(seed, Purpose::synthesize);
    for (float& value : values_) value = 2 * random.uniform() - 1;
  }
  float* data() { return values_.data() + offset_; }
  const float* data() const { return values_.data() + offset_; }
  std::size_t size() const { return values_.size() - offset_; }
  float& operator[](std::size_t i) { return data()[i]; }
  float operator[](std::size_t i) const { return data()[i]; }

 private:
  std::size_t offset_;
  std::vector<float> values_;
};

}  // namespace interplay::testing
