// What reports call things.
#pragma once

#include <string>
#include <string_view>

#include "interplay/text.h"

namespace interplay::report {

// A metric as an axis calls it, with the unit that it has where the target is called `target`: "RMSE (rating)".
std::string metric_label(std::string_view metric, std::string_view target);

}  // namespace interplay::report
