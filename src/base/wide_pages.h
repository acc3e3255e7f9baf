// Large arrays that are read at random places. They lie in pages of 2 MiB where the system has them, so that few reads
// have to look up where their page is.
#pragma once

#include <cstddef>
#include <utility>

namespace interplay {

class WidePages {
 public:
  WidePages() = default;
  // Zeroed, and aligned to pages. Throws std::bad_alloc.
  explicit WidePages(std::size_t floats);
  ~WidePages();
  WidePages(WidePages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  WidePages& operator=(WidePages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  float* data() { return data_; }
  const float* data() const { return data_; }
  std::size_t size() const { return size_; }
  float* end() { return data_ + size_; }

 private:
  float* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace interplay
