// A worked example: seven ratings, and every step from ids to the dot products of a factorization machine.
#pragma once

#include "report/study.h"

namespace interplay::report {

void worked_example(Study& study);

}  // namespace interplay::report
