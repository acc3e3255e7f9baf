#pragma once

#include <vector>

#include "interplay/report.h"

namespace interplay::report {

// One picture for each of chain_numbers: its values pass by pass, with a line for each chain.
std::vector<Chart> trace_charts(const Model& model);
Report::Table chains_table(const Model& model);

}  // namespace interplay::report
