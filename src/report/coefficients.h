// The L2 coefficients that a solver learned: a picture and a table.
#pragma once

#include "interplay/report.h"

namespace interplay::report {

// Epoch by epoch, a line for each tensor. Precondition: learned_l2(model) is not empty.
Chart coefficient_curves(const Model& model);
Report::Table coefficients_table(const Model& model);  // those of the epoch whose parameters were kept

}  // namespace interplay::report
