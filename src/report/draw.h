// One function per kind of picture.
#pragma once

#include <string>

#include "interplay/report.h"

namespace interplay::report {

std::string draw(const Chart& chart, Colours colours);
std::string draw(const Bars& bars, Colours colours);
std::string draw(const Diagram& diagram, Colours colours);
std::string draw(const Panels& panels, Colours colours);

}  // namespace interplay::report
