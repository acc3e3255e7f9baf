#include "interplay/version.h"

#include <string_view>

#include "interplay/model.h"

namespace interplay {

std::string_view library_version() { return INTERPLAY_VERSION; }

}  // namespace interplay
