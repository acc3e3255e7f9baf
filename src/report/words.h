// Numbers as people read them, in reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace interplay::report {

std::string grouped(std::uint64_t count);   // 100,000
std::string in_bytes(std::uint64_t bytes);  // 1.2 MB
std::string brief(double value);            // 4 significant digits, "-" for what is no number
std::string exact(double value);            // as metric_text

// A metric as an axis calls it, with the unit that it has where the target is called `target`: "RMSE (rating)".
std::string metric_label(std::string_view metric, std::string_view target);

}  // namespace interplay::report
