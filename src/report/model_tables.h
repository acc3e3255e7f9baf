// What a model tells of itself, as tables of a report.
#pragma once

#include "interplay/report.h"

namespace interplay::report {

Report::Table parts_table(const Model& model);  // each part: what it reads, its shape, its parameters; the total
Report::Table fields_table(const Model& model);
Report::Table options_table(const Model& model);  // those that differ from the defaults
Report::Table epochs_table(const History& history);
// Whether the loss with penalties differs from the loss.
bool has_penalties(const History& history);

}  // namespace interplay::report
