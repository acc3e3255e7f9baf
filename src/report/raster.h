// From SVG to PNG, by librsvg and cairo.
#pragma once

#include <string>
#include <string_view>

namespace interplay::report {

// `scale` dots a pixel. Throws Error(io) when the text is no SVG or memory is short.
std::string png_of(std::string_view svg, double scale);

}  // namespace interplay::report
