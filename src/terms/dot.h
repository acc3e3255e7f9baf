// Matrix factorization's term: <first field's vector, second field's vector>.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// The source has at least two fields; further ones are not read.
std::unique_ptr<Term> dot(Source source);

}  // namespace interplay
