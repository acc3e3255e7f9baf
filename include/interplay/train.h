// Training: takes data and options, returns a model with its history, and reports progress to an observer.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/model.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Several runs of an ensemble, or several chains, may go on at the same time. Events then carry the number of their
// run, from 1, in `run`. It is 0 if there is only one run.

// One of several runs begins.
struct RunEvent {
  std::int64_t run = 0, runs = 0;
};
struct EpochEvent {
  EpochRecord record;
  double seconds = 0;  // of this epoch
  double rows_per_second = 0;
  bool best = false;
  std::int64_t run = 0;
};
struct ProgressEvent {
  std::int64_t epoch = 0, epochs = 0;
  double fraction = 0;  // of the epoch
  double rows_per_second = 0;
  std::int64_t run = 0;
};
struct CheckpointEvent {
  std::string path;
  std::int64_t epoch = 0;
  std::int64_t run = 0;
};
struct StoppedEvent {
  std::int64_t epoch = 0, best_epoch = 0;
  std::string reason;
  std::int64_t run = 0;
};
struct MessageEvent {
  enum class Level { info, warning } level = Level::info;
  std::string text;
  std::int64_t run = 0;
};
using Event = std::variant<RunEvent, EpochEvent, ProgressEvent, CheckpointEvent, StoppedEvent, MessageEvent>;

// Called on the thread that called `train`, never concurrently.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on(const Event&) {}
  // Called often. True ends training after the current step, with the best parameters so far.
  virtual bool stop_requested() { return false; }
};

// Checks what can be checked before any data is read: values out of range, a solver that cannot fit the model or that
// needs a validation part which is missing. Throws Error(usage).
void check_training(const TrainOptions& options, bool has_validation);

// `data` is encoded by the training rows (see encode). If `split.valid` is empty, nothing is monitored and the
// parameters of the last epoch are kept. The same data, split and options give the same model, to the bit, for any
// number of threads (unless options.hogwild). Throws Error(usage), before any work, if options do not fit the model or
// the data, and Error(diverged) if parameters do not stay finite at any learning rate that is tried.
Model train(const Dataset& data, const Split& split, const TrainOptions& options, const DataOptions& data_options,
            Observer& observer);
Model train(const Dataset& data, const Split& split, const TrainOptions& options);

}  // namespace interplay
