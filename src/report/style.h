// The style sheets of pictures and pages, in two colour schemes.
#pragma once

#include <cstddef>
#include <string>

#include "interplay/report.h"

namespace interplay::report {

// Classes line0 ... (strokes) and fill0 ... (areas) repeat after that many series.
constexpr std::size_t series_colours = 6;

// Of pictures. Colours::inherit has none.
std::string style_sheet(Colours colours);
// Of pages, both schemes, with the one of pictures.
std::string page_style_sheet();

}  // namespace interplay::report
