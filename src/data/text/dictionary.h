// Numbers the distinct strings of a stream in the order of their first appearance.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace interplay {

// Strings are not copied and must outlive the dictionary. They hold no NUL bytes, so a string of up to 8 bytes fits
// into one integer; this covers most ids without reading the string again.
class Dictionary {
 public:
  // The number of `text`, from 1.
  std::uint32_t add(std::string_view text) {
    if (text.size() <= sizeof(std::uint64_t)) {
      const std::uint64_t key = pack(text);
      if (key == last_key_ && last_code_ != 0) return last_code_;  // runs of one user are common
      last_key_ = key;
      return last_code_ = find_or_add(short_, key, text, false);
    }
    return find_or_add(long_, checksum(text), text, true);
  }

  // The next number, for a text that is known to be new. It is not found by `add`.
  std::uint32_t append(std::string_view text) {
    distinct_.push_back(text);
    return static_cast<std::uint32_t>(distinct_.size());
  }

  // The same text lies elsewhere from now on.
  void move_text(std::uint32_t number, std::string_view text) { distinct_[number - 1] = text; }

  const std::vector<std::string_view>& distinct() const { return distinct_; }
  // Of memory, without the texts.
  std::size_t bytes() const {
    return distinct_.capacity() * sizeof(std::string_view) +
           (short_.slots.capacity() + long_.slots.capacity()) * sizeof(Slot);
  }
  std::vector<std::string_view> take() && { return std::move(distinct_); }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t code = 0;  // 0: empty
  };
  struct Slots {
    std::vector<Slot> slots;
    std::size_t used = 0;
    unsigned shift = 64;
  };

  static std::uint64_t pack(std::string_view text) {
    std::uint64_t key = 0;
    for (const char c : text) key = (key << 8) | static_cast<unsigned char>(c);
    return key;
  }

  std::uint32_t find_or_add(Slots& table, std::uint64_t key, std::string_view text, bool compare) {
    if (2 * (table.used + 1) > table.slots.size()) grow(table);
    const std::size_t mask = table.slots.size() - 1;
    std::size_t place = home(table, key);
    while (table.slots[place].code != 0) {
      const Slot& slot = table.slots[place];
      if (slot.key == key && (!compare || distinct_[slot.code - 1] == text)) return slot.code;
      place = (place + 1) & mask;
    }
    distinct_.push_back(text);
    ++table.used;
    table.slots[place] = {key, static_cast<std::uint32_t>(distinct_.size())};
    return table.slots[place].code;
  }

  // Fibonacci hashing: the high bits of a product spread both packed ids and checksums.
  static std::size_t home(const Slots& table, std::uint64_t key) {
    return static_cast<std::size_t>(((key ^ (key >> 32)) * 0x9e3779b97f4a7c15u) >> table.shift);
  }

  static void grow(Slots& table) {
    const std::vector<Slot> old = std::move(table.slots);
    table.slots.assign(old.empty() ? 64 : old.size() * 2, Slot{});
    table.shift = old.empty() ? 58 : table.shift - 1;
    const std::size_t mask = table.slots.size() - 1;
    for (const Slot& slot : old) {
      if (slot.code == 0) continue;
      std::size_t place = home(table, slot.key);
      while (table.slots[place].code != 0) place = (place + 1) & mask;
      table.slots[place] = slot;
    }
  }

  std::vector<std::string_view> distinct_;
  Slots short_, long_;
  std::uint64_t last_key_ = 0;
  std::uint32_t last_code_ = 0;
};

}  // namespace interplay
