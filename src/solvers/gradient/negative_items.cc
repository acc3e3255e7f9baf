#include "solvers/gradient/negative_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/error.h"

namespace interplay {
namespace {

// Numbers of negatives are the high half of a counter (RandomStream: distinct below 2^48), less a bit that tells the
// streams of single negatives from those of several.
constexpr std::uint32_t most_negatives = 32767, own_streams = 32768;
// No negative has it: runs begin with multiples of drawn_together.
constexpr std::uint32_t positives_stream = 32767;
// Bits for all pairs of users and items are kept if they take at most so many bytes, about what an outer cache holds.
constexpr std::size_t most_bitmap = std::size_t{1} << 24;

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
  if (options_.popularity != 0) find_log_q(training_rows);
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
  words_of_user_ = (std::size_t{items_.count} + 63) / 64;
  if (words_of_user_ * users_.count * sizeof(std::uint64_t) > most_bitmap) return;
  seen_bits_.assign(words_of_user_ * users_.count, 0);
  for (std::size_t u = 0; u < users_.count; ++u)
    for (std::uint64_t i = seen_offsets_[u]; i < seen_offsets_[u + 1]; ++i)
      seen_bits_[u * words_of_user_ + seen_[i] / 64] |= std::uint64_t{1} << (seen_[i] % 64);
}

void NegativeItems::find_log_q(std::span<const std::uint32_t> training_rows) {
  const std::vector<double> weights = weights_of(known_, items_, training_rows, options_.popularity);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  log_q_.assign(items_.count, 0.0f);
  for (std::size_t i = 0; i < known_.size(); ++i) log_q_[known_[i]] = static_cast<float>(std::log(weights[i] / total));
}

bool NegativeItems::seen(std::uint32_t user, std::uint32_t item) const {
  if (!seen_bits_.empty()) return (seen_bits_[user * words_of_user_ + item / 64] >> (item % 64) & 1) != 0;
  const auto first = seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[user]);
  return std::binary_search(first, seen_.begin() + static_cast<std::ptrdiff_t>(seen_offsets_[user + 1]), item);
}

std::uint32_t NegativeItems::draw(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t number) const {
  const std::uint32_t first = number / drawn_together * drawn_together;
  std::uint32_t items[drawn_together];
  draw_run(epoch, interaction, first, std::span(items).first(number - first + 1));
  return items[number - first];
}

void NegativeItems::draw_positives(std::uint64_t epoch, std::uint32_t interaction,
                                   std::span<std::uint32_t> items) const {
  const std::uint32_t user = users_.codes[interaction];
  const std::span<const std::uint32_t> taken =
      std::span(seen_).subspan(seen_offsets_[user], seen_offsets_[user + 1] - seen_offsets_[user]);
  RandomStream random(seed_, Purpose::negative, epoch, std::uint64_t{positives_stream} << 32 | interaction);
  for (std::uint32_t& item : items)
    item = taken.empty() ? items_.codes[interaction] : taken[random.below(static_cast<std::uint32_t>(taken.size()))];
}

// Where all items are alike, one number decides on an item, and a block of the generator gives drawn_together of them.
// What is rejected, and what is drawn by popularity, comes from a stream of its own.
void NegativeItems::draw_run(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t first,
                             std::span<std::uint32_t> items) const {
  const bool alike = options_.popularity == 0;
  for (std::uint32_t n = 0; n < items.size(); n += drawn_together) {
    const std::uint32_t number = first + n;
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(drawn_together, items.size() - n));
    if (!alike) {
      for (std::uint32_t i = 0; i < size; ++i) items[n + i] = draw_again(epoch, interaction, number + i, 0);
      continue;
    }
    RandomStream random(seed_, Purpose::negative, epoch, std::uint64_t{number} << 32 | interaction);
    for (std::uint32_t i = 0; i < size; ++i) {
      // The high half of a product with the number of items (Lemire 2019); its low half tells where it is not exact.
      const std::uint64_t product = std::uint64_t{random.bits()} * known();
      const std::uint32_t item = known_[product >> 32];
      const bool exact = static_cast<std::uint32_t>(product) >= known();
      items[n + i] = exact && !rejects(interaction, item) ? item : draw_again(epoch, interaction, number + i, exact);
    }
  }
}

std::uint32_t NegativeItems::draw_again(std::uint64_t epoch, std::uint32_t interaction, std::uint32_t number,
                                        int rejected) const {
  RandomStream random(seed_, Purpose::negative, epoch, std::uint64_t{own_streams | number} << 32 | interaction);
  const auto any = [&] {
    return known_[options_.popularity == 0 ? random.below(known()) : distribution_.draw(random)];
  };
  std::uint32_t item = any();
  for (; rejected < most_draws && rejects(interaction, item); ++rejected) item = any();
  return item;
}

}  // namespace interplay
