// The rows of a problem whose negatives are drawn.
#pragma once

#include <memory>

#include "solvers/gradient/negative_items.h"
#include "solvers/gradient/negative_rows.h"
#include "solvers/solver.h"

namespace interplay {

// What a problem's negatives are drawn from. `data` outlives it.
struct DrawnNegatives {
  const Dataset& data;
  std::shared_ptr<const NegativeItems> items;
};

// Which negatives the options ask for. Throws Error(usage) where they contradict each other.
NegativeOptions negative_options(const TrainOptions& options);

// The training rows with their negatives, in batches as options.batch says. problem.negatives is not null.
std::unique_ptr<BatchSource> drawn_rows(const Problem& problem);

}  // namespace interplay
