#include "solvers/gradient/drawn_rows.h"

#include <algorithm>

#include "interplay/error.h"

namespace interplay {
namespace {

// Where the option is 0.
std::uint32_t usual_negatives(std::string_view loss) {
  if (loss == "warp") return 100;
  if (loss == "sampled-softmax") return 64;
  return loss == "logistic" ? 8 : 1;
}

}  // namespace

NegativeOptions negative_options(const TrainOptions& options) {
  NegativeOptions result;
  const bool hard = options.negative_sampling == "hard";
  if (hard && options.loss == "warp")
    throw Error(Code::usage, "option 'negative_sampling' is 'hard', and loss 'warp' looks for hard negatives by itself",
                "leave it out, or give --loss bpr");
  result.count = options.negatives > 0 ? static_cast<std::uint32_t>(options.negatives)
                 : hard                ? std::max(usual_negatives(options.loss), 8u)
                                       : usual_negatives(options.loss);
  if (options.negative_sampling == "popularity") result.popularity = options.negative_power;
  return result;
}

std::unique_ptr<BatchSource> drawn_rows(const Problem& problem) {
  return negative_rows(problem.negatives->data, training_rows(problem), problem.negatives->items,
                       static_cast<std::size_t>(problem.options.batch));
}

}  // namespace interplay
