// What every reader of a data set relies on.
#pragma once

#include <string>

#include "interplay/dataset.h"

namespace interplay {

// Whether the ids ascend and no two are equal, as look-ups rely on. Storage that Vocabulary adopted may be anything.
bool is_sorted(const Vocabulary& vocabulary);

// The first thing that is wrong with the data, in words; empty where all of this holds: as many columns as fields, each
// of its field's kind and as long as its table; codes within vocabularies, whose ids ascend; offsets of bags that
// ascend from 0 to the number of entries; an entity row for every interaction, and as many rows in its table as keys
// and the unknown one; no time, or one for every interaction; sources that ascend from row 0.
std::string fault_of(const Dataset& data);

}  // namespace interplay
