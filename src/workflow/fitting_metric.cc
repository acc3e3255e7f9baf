#include "workflow/fitting_metric.h"

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay {

void require_fit(const Metric& metric, bool binary) {
  if (!metric.binary || binary) return;
  throw Error(Code::usage,
              fmt::format("metric '{}' needs a target of 0 and 1, the model predicts numbers", metric.name),
              "choose rmse or mae");
}

}  // namespace interplay
