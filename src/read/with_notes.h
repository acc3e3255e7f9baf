// Notes about what was guessed survive an error.
#pragma once

#include <string>
#include <vector>

#include "interplay/error.h"

namespace interplay {

// Calls `work`, which may add to the notes. An Error that leaves it carries them.
template <class Work>
decltype(auto) with_notes(const std::vector<std::string>& notes, const Work& work) {
  try {
    return work();
  } catch (Error& error) {
    error.add_notes(notes);
    throw;
  }
}

}  // namespace interplay
