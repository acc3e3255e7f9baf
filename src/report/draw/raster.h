// From SVG to PNG, by librsvg and cairo.
#pragma once

#include <string>
#include <string_view>

namespace interplay::report {

// `scale` dots per pixel. Throws Error(io) if the text is no SVG or memory runs out.
std::string png_of(std::string_view svg, double scale);

}  // namespace interplay::report
