// The linear term: the sum of the fields of a source with one column, sum_f w_f.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// The source has one column.
std::unique_ptr<Term> linear(Source source);

}  // namespace interplay
