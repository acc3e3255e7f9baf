#include "data/encode/vocabulary_merge.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "data/text/numbers.h"

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

// Whether all are integers, and whether some of them are written with a fraction of 0, so that two may be equal.
struct Integers {
  bool all = true, fractions = false;
  std::vector<std::int64_t> values;
};

Integers integers_of(const std::vector<std::string_view>& strings) {
  Integers found;
  found.values.reserve(strings.size());
  for (const std::string_view text : strings) {
    auto value = canonical_integer(text);
    if (!value) {
      value = whole_id(text);
      found.fractions = true;
    }
    found.all = value.has_value();
    if (!found.all) break;
    found.values.push_back(*value);
  }
  return found;
}

}  // namespace

std::vector<std::uint32_t> VocabularyMerge::add(std::span<const std::string_view> distinct) {
  std::vector<std::uint32_t> numbers{0};
  numbers.reserve(distinct.size() + 1);
  for (const std::string_view text : distinct) numbers.push_back(all_.add(text));
  return numbers;
}

Vocabulary VocabularyMerge::finish(std::vector<std::uint32_t>& code_of) const {
  const std::vector<std::string_view>& strings = all_.distinct();
  Integers integers = integers_of(strings);
  if (integers.all && integers.fractions) {
    Vocabulary vocabulary = Vocabulary::of_integers(integers.values);
    code_of.assign(1, 0);
    for (const std::int64_t value : integers.values) code_of.push_back(vocabulary.code(value));
    return vocabulary;
  }
  if (integers.all) {
    std::vector<std::int64_t>& values = integers.values;
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
