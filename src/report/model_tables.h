// The tables of a report on a model.
#pragma once

#include "interplay/report.h"

namespace interplay::report {

Report::Table parts_table(const Model& model);  // each part: what it reads, its shape, its parameters; the total
Report::Table fields_table(const Model& model);
Report::Table options_table(const Model& model);  // those that differ from the defaults
Report::Table epochs_table(const Model& model);
// Whether the loss with penalties is the objective, and differs from the loss. If decay applies to the rows of a batch,
// the penalty of each row of data is c w^2 of its own features; the sum over whole tables is another number.
bool has_penalties(const Model& model);

}  // namespace interplay::report
