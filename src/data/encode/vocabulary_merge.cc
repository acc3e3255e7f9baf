#include "data/encode/vocabulary_merge.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

namespace interplay {
namespace {

struct Strings {
  std::vector<std::uint64_t> offsets{0};
  std::string bytes;
};

// Numbers 1..n ordered by `less`, as the code (from 1) of every number; code_of[0] = 0.
template <class Less>
std::vector<std::uint32_t> ordered(std::size_t count, std::vector<std::uint32_t>& code_of, Less less) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), less);
  code_of.assign(count + 1, 0);
  for (std::uint32_t rank = 0; rank < count; ++rank) code_of[order[rank] + 1] = rank + 1;
  return order;
}

bool all_integers(const std::vector<std::string_view>& strings, std::vector<std::int64_t>& values) {
  values.reserve(strings.size());
  for (const std::string_view text : strings) {
    const auto value = canonical_integer(text);
    if (!value) return false;
    values.push_back(*value);
  }
  return true;
}

}  // namespace

std::vector<std::uint32_t> VocabularyMerge::add(const std::vector<std::string_view>& distinct) {
  std::vector<std::uint32_t> numbers{0};
  numbers.reserve(distinct.size() + 1);
  for (const std::string_view text : distinct) numbers.push_back(all_.add(text));
  return numbers;
}

Vocabulary VocabularyMerge::finish(std::vector<std::uint32_t>& code_of) const {
  const std::vector<std::string_view>& strings = all_.distinct();
  std::vector<std::int64_t> values;
  if (all_integers(strings, values)) {
    ordered(strings.size(), code_of, [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    return Vocabulary::of_integers(std::move(values));
  }
  const auto order =
      ordered(strings.size(), code_of, [&](std::uint32_t a, std::uint32_t b) { return strings[a] < strings[b]; });
  auto owner = std::make_shared<Strings>();
  for (const std::uint32_t i : order) {
    owner->bytes += strings[i];
    owner->offsets.push_back(owner->bytes.size());
  }
  const std::span<const std::uint64_t> offsets = owner->offsets;
  const std::string_view bytes = owner->bytes;
  return Vocabulary::view_strings(offsets, bytes, std::move(owner));
}

}  // namespace interplay
