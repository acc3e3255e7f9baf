// Text that is unpacked from an archive: what a small file says of its size is neither believed nor ignored.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/spool.h"

namespace interplay {

// Bytes, and what keeps them alive.
struct UnpackedBytes {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

class Unpacked {
 public:
  // `path`: for messages. `spool`: where it goes, if memory is limited. `declared`: the size that the archive tells, 0
  // for none; it is refused where there is not so much memory, and otherwise spares copies. Throws Error(usage).
  Unpacked(std::string path, const std::shared_ptr<Spool>& spool, std::uint64_t declared = 0);

  // Where the next bytes go, and how many have room; at least one.
  char* place() { return text_.data() + used_; }
  std::size_t room();
  void add(std::size_t bytes) { used_ += bytes; }
  UnpackedBytes take() &&;

 private:
  std::string path_, text_;
  std::size_t used_ = 0;
  std::optional<Spool::File> file_;  // of what came before `text_`
};

}  // namespace interplay
