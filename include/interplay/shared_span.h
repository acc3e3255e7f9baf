// Immutable values of a known number, and what keeps them alive.
#pragma once

#include <algorithm>
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
  using value_type = T;
  using iterator = typename std::span<const T>::iterator;
  using const_iterator = iterator;

  SharedSpan() = default;
  SharedSpan(std::vector<T> values) {
    auto owner = std::make_shared<std::vector<T>>(std::move(values));
    vector_ = owner.get();
    values_ = *owner;
    owner_ = std::move(owner);
  }
  SharedSpan(std::initializer_list<T> values) : SharedSpan(std::vector<T>(values)) {}
  SharedSpan(std::span<const T> values, std::shared_ptr<const void> owner)
      : values_(values), owner_(std::move(owner)) {}
  SharedSpan(const SharedSpan&) = default;
  SharedSpan& operator=(const SharedSpan&) = default;
  // What is moved from is empty.
  SharedSpan(SharedSpan&& other) noexcept
      : values_(std::exchange(other.values_, {})),
        owner_(std::move(other.owner_)),
        vector_(std::exchange(other.vector_, nullptr)) {}
  SharedSpan& operator=(SharedSpan&& other) noexcept {
    values_ = std::exchange(other.values_, {});
    owner_ = std::move(other.owner_);
    vector_ = std::exchange(other.vector_, nullptr);
    return *this;
  }
  ~SharedSpan() = default;

  const T* data() const { return values_.data(); }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  const T& operator[](std::size_t i) const { return values_[i]; }
  const T& front() const { return values_.front(); }
  const T& back() const { return values_.back(); }
  iterator begin() const { return values_.begin(); }
  iterator end() const { return values_.end(); }

  // Whether the values live as long as this does.
  bool owned() const { return owner_ != nullptr || values_.empty(); }

  // The values as a vector to be changed, for as long as the result lives; the span must not be moved meanwhile. They
  // are copied first where anybody else shares them or owns them.
  class Edit {
   public:
    explicit Edit(SharedSpan& span) : span_(span) {}
    ~Edit() { span_.values_ = *span_.vector_; }
    Edit(const Edit&) = delete;
    Edit& operator=(const Edit&) = delete;
    std::vector<T>& operator*() const { return *span_.vector_; }
    std::vector<T>* operator->() const { return span_.vector_; }

   private:
    SharedSpan& span_;
  };
  Edit edit() {
    if (vector_ == nullptr || owner_.use_count() != 1) *this = SharedSpan(std::vector<T>(begin(), end()));
    return Edit(*this);
  }

  friend bool operator==(const SharedSpan& a, const SharedSpan& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::span<const T> values_;
  std::shared_ptr<const void> owner_;
  std::vector<T>* vector_ = nullptr;  // of the owner, where it is one
};

// Values that the caller keeps alive for as long as they are used.
template <std::ranges::contiguous_range Range>
auto borrowed(const Range& values) {
  using T = std::ranges::range_value_t<Range>;
  return SharedSpan<T>(std::span<const T>(std::ranges::data(values), std::ranges::size(values)), nullptr);
}

}  // namespace interplay
