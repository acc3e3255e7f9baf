// Several trainings at the same time, with one observer.
#pragma once

#include <cstdint>
#include <functional>

#include "base/task_pool.h"
#include "interplay/train.h"

namespace interplay {

// One run: its number from 0, its share of the threads, and who is told of it. False: it was stopped early.
using Run = std::function<bool(std::int64_t run, const TaskPool& pool, Observer& observer)>;

// Does runs 0 to `runs` - 1, as many at a time as there are threads (0: one for each core); with one thread, one after
// the other on the caller's. All events reach `observer` on the caller's thread, one at a time, those of several runs
// with their number; a run goes on when its event has been seen. Where the observer asks to stop, all runs that have
// begun do so and no other begins. So it is after an exception, of a run or of the observer, the first of which is
// thrown when all have ended.
void do_runs(std::int64_t runs, int threads, Observer& observer, const Run& run);

}  // namespace interplay
