#include "kernels/instruction_set.h"

#include <hwy/highway.h>

namespace interplay::kernels {

// The lowest bit is the best one.
std::string instruction_set() {
  const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);
}

}  // namespace interplay::kernels
