// Implicit feedback: rows as interactions that happened.
#pragma once

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Checks what `implicit` and the options that go with it say, before data is read. Throws Error(usage).
void check_interactions(const DataOptions& options);

// The rows of `data`, which is not encoded yet, as interactions of users and items, by `threshold`, `confidence`,
// `alpha` and `repeats`: data without a target, in which each user and item stand once and which has weights only if
// some is not 1. Of rows that repeat a user and an item within a file, the last remains (by time, if all have one, else
// in the order of rows), with the mean of their weights times the confidence. Left out are rows without a user or an
// item, below the threshold, of targets of 0 where these are 0 and 1, and of counts of 0. Notes tell all of it. Data
// without `options.implicit` stays as it is; `read` does all of this. Throws Error(usage) for data without users and
// items, Error(bad_data) where nothing remains and for counts below 0 or missing.
Dataset interactions_of(Dataset data, const DataOptions& options);

}  // namespace interplay
