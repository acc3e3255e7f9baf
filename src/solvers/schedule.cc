#include "solvers/schedule.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "interplay/error.h"

namespace interplay {

double learning_rate_of(const TrainOptions& options, std::int64_t epoch) {
  const double rate = options.learning_rate;
  const auto past = static_cast<double>(epoch - 1);
  const double fraction = past / static_cast<double>(options.epochs);
  if (options.schedule == "inverse") return rate / (1 + options.decay * past);
  if (options.schedule == "exponential") return rate * std::pow(options.decay, past);
  if (options.schedule == "cosine") return rate * (1 + std::cos(std::numbers::pi * fraction)) / 2;
  if (options.schedule == "linear") return rate * (1 - fraction);
  return rate;
}

bool depends_on_epochs(const TrainOptions& options) {
  return options.schedule == "cosine" || options.schedule == "linear";
}

void check_schedule(const TrainOptions& options) {
  const bool by_powers = options.schedule == "exponential" || options.schedule == "plateau";
  if (by_powers && (options.decay <= 0 || options.decay > 1)) {
    throw Error(Code::usage,
                fmt::format("option 'decay' is '{}', the {} schedule needs a value above 0 and at most 1",
                            options.decay, options.schedule),
                fmt::format("pass --decay {}, for example, or choose the schedule constant",
                            options.schedule == "plateau" ? "0.1" : "0.9"));
  }
}

}  // namespace interplay
