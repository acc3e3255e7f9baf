// A worked example: seven ratings, and every step from ids to the dot products of a factorization machine.
#pragma once

#include "studies/study.h"

namespace interplay::report {

void worked_example(Study& study);
// Looking ids and numbers up in tables whose numbers are plain: a section of it.
void show_embedding(Study& study);

}  // namespace interplay::report
