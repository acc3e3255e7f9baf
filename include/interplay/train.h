// Training: data and options in, a model and its history out; what happens meanwhile goes to an observer.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "interplay/api.h"
#include "interplay/data.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

// Of ensembles and chains several runs may go on at the same time: events then have the number of theirs, `run`,
// from 1. Where there is a single run it is 0.

// A run of several begins.
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
  // Asked often; true ends training after the current step with the best parameters so far.
  virtual bool stop_requested() { return false; }
};

// What can be refused before any data is read: values out of range, a solver that cannot fit the model or needs the
// validation part that is missing. Throws Error(usage).
void check_training(const TrainOptions& options, bool has_validation);

// `data` is encoded by the training rows (see encode). `split.valid` may be empty: then nothing is monitored and
// the last epoch's parameters are kept. Same data, split, options: same model, to the bit, for every thread count
// (unless options.hogwild). Throws Error(usage) before any work where options do not fit the model or the data,
// Error(diverged) when step-size back-off could not keep the parameters finite.
Model train(const Dataset& data, const Split& split, const TrainOptions& options, const DataOptions& data_options,
            Observer& observer);
Model train(const Dataset& data, const Split& split, const TrainOptions& options);

}  // namespace interplay
