// Arrays of numbers aligned to 64 bytes: a cache line, and the widest vector register.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace interplay {

template <class T>
class AlignedArray {
 public:
  static constexpr std::size_t alignment = 64;

  AlignedArray() = default;
  // Zeroed.
  explicit AlignedArray(std::size_t size) : size_(size) {
    if (size == 0) return;
    data_.reset(static_cast<T*>(::operator new (size * sizeof(T), std::align_val_t{alignment})));
    std::memset(static_cast<void*>(data_.get()), 0, size * sizeof(T));
  }
  AlignedArray(const AlignedArray& other) : AlignedArray(other.size_) {
    if (size_ > 0) std::memcpy(data_.get(), other.data(), size_ * sizeof(T));
  }
  AlignedArray(AlignedArray&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  AlignedArray& operator=(AlignedArray other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size_; }

 private:
  static_assert(std::is_trivially_copyable_v<T>);
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

// Floats per row of a table of `columns` columns: 1, 4, or a multiple of 8. Padding is zero and stays zero, so that
// vector loops have no tails.
constexpr std::size_t padded(std::size_t columns) {
  if (columns <= 1) return columns;
  if (columns <= 4) return 4;
  return (columns + 7) / 8 * 8;
}

}  // namespace interplay
