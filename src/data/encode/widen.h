// Widens what a model keeps of its data by what more data holds.
#pragma once

#include "interplay/dataset.h"
#include "interplay/encode.h"

namespace interplay {

// The fields of `known`, with the categories and entities of both: those of `more`, encoded data of the same fields,
// are added. What `known` says of an entity stays, and `more` fills in what it does not say. Scales of numbers stay,
// too. A weight or group that only `more` has becomes a field.
Star widened(const Star& known, const Dataset& more);

}  // namespace interplay
