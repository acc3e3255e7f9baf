// Memory that lies in temporary files: for columns of more rows than memory is to hold. The pages of such a column, and
// of every mapped file, are given back when the process comes near its limit; who reads them again has them back from
// the file. So memory is bounded whatever the code does that reads the columns, and passes in sequence cost little.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "interplay/shared_span.h"

namespace interplay {

class MappedFile;

class Spool : public std::enable_shared_from_this<Spool> {
 public:
  // `folder`: of the temporary files, which have no names there; empty: the system's. Throws Error(io).
  static std::shared_ptr<Spool> make(std::uint64_t limit, const std::string& folder);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  std::uint64_t limit() const { return limit_; }
  // What stays resident when all pages of files are given back: the program, and what lies in no file.
  static std::uint64_t kept();
  // Of a limit, what may be taken by what lies in no file, where `in_files` bytes lie in files. The rest is room for
  // pages that are read between two looks.
  static std::uint64_t usable(std::uint64_t limit, std::uint64_t in_files);
  // The least limit of which so much is usable.
  static std::uint64_t limit_for(std::uint64_t bytes, std::uint64_t in_files);

  // Zeros, at the start of a page. Throws Error(io), for example on a full disk.
  std::shared_ptr<std::byte> allocate(std::size_t bytes);
  // Columns that lie in this file are columns of the spool from now on: what is made of them goes there.
  void adopt(const MappedFile& file);

  // A file that grows.
  class File {
   public:
    explicit File(std::shared_ptr<Spool> spool);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    void append(std::string_view bytes);
    std::size_t size() const { return size_; }
    // All that was appended, once. Nothing may be appended after it.
    std::shared_ptr<std::byte> map();

   private:
    std::shared_ptr<Spool> spool_;
    int descriptor_ = -1;  // from the first byte that is written
    std::size_t size_ = 0;
    std::string buffer_;
    void flush();
  };

 private:
  Spool(std::uint64_t limit, std::string folder);
  int open_file() const;
  std::shared_ptr<std::byte> map(int descriptor, std::size_t bytes);
  void watch();

  std::uint64_t limit_;
  std::string folder_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ends_ = false;
  std::thread watcher_;
};

// The spool that holds this address, or null: that of columns made of what is there.
std::shared_ptr<Spool> spool_at(const void* address);

// The system reads these bytes of a spool or a mapped file ahead, or forgets that they were read. Other addresses are
// left alone, and nothing ever changes but the time.
void read_ahead(std::string_view bytes);
void give_back(std::string_view bytes);
// After a pass over bytes that is faster than the watcher's looks: gives them back if there is a spool anywhere.
void passed_over(std::string_view bytes);

// Values of every row, at first zeros: in memory, or in a spool where one is given. `Memory` is a vector, or an
// AlignedArray for what vector loops read; a spool's memory is aligned in any case.
template <class T, class Memory = std::vector<T>>
class RowValues {
 public:
  RowValues() = default;
  RowValues(const std::shared_ptr<Spool>& spool, std::size_t rows) {
    if (spool != nullptr && rows > 0) {
      memory_ = spool->allocate(rows * sizeof(T));
      values_ = {reinterpret_cast<T*>(memory_.get()), rows};
    } else {
      vector_ = Memory(rows);
      values_ = {vector_.data(), rows};
    }
  }
  RowValues(RowValues&& other) noexcept
      : vector_(std::move(other.vector_)),
        memory_(std::move(other.memory_)),
        values_(std::exchange(other.values_, {})) {}
  RowValues& operator=(RowValues&& other) noexcept {
    vector_ = std::move(other.vector_);
    memory_ = std::move(other.memory_);
    values_ = std::exchange(other.values_, {});
    return *this;
  }

  T& operator[](std::size_t row) const { return values_[row]; }
  std::span<T> values() const { return values_; }
  T* data() const { return values_.data(); }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  T* begin() const { return values_.data(); }
  T* end() const { return values_.data() + values_.size(); }
  SharedSpan<T> take() && {
    if (memory_ != nullptr) return SharedSpan<T>(std::span<const T>(values_), std::move(memory_));
    return SharedSpan<T>(std::move(vector_));
  }

 private:
  Memory vector_;
  std::shared_ptr<std::byte> memory_;
  std::span<T> values_;
};

// Values of rows whose number is not known before they have been written.
template <class T>
class SpooledValues {
 public:
  explicit SpooledValues(std::shared_ptr<Spool> spool) : file_(std::move(spool)) {}
  void append(std::span<const T> values) {
    file_.append({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  std::size_t size() const { return file_.size() / sizeof(T); }
  SharedSpan<T> take() {
    const std::size_t count = size();
    auto memory = file_.map();
    const std::span<const T> values(reinterpret_cast<const T*>(memory.get()), count);
    return SharedSpan<T>(values, std::move(memory));
  }

 private:
  Spool::File file_;
};

// The same in memory, or in a spool where one is given.
template <class T>
class RowList {
 public:
  explicit RowList(const std::shared_ptr<Spool>& spool) {
    if (spool != nullptr) spooled_.emplace(spool);
  }
  void append(const T& value) {
    if (spooled_) {
      spooled_->append({&value, 1});
    } else {
      vector_.push_back(value);
    }
  }
  std::size_t size() const { return spooled_ ? spooled_->size() : vector_.size(); }
  SharedSpan<T> take() && {
    if (spooled_) return spooled_->take();
    return SharedSpan<T>(std::move(vector_));
  }

 private:
  std::vector<T> vector_;
  std::optional<SpooledValues<T>> spooled_;
};

}  // namespace interplay
