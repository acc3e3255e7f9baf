// Wing draw: from the description of a picture to the picture. In: charts, bars, diagrams, panels as data
// (interplay/report.h). Out: SVG text, and PNG by way of raster. It knows nothing of models or data sets. The report,
// the studies and the verb `plot` call it.
//
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
