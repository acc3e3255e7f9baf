#include "data/text/unpacked.h"

#include <algorithm>
#include <utility>

#include "base/memory.h"

namespace interplay {
namespace {

constexpr std::size_t block = std::size_t{1} << 20;

void require(double bytes, const std::string& path) {
  require_memory(bytes, path + ": unpacking it", "unpack a part of it elsewhere, and read that");
}

}  // namespace

Unpacked::Unpacked(std::string path, std::uint64_t declared) : path_(std::move(path)) {
  require(static_cast<double>(declared), path_);
  text_.reserve(declared + block);  // which takes addresses; memory is taken as bytes come
}

// Beyond the declared size by a quarter each time, so that copying stays linear and little lies idle.
std::size_t Unpacked::room() {
  if (used_ < text_.size()) return text_.size() - used_;
  if (text_.size() >= text_.capacity()) {
    const std::size_t wanted = text_.size() + std::max(text_.size() / 4, block);
    require(static_cast<double>(text_.size()) + static_cast<double>(wanted), path_);  // both while it is copied
    text_.reserve(wanted);
  }
  text_.resize(std::min(text_.size() + block, text_.capacity()));
  return text_.size() - used_;
}

std::string Unpacked::take() && {
  text_.resize(used_);
  return std::move(text_);
}

}  // namespace interplay
