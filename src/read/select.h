// Decides which columns become fields, and plans the star that holds them.
#pragma once

#include <string>
#include <vector>

#include "read/join.h"
#include "read/star.h"

namespace interplay {

// Sets the pooling that an option names: "mean", "sum", "sqrt", "padded_mean(5)". Throws Error(usage).
void set_pooling(StarPlan& plan, const std::string& option);

// Chooses the fields that `options` ask for, parses their columns and plans the star.
StarPlan plan_star(const TableSource& interactions, const std::vector<JoinedTable>& joined, const DataOptions& options,
                   const TaskPool& pool);

}  // namespace interplay
