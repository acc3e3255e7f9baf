#include "chain_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/chains.h"
#include "text.h"

namespace interplay::cli {
namespace {

// Above it chains do not agree. Vehtari et al. 2021 recommend 1.01, which short chains seldom reach.
constexpr double worrying_rhat = 1.1;

}  // namespace

std::string chains_text(const Model& model, std::size_t width) {
  const std::vector<ChainNumber> numbers = chain_numbers(model);
  if (numbers.empty()) return "";
  Table table({"number", ">mean", ">sd", ">R-hat"});
  double worst = 0;
  for (const ChainNumber& number : numbers) {
    // Of fewer than four draws there is no R-hat.
    const std::string rhat = std::isfinite(number.rhat) ? fmt::format("{:.3f}", number.rhat) : "-";
    table.row({number.name, short_number(number.mean), short_number(number.deviation), rhat});
    worst = std::isfinite(number.rhat) ? std::max(worst, number.rhat) : worst;
  }
  std::string text = table.text(width);
  if (worst > worrying_rhat)
    text += fmt::format("R-hat is {:.2f}: the chains do not agree yet; try more --iterations or a longer --burn-in\n",
                        worst);
  return text;
}

}  // namespace interplay::cli
