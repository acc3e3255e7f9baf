#include "solvers/gradient/drawn_rows.h"

#include <algorithm>
#include <string>

#include "interplay/error.h"
#include "objective/drawn_negatives.h"

namespace interplay {
NegativeOptions negative_options(const TrainOptions& options) {
  NegativeOptions result;
  const ListProperties& loss = *list_properties(loss_named(options.loss));
  const bool hard = options.negative_sampling == "hard";
  if (hard && loss.finds_hard_negatives)
    throw Error(
        Code::usage,
        "option 'negative_sampling' is 'hard', and loss '" + options.loss + "' looks for hard negatives by itself",
        "leave it out, or give --loss bpr");
  const std::uint32_t usual = options.batch == 1 ? loss.negatives : loss.negatives_of_batches;
  result.count = options.negatives > 0 ? static_cast<std::uint32_t>(options.negatives)
                 : hard                ? std::max(usual, 8u)
                                       : usual;
  result.positives = loss.positives;
  if (options.negative_sampling == "popularity") result.popularity = options.negative_power;
  return result;
}

std::unique_ptr<BatchSource> drawn_rows(const Problem& problem) {
  return negative_rows(problem.negatives->data, training_rows(problem), problem.negatives->items,
                       static_cast<std::size_t>(problem.options.batch));
}

}  // namespace interplay
