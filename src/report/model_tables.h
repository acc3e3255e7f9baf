// What a model tells of itself, as tables of a report.
#pragma once

#include "interplay/report.h"

namespace interplay::report {

Report::Table parts_table(const Model& model);  // each part: what it reads, its shape, its parameters; the total
Report::Table fields_table(const Model& model);
Report::Table options_table(const Model& model);  // those that differ from the defaults
Report::Table epochs_table(const Model& model);
// Whether the loss with penalties is the objective, and differs from the loss. Decay of touched rows adds to the loss
// of every row what its own features cost: c w^2 summed over whole tables is another number.
bool has_penalties(const Model& model);

}  // namespace interplay::report
