// What is said about roles that no column has, and about targets that may mean something else.
#pragma once

#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "read/source.h"

namespace interplay {

// That no column is the target, which could be, and what interactions without ratings need.
void note_lacking_target(const TableSource& interactions, const DataOptions& options, std::vector<std::string>& notes);

// That there are no users or no items, what is read instead, and how to name them.
void note_lacking_ids(Dataset& data, const DataOptions& options);

// That a target of -1, far from the others, may mark rows without one.
void note_marked_targets(Dataset& data);

}  // namespace interplay
