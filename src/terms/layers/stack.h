// A term that runs layers, one after the other, over what it reads: the vectors of a row side by side.
#pragma once

#include <memory>
#include <string>

#include "terms/layers/sequence.h"

namespace interplay::layers {

// Reads rows of `inputs` numbers: fields x columns of the source. If the last layer has one output, it is a score
// column with the label `column_name`; otherwise the outputs are the term's block, for other terms to read.
std::unique_ptr<Term> stack(std::string kind, std::string column_name, Source source, std::size_t inputs, List layers);

}  // namespace interplay::layers
