// The linear term: the sum of a one-column table's fields, sum_f w_f.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// `table` has one column.
std::unique_ptr<Term> linear(std::size_t table);

}  // namespace interplay
