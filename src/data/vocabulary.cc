#include <algorithm>
#include <charconv>
#include <limits>

#include "base/hash.h"
#include "data/text/numbers.h"
#include "interplay/schema.h"

namespace interplay {
namespace {

struct Strings {
  std::vector<std::uint64_t> offsets{0};
  std::string bytes;
};

std::string_view string_at(std::span<const std::uint64_t> offsets, std::string_view bytes, std::size_t i) {
  return bytes.substr(offsets[i], offsets[i + 1] - offsets[i]);
}

}  // namespace

std::optional<std::int64_t> canonical_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
  if (digits[0] == '0' && (digits.size() > 1 || negative)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> whole_id(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos && text.size() > point + 1 &&
      text.find_first_not_of('0', point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  return canonical_integer(text);
}

Vocabulary Vocabulary::of_integers(std::vector<std::int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  auto owner = std::make_shared<const std::vector<std::int64_t>>(std::move(ids));
  const std::span<const std::int64_t> sorted = *owner;
  return view_integers(sorted, std::move(owner));
}

Vocabulary Vocabulary::of_strings(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  auto owner = std::make_shared<Strings>();
  for (const std::string& id : ids) {
    owner->bytes += id;
    owner->offsets.push_back(owner->bytes.size());
  }
  const std::span<const std::uint64_t> offsets = owner->offsets;
  const std::string_view bytes = owner->bytes;
  return view_strings(offsets, bytes, std::move(owner));
}

Vocabulary Vocabulary::view_integers(std::span<const std::int64_t> sorted, std::shared_ptr<const void> owner) {
  Vocabulary vocabulary;
  vocabulary.size_ = static_cast<std::uint32_t>(sorted.size());
  vocabulary.integer_ids_ = sorted;
  vocabulary.owner_ = std::move(owner);
  return vocabulary;
}

Vocabulary Vocabulary::view_strings(std::span<const std::uint64_t> offsets, std::string_view bytes,
                                    std::shared_ptr<const void> owner) {
  Vocabulary vocabulary;
  vocabulary.integers_ = false;
  vocabulary.size_ = offsets.empty() ? 0 : static_cast<std::uint32_t>(offsets.size() - 1);
  vocabulary.offsets_ = offsets;
  vocabulary.bytes_ = bytes;
  vocabulary.owner_ = std::move(owner);
  return vocabulary;
}

Vocabulary Vocabulary::of_buckets(std::uint32_t buckets, std::uint64_t seed) {
  Vocabulary vocabulary;
  vocabulary.integers_ = false;
  vocabulary.hashed_ = true;
  vocabulary.size_ = buckets;
  vocabulary.hash_seed_ = seed;
  return vocabulary;
}

std::uint32_t Vocabulary::code(std::string_view id) const {
  if (hashed_) {
    const auto value = whole_id(id);
    return value ? code(*value) : static_cast<std::uint32_t>(seeded_hash(id, hash_seed_) % size_) + 1;
  }
  if (integers_) {
    const auto value = whole_id(id);
    return value ? code(*value) : 0;
  }
  std::uint32_t low = 0, high = size_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (string_at(offsets_, bytes_, middle) < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < size_ && string_at(offsets_, bytes_, low) == id ? low + 1 : 0;
}

std::uint32_t Vocabulary::code(std::int64_t id) const {
  if (hashed_) return static_cast<std::uint32_t>(seeded_hash(std::to_string(id), hash_seed_) % size_) + 1;
  if (!integers_) {
    const std::string text = std::to_string(id);
    const std::uint32_t whole = code(std::string_view(text));
    return whole > 0 ? whole : code(std::string_view(text + ".0"));
  }
  if (size_ == 0 || id < integer_ids_.front() || id > integer_ids_.back()) return 0;
  // Ids without gaps, the common case, need no search.
  const std::uint64_t rank = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(integer_ids_.front());
  if (rank < size_ && integer_ids_[rank] == id) return static_cast<std::uint32_t>(rank) + 1;
  const auto found = std::lower_bound(integer_ids_.begin(), integer_ids_.end(), id);
  return *found == id ? static_cast<std::uint32_t>(found - integer_ids_.begin()) + 1 : 0;
}

std::string Vocabulary::id(std::uint32_t code) const {
  if (code == 0 || code > size_) return "?";
  if (hashed_) return "bucket " + std::to_string(code);
  if (integers_) return std::to_string(integer_ids_[code - 1]);
  return std::string(string_at(offsets_, bytes_, code - 1));
}

bool Vocabulary::operator==(const Vocabulary& other) const {
  if (size_ != other.size_ || hashed_ != other.hashed_) return false;
  if (hashed_) return hash_seed_ == other.hash_seed_;
  if (size_ == 0) return true;
  if (integers_ != other.integers_) return false;
  if (integers_) return std::equal(integer_ids_.begin(), integer_ids_.end(), other.integer_ids_.begin());
  // Offsets may start anywhere in their bytes: compare ids, not storage.
  for (std::uint32_t i = 0; i < size_; ++i)
    if (string_at(offsets_, bytes_, i) != string_at(other.offsets_, other.bytes_, i)) return false;
  return true;
}

}  // namespace interplay
