// The options of the run: when it stops, seeds, threads, checkpoints.
#include "base/options/train.h"

namespace interplay {

std::vector<Option<TrainOptions>> train_run_options() {
  using O = TrainOptions;
  constexpr double whole_maximum = 9007199254740991.0;  // 2^53 - 1: exact as a double, so in JSON and JavaScript, too
  return {
      {.name = "patience",
       .member = &O::patience,
       .group = "Stopping",
       .help = "Stop when the monitored value has not improved for that many epochs in a row; 0 means never",
       .low = 0,
       .high = 1000000},
      {.name = "monitor",
       .member = &O::monitor,
       .group = "Stopping",
       .help = "The value that decides the best epoch, such as 'rmse' or 'valid rmse' or 'train loss'; auto is the "
               "validation part's rmse for numbers and logloss for 0 and 1"},
      {.name = "restore_best",
       .member = &O::restore_best,
       .group = "Stopping",
       .help = "Keep the parameters of the best epoch rather than of the last one"},
      {.name = "calibrate",
       .member = &O::calibrate,
       .group = "Stopping",
       .help = "Calibrate the trained model on the validation rows: platt or isotonic correct the probabilities of a "
               "target of 0 and 1, conformal gives numbers intervals; auto is what fits the target",
       .choices = {"none", "auto", "platt", "isotonic", "conformal"},
       .recorded_if_set = true},
      {.name = "seed",
       .member = &O::seed,
       .group = "Run",
       .help = "Seed of all random numbers: the same data, options and seed give the same model, bit for bit",
       .low = 0,
       .high = whole_maximum},
      {.name = "ensemble",
       .member = &O::ensemble,
       .group = "Run",
       .help = "Train so many models, seeded from seed upwards, and predict their mean",
       .low = 1,
       .high = 1000},
      {.name = "threads",
       .member = &O::threads,
       .group = "Run",
       .help = "Threads to use; 0 means all cores; the model does not depend on it",
       .low = 0,
       .high = 4096,
       .recorded = false},
      {.name = "memory_limit",
       .member = &O::memory_limit,
       .group = "Run",
       .help = "Stay below so much memory (2GB, 512MB, 1.5GiB, or bytes): columns of rows lie in temporary files "
               "meanwhile, whose folder TMPDIR names; the result does not depend on it; empty means no limit",
       .recorded = false},
      {.name = "hogwild",
       .member = &O::hogwild,
       .group = "Run",
       .help = "Let threads race: faster, but no two runs give the same model"},
      {.name = "checkpoint",
       .member = &O::checkpoint,
       .group = "Run",
       .help = "File that holds the state of training, replaced as training goes on; empty means none",
       .recorded = false},
      {.name = "checkpoint_every",
       .member = &O::checkpoint_every,
       .group = "Run",
       .help = "Epochs between checkpoints; 20 with mcmc, whose checkpoints hold the draws kept so far",
       .low = 1,
       .high = 1000000,
       .recorded = false},
      {.name = "resume",
       .member = &O::resume,
       .group = "Run",
       .help = "Continue from the checkpoint file if it exists; the final model equals that of an uninterrupted run",
       .recorded = false},
  };
}

}  // namespace interplay
