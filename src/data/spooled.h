// Whether memory is limited, by the data itself: made columns then go to the same place as those that they are made of.
#pragma once

#include <memory>
#include <span>

#include "base/spool.h"
#include "data/batch.h"
#include "interplay/dataset.h"

namespace interplay {

// The spool in which columns of the interactions lie; null where there is none.
std::shared_ptr<Spool> spool_of(const Dataset& data);
// The same of fields, as solvers see them.
std::shared_ptr<Spool> spool_of(std::span<const FieldView> fields);

}  // namespace interplay
