#include "serve/explorer/explored.h"

#include "interplay/read.h"

namespace interplay::serve {

const Past* Explored::past() const {
  std::call_once(read_, [&] {
    if (!seen_.empty()) past_.emplace(model_, read_for(model_, seen_, DataOptions{}));
  });
  return past_ ? &*past_ : nullptr;
}

}  // namespace interplay::serve
