#include "workflow/ranking/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/files.h"
#include "base/random.h"
#include "data/text/id_lines.h"
#include "interplay/error.h"
#include "read/files/input.h"

namespace interplay {
namespace {

// Of the stream of negatives, whose other steps are epochs.
constexpr std::uint64_t candidates_step = ~std::uint64_t{0};

constexpr std::string_view drawn_prefix = "sampled:";

std::size_t number_drawn(std::string_view text) {
  const std::string_view digits = text.substr(drawn_prefix.size());
  std::uint32_t count = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (fault != std::errc() || end != digits.data() + digits.size() || count == 0)
    throw Error(Code::usage, fmt::format("candidates are '{}', expected a whole number from 1 after sampled:", text),
                "write sampled:100");
  return count;
}

}  // namespace

CandidateSource::CandidateSource(const std::string& candidates) {
  if (candidates.empty() || candidates == "all") return;
  if (candidates.starts_with(drawn_prefix)) {
    drawn_ = number_drawn(candidates);
    return;
  }
  path_ = candidates;
  const Input file = Inputs().take(path_);
  IdLines lines(path_, file.bytes, file.owner);
  for (IdLines::Line line{}; lines.next(line, 2, "a user and the items to rank for it");) {
    std::vector<std::string>& items = given_[line.cells.front()];
    items.insert(items.end(), line.cells.begin() + 1, line.cells.end());
  }
  if (given_.empty())
    throw Error(Code::bad_data, at(path_), "has no candidates", "write a user and its items on a line");
}

std::string CandidateSource::words() const {
  if (drawn_ > 0) return fmt::format("{} drawn items of each user (sampled)", drawn_);
  return path_.empty() ? "all items" : "the items of " + path_;
}

std::vector<std::uint32_t> draw_candidates(std::size_t count, std::size_t items,
                                           std::span<const std::uint32_t> left_out, std::uint64_t seed,
                                           std::string_view user) {
  RandomStream random(seed, Purpose::negative, candidates_step, checksum(user));
  const std::size_t free = items - left_out.size();
  std::vector<std::uint32_t> drawn;
  if (2 * count >= free) {
    for (std::uint32_t item = 0; item < items; ++item)
      if (!std::ranges::binary_search(left_out, item)) drawn.push_back(item);
    shuffle(std::span(drawn), random);
    drawn.resize(std::min(count, drawn.size()));
  } else {
    std::unordered_set<std::uint32_t> met;
    while (drawn.size() < count) {
      const std::uint32_t item = random.below(static_cast<std::uint32_t>(items));
      if (!std::ranges::binary_search(left_out, item) && met.insert(item).second) drawn.push_back(item);
    }
  }
  std::ranges::sort(drawn);
  return drawn;
}

}  // namespace interplay
