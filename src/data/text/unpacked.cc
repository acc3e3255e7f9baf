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

Unpacked::Unpacked(std::string path, const std::shared_ptr<Spool>& spool, std::uint64_t declared)
    : path_(std::move(path)) {
  if (spool) {
    file_.emplace(spool);
    text_.resize(block);
    return;
  }
  require(static_cast<double>(declared), path_);
  text_.reserve(declared + block);  // which takes addresses; memory is taken as bytes come
}

// Beyond the declared size by a quarter each time, so that copying stays linear and little lies idle.
std::size_t Unpacked::room() {
  if (used_ < text_.size()) return text_.size() - used_;
  if (file_) {
    file_->append(text_);
    used_ = 0;
    return text_.size();
  }
  if (text_.size() >= text_.capacity()) {
    const std::size_t wanted = text_.size() + std::max(text_.size() / 4, block);
    require(static_cast<double>(text_.size()) + static_cast<double>(wanted), path_);  // both while it is copied
    text_.reserve(wanted);
  }
  text_.resize(std::min(text_.size() + block, text_.capacity()));
  return text_.size() - used_;
}

UnpackedBytes Unpacked::take() && {
  text_.resize(used_);
  if (file_ && file_->size() + used_ > 0) {
    file_->append(text_);
    const std::size_t size = file_->size();
    auto memory = file_->map();
    const std::string_view bytes(reinterpret_cast<const char*>(memory.get()), size);
    return {bytes, std::move(memory)};
  }
  auto text = std::make_shared<const std::string>(std::move(text_));
  return {*text, text};
}

}  // namespace interplay
