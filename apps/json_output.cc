#include "json_output.h"

namespace interplay::cli {

std::string line_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace interplay::cli
