#include "solvers/gradient/drawn_rows.h"

#include <algorithm>

#include "interplay/error.h"

namespace interplay {
namespace {

// Where the option is 0. Steps of single positives find more negatives nearly free, mini-batches score each one.
std::uint32_t usual_negatives(const TrainOptions& options) {
  if (options.loss == "warp") return 30;
  if (options.loss == "sampled-softmax") return 16;
  if (options.loss == "logistic") return 8;
  return options.batch == 1 ? 4 : 1;
}

}  // namespace

NegativeOptions negative_options(const TrainOptions& options) {
  NegativeOptions result;
  const bool hard = options.negative_sampling == "hard";
  if (hard && options.loss == "warp")
    throw Error(Code::usage, "option 'negative_sampling' is 'hard', and loss 'warp' looks for hard negatives by itself",
                "leave it out, or give --loss bpr");
  result.count = options.negatives > 0 ? static_cast<std::uint32_t>(options.negatives)
                 : hard                ? std::max(usual_negatives(options), 8u)
                                       : usual_negatives(options);
  if (options.negative_sampling == "popularity") result.popularity = options.negative_power;
  return result;
}

std::unique_ptr<BatchSource> drawn_rows(const Problem& problem) {
  return negative_rows(problem.negatives->data, training_rows(problem), problem.negatives->items,
                       static_cast<std::size_t>(problem.options.batch));
}

}  // namespace interplay
