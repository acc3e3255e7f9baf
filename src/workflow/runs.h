// Several trainings at the same time, with one observer.
#pragma once

#include <cstdint>
#include <functional>

#include "base/task_pool.h"
#include "interplay/train.h"

namespace interplay {

// One run: its number from 0, its share of the threads, and the observer of its events. Returns false if it was stopped
// early.
using Run = std::function<bool(std::int64_t run, const TaskPool& pool, Observer& observer)>;

// Does runs 0 to `runs` - 1, as many at a time as there are threads (0: one per core); with one thread, in turn on the
// caller's thread. All events reach `observer` on the caller's thread, one at a time, and with several runs they carry
// the number of theirs; a run goes on when its event has been seen. If the observer asks to stop, all runs that have
// begun stop, and no other begins. The same happens after an exception of a run or of the observer; the first exception
// is thrown when all runs have ended. `side_by_side` false: in turn, each by all threads.
void do_runs(std::int64_t runs, int threads, Observer& observer, const Run& run, bool side_by_side = true);

}  // namespace interplay
