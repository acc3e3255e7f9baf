// Immutable values of a known number, and what keeps them alive.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// Reads like std::span<const T>. Copies share storage: a vector that was moved in, or memory of somebody else (an array
// of NumPy, a buffer of Arrow, a mapped file) that `owner` keeps alive. Borrowed values have no owner: they live as
// long as their maker says.
template <class T>
class SharedSpan {
 public:
  SharedSpan() = default;
  SharedSpan(std::vector<T> values) {
    auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    values_ = *owner;
    owner_ = std::move(owner);
  }
  SharedSpan(std::initializer_list<T> values) : SharedSpan(std::vector<T>(values)) {}
  SharedSpan(std::span<const T> values, std::shared_ptr<const void> owner)
      : values_(values), owner_(std::move(owner)) {}

  const T* data() const { return values_.data(); }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  const T& operator[](std::size_t i) const { return values_[i]; }
  const T& front() const { return values_.front(); }
  const T& back() const { return values_.back(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  operator std::span<const T>() const { return values_; }

  // Whether the values live as long as this does.
  bool owned() const { return owner_ != nullptr || values_.empty(); }

 private:
  std::span<const T> values_;
  std::shared_ptr<const void> owner_;
};

// Values that the caller keeps alive for as long as they are used.
template <std::ranges::contiguous_range Range>
auto borrowed(const Range& values) {
  using T = std::ranges::range_value_t<Range>;
  return SharedSpan<T>(std::span<const T>(std::ranges::data(values), std::ranges::size(values)), nullptr);
}

}  // namespace interplay
