// Libraries that are loaded when they are first used. Pictures need librsvg and Graphviz, which bring 70 more along,
// and events in PostgreSQL need libpq: a program that uses neither starts without them, and a package for other systems
// need not hold them.
#pragma once

#include <string>
#include <string_view>

namespace interplay {

class LateLibrary {
 public:
  // `name` as the linker has it: "libgvc.so.6". `package`: who brings it, `purpose`: what for, and `otherwise`: what
  // else can be done ("write another format"), in messages. Throws Error(unsupported) if it is not there.
  LateLibrary(const char* name, std::string_view package, std::string_view purpose, std::string_view otherwise);
  // The same for a library that no package of the system brings.
  LateLibrary(const char* name, std::string_view purpose, std::string remedy);

  // A function of the library or of those that it uses: find<decltype(::agopen)>("agopen").
  template <class Function>
  Function* find(const char* symbol) const {
    return reinterpret_cast<Function*>(address(symbol));
  }

 private:
  void* address(const char* symbol) const;

  void* handle_;  // never closed: the libraries keep state of their own
  std::string missing_;
};

}  // namespace interplay
