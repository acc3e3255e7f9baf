// Guesses which columns are users, items, targets and times.
#pragma once

#include "read/source.h"

namespace interplay {

// Gives roles to columns without one, as far as no option names a column for them, and notes each. Names decide first,
// the surest one of a role where several columns have one (guess/column_names.h), and the first rows confirm. Besides:
// - names of the kind "beside" count only where both users and items are found;
// - beside users or items, the only other column of ids is the other of the two;
// - the only column of dates is the time;
// - beside two columns of ids, the only other column of numbers is the target, whatever its name;
// - two to four columns without names are user, item, target and time in this order, if their values can be that.
// `for_model`: the data is read for a model, and its target need not be there.
void guess_roles(TableSource& interactions, const DataOptions& options, bool for_model);

}  // namespace interplay
