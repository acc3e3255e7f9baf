#include "base/wide_pages.h"

#include <sys/mman.h>

#include <new>

namespace interplay {

WidePages::WidePages(std::size_t floats) : size_(floats) {
  if (floats == 0) return;
  void* const pages =
      ::mmap(nullptr, floats * sizeof(float), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  ::madvise(pages, floats * sizeof(float), MADV_HUGEPAGE);  // a wish: nothing depends on it
#endif
  data_ = static_cast<float*>(pages);
}

WidePages::~WidePages() {
  if (data_ != nullptr) ::munmap(data_, size_ * sizeof(float));
}

}  // namespace interplay
