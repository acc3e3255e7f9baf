// The value that decides which epoch is best.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interplay/metrics.h"
#include "interplay/model.h"

namespace interplay {

struct Monitor {
  bool valid = true;   // a metric of the validation part, otherwise of training
  std::string metric;  // "rmse"; also "loss" and "penalized"
  Direction direction = Direction::minimize;

  // Whether the validation part's loss must be known: without clipping, and penalised what descent reduces.
  bool valid_loss() const { return valid && (metric == "loss" || metric == "penalized"); }
  std::string name() const { return (valid ? "valid " : "train ") + metric; }
  // NaN if the record has no such value.
  double value(const EpochRecord& record) const;
  bool better(double value, double than) const;  // NaN is never better
};

// What can be measured on held-out rows.
enum class Measurable {
  numbers,        // predictions against targets
  probabilities,  // the same for targets of 0 and 1
  lists,          // there are no targets: where items stand in the lists of their users
};
inline Measurable measured(bool binary) { return binary ? Measurable::probabilities : Measurable::numbers; }

// The meaning of options.monitor: "auto", "rmse", "valid rmse", "valid penalized", "train loss", "ndcg@10". Nothing if
// it is "auto" and there is no validation part. Throws Error(usage) for a metric that does not exist, does not fit the
// target, or has no data.
std::optional<Monitor> monitor_of(const TrainOptions& options, Measurable measured, bool has_validation);

}  // namespace interplay
