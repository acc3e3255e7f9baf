#include "solvers/gradient/negative_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"

namespace interplay {
namespace {

// Numbers of negatives are the high half of a counter (RandomStream: distinct below 2^48).
constexpr std::uint32_t most_negatives = 65535;

std::vector<std::uint64_t> training_counts(const RowCodes& items, std::span<const std::uint32_t> rows) {
  std::vector<std::uint64_t> counts(items.count);
  for (const std::uint32_t row : rows) ++counts[items.codes[row]];
  if (!counts.empty()) counts[0] = 0;  // the unknown item
  return counts;
}

std::vector<std::uint32_t> known_items(const RowCodes& items, std::span<const std::uint32_t> rows) {
  if (items.empty())
    throw Error(Code::usage, "negatives are rows with another item, and the data has no items",
                "name their column with --item");
  const std::vector<std::uint64_t> counts = training_counts(items, rows);
  std::vector<std::uint32_t> known;
  for (std::uint32_t item = 0; item < counts.size(); ++item)
    if (counts[item] > 0) known.push_back(item);
  if (known.size() < 2)
    throw Error(Code::usage,
                fmt::format("negatives are rows with another item, and {} item{} training rows", known.size(),
                            known.size() == 1 ? " has" : "s have"),
                "train on rows of at least two items");
  return known;
}

std::vector<double> weights_of(std::span<const std::uint32_t> known, const RowCodes& items,
                               std::span<const std::uint32_t> rows, double power) {
  const std::vector<std::uint64_t> counts = training_counts(items, rows);
  std::vector<double> weights;
  for (const std::uint32_t item : known) weights.push_back(std::pow(static_cast<double>(counts[item]), power));
  return weights;
}

const NegativeOptions& checked(const NegativeOptions& options) {
  if (options.count < 1 || options.count > most_negatives)
    throw Error(Code::usage,
                fmt::format("{} negatives are asked for, expected 1 to {}", options.count, most_negatives));
  if (!(std::abs(options.popularity) <= 10))
    throw Error(Code::usage,
                fmt::format("the power of the popularity is {}, expected a number from -10 to 10", options.popularity),
                "0 draws all items alike, 1 as often as they have rows");
  return options;
}

}  // namespace

NegativeItems::NegativeItems(const Dataset& data, std::span<const std::uint32_t> training_rows,
                             const NegativeOptions& options, std::uint64_t seed)
    : options_(checked(options)),
      seed_(seed),
      items_(codes_of(data, Role::item)),
      users_(codes_of(data, Role::user)),
      known_(known_items(items_, training_rows)),
      distribution_(weights_of(known_, items_, training_rows, options.popularity)) {
  if (!options_.reject_seen) return;
  if (users_.empty())
    throw Error(Code::usage, "items that a user has seen are not drawn, and the data has no users",
                "name their column with --user, or allow items that were seen");
  find_seen(training_rows);
}

void NegativeItems::find_seen(std::span<const std::uint32_t> training_rows) {
  seen_offsets_.assign(std::size_t{users_.count} + 1, 0);
  for (const std::uint32_t row : training_rows)
    if (const std::uint32_t user = users_.codes[row]; user != 0) ++seen_offsets_[user + 1];
  for (std::size_t u = 0; u < users_.count; ++u) seen_offsets_[u + 1] += seen_offsets_[u];
  seen_.resize(seen_offsets_.back());
  std::vector<std::uint64_t> next(seen_offsets_.begin(), seen_offsets_.end() - 1);
  for (const std::uint32_t row : training_rows)
    if (const std::uint32_t user = users_.codes[row]; user != 0) seen_[next[user]++] = items_.codes[row];
  for (std::size_t u = 0; u < users_.count; ++u)
    std::sort(seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[u]),
              seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[u + 1]));
}

bool NegativeItems::seen(std::uint32_t user, std::uint32_t item) const {
  const auto first = seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[user]);
  return std::binary_search(first, seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[user + 1]), item);
}

std::uint32_t NegativeItems::draw(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t number) const {
  RandomStream random(seed_, Purpose::negative, epoch, std::uint64_t{number} << 32 | interaction);
  std::uint32_t item = known_[distribution_.draw(random)];
  if (!options_.reject_seen) return item;
  const std::uint32_t user = users_.codes[interaction];
  for (int rejected = 0; rejected < most_draws && seen(user, item); ++rejected)
    item = known_[distribution_.draw(random)];
  return item;
}

}  // namespace interplay
