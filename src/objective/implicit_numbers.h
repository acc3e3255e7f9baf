// What the solver of implicit least squares leaves in the record of every pass (EpochRecord::draw), for those who later
// solve for one more vector by the same equations.
#pragma once

#include <string_view>

namespace interplay {

// The weight u of all pairs, and l with the penalty l n_j^power of feature j (solvers/implicit/ials.h).
inline constexpr std::string_view numbers_of_implicit[] = {"unobserved_weight", "penalty_scale"};

}  // namespace interplay
