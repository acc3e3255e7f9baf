#include "workflow/choose/check_parts.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/random.h"

namespace interplay {
namespace {

constexpr double check_share = 0.1;
constexpr std::size_t most_check_rows = 20'000, few_rows = 10'000, folds_of_few = 5;

}  // namespace

std::vector<CheckPart> check_parts(const Split& split, std::uint64_t draw) {
  if (!split.valid.empty()) return {{split.train, split.valid}};
  std::vector<std::uint32_t> order = split.train;
  RandomStream random(1, Purpose::adapt, draw);
  shuffle(std::span(order), random);
  const std::size_t rows = order.size();
  if (rows < 2) return {};
  const std::size_t count = rows < few_rows ? folds_of_few : 1;
  const auto share = static_cast<std::size_t>(std::ceil(static_cast<double>(rows) / static_cast<double>(folds_of_few)));
  const std::size_t held_out =
      count > 1 ? share : std::min(most_check_rows, static_cast<std::size_t>(check_share * static_cast<double>(rows)));
  std::vector<CheckPart> parts;
  for (std::size_t f = 0; f < count && f * held_out < rows; ++f) {
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(f * held_out);
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(rows, (f + 1) * held_out));
    CheckPart part;
    part.check.assign(first, last);
    part.fit.assign(order.begin(), first);
    part.fit.insert(part.fit.end(), last, order.end());
    std::ranges::sort(part.fit);
    std::ranges::sort(part.check);
    if (!part.fit.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace interplay
