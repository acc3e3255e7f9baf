#include "workflow/chain_checks.h"

#include <fmt/format.h>

#include <vector>

#include "interplay/chains.h"

namespace interplay {

std::string disagreement(const Model& model) {
  constexpr double highest = 1.1;
  if (model.runs() < 2) return "";
  const ChainNumber* worst = nullptr;
  const std::vector<ChainNumber> numbers = chain_numbers(model);
  for (const ChainNumber& number : numbers)
    if (number.rhat > highest && (worst == nullptr || number.rhat > worst->rhat)) worst = &number;
  if (worst == nullptr) return "";
  return fmt::format(
      "the chains disagree: R-hat of {} is {:.2f}, where 1 is agreement and {} too much; give more --epochs and a "
      "longer --burn-in, or a smaller --rank",
      worst->name, worst->rhat, highest);
}

}  // namespace interplay
