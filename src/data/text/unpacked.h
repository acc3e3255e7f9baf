// Text that is unpacked from an archive: what a small file says of its size is neither believed nor ignored.
#pragma once

#include <cstdint>
#include <string>

namespace interplay {

class Unpacked {
 public:
  // `path`: for messages. `declared`: the size that the archive tells, 0 for none; it is refused where there is not so
  // much memory, and otherwise spares copies. Throws Error(usage).
  explicit Unpacked(std::string path, std::uint64_t declared = 0);

  // Where the next bytes go, and how many have room; at least one.
  char* place() { return text_.data() + used_; }
  std::size_t room();
  void add(std::size_t bytes) { used_ += bytes; }
  std::string take() &&;

 private:
  std::string path_, text_;
  std::size_t used_ = 0;
};

}  // namespace interplay
