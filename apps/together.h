// The part of this process in a training of several.
#pragma once

#include <functional>

#include "console.h"
#include "interplay/cluster.h"
#include "training_observer.h"

namespace interplay::cli {

// Joins the others that the environment names; alone where it names none. Every process but the first falls silent, but
// for errors. When another process is lost, this one ends with a message, also in the middle of computing.
Processes join_processes(Console& console);

// Runs the work, and tells the others when it fails.
int run_together(Processes& processes, const std::function<int()>& work);

// What the process has exchanged since it was last asked, and the most memory that it has had, as an event; epoch 0: in
// the whole training.
std::string traffic_line(Processes& processes, std::int64_t epoch);

// Tells with each epoch what process 0 has exchanged with the others, in logs of JSON lines.
class TogetherObserver final : public TrainingObserver {
 public:
  TogetherObserver(Processes& processes, Console& console, std::int64_t epochs)
      : TrainingObserver(console, epochs), processes_(processes), console_(console) {}
  void on(const Event& event) override;

 private:
  Processes& processes_;
  Console& console_;
};

}  // namespace interplay::cli
