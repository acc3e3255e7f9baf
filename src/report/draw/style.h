// The style sheets of pictures and pages, in two colour schemes.
#pragma once

#include <cstddef>
#include <string>

#include "interplay/report.h"

namespace interplay::report {

// Classes line0 ... (strokes) and fill0 ... (areas) repeat after that many series.
constexpr std::size_t series_colours = 6;

// The style sheet of pictures; empty for Colours::inherit.
std::string style_sheet(Colours colours);
// The style sheet of pages, for both schemes, with that of pictures.
std::string page_style_sheet();

}  // namespace interplay::report
