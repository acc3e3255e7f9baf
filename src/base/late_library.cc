#include "base/late_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <utility>

#include "interplay/error.h"

namespace interplay {

LateLibrary::LateLibrary(const char* name, std::string_view package, std::string_view purpose,
                         std::string_view otherwise)
    : LateLibrary(name, purpose, fmt::format("install it (Debian: apt install {}), or {}", package, otherwise)) {}

LateLibrary::LateLibrary(const char* name, std::string_view purpose, std::string remedy)
    : handle_(dlopen(name, RTLD_NOW | RTLD_LOCAL)), missing_(std::move(remedy)) {
  if (handle_ == nullptr)
    throw Error(Code::unsupported,
                fmt::format("{} is needed for {} and cannot be loaded: {}", name, purpose, dlerror()), missing_);
}

void* LateLibrary::address(const char* symbol) const {
  void* found = dlsym(handle_, symbol);
  if (found == nullptr)
    throw Error(Code::unsupported, fmt::format("a library lacks {}: {}", symbol, dlerror()), missing_);
  return found;
}

}  // namespace interplay
