// Several processes that train one model together, each by a part of the work. The model has the same bytes as that of
// one process. See docs/scale.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interplay/train.h"

namespace INTERPLAY_API interplay {

class Cluster;

// How a process finds the others.
struct ClusterOptions {
  std::string collective = "tcp";  // or mpi, where the library is built with it: then the rest but `on_loss` is unused
  std::size_t process = 0;         // the number of this process, from 0
  std::size_t processes = 1;
  // HOST:PORT, at which process 0 listens; or the path of a file, to which it writes where it listens. A path has a /.
  std::string rendezvous = "";
  std::string host = "127.0.0.1";  // where the rendezvous is a file: the address at which process 0 listens
  double patience = 60;            // seconds to wait for the others
  double silence = 30;             // seconds without a sign of life after which a process is lost
  // Called on another thread when another process is lost or fails while this one is too busy to notice. What it does
  // should end this process. Where it is empty, training fails as soon as it needs the others.
  std::function<void(const std::string& what)> on_loss = {};
};

// From the environment: INTERPLAY_COLLECTIVE, INTERPLAY_PROCESS, INTERPLAY_PROCESSES, INTERPLAY_RENDEZVOUS,
// INTERPLAY_HOST, INTERPLAY_PATIENCE, INTERPLAY_SILENCE; what is not there stays as above. A process that mpirun has
// started takes part by MPI without being asked. Throws Error(usage).
ClusterOptions cluster_options();

// The part of this process in the training.
class Processes {
 public:
  // Returns when all processes are there. Throws Error(io, usage); each message names a process and its host.
  static Processes join(const ClusterOptions& options);
  ~Processes();
  Processes(Processes&& other) noexcept;

  std::size_t number() const;
  std::size_t size() const;
  // Process 0, which alone tells of the training and has its whole result.
  bool leads() const { return number() == 0; }
  // The bytes that every process brings, by number. All processes call it.
  std::vector<std::string> allgather(const std::string& bytes);
  // Tells the others that this process cannot go on; they fail with that text.
  void fail(const std::string& why);
  // The last call of a process that has done its part: waits for the others.
  void leave();

  // What this process has exchanged with others since the last call, by what it was for.
  struct Traffic {
    std::string phase;
    std::uint64_t sent = 0, received = 0;  // bytes
  };
  std::vector<Traffic> take_traffic();

  Cluster& cluster() { return *cluster_; }

 private:
  explicit Processes(std::unique_ptr<Cluster> cluster);
  std::unique_ptr<Cluster> cluster_;
};

// As train, and as train_from where `start` is not null, by all processes, which call it with the same data and
// options; first they prove that. Only the observer of process 0 hears of the training and may end it, and only it
// writes checkpoints. All of them return the model. Under a limit on memory (store.h) the numbers of the training rows
// lie in a file meanwhile; `split` is whole again on return, and not after an error. Throws Error(usage) that names
// what differs, and in which process; Error(io) when a process is lost.
Model train_together(Processes& processes, const Model* start, const Dataset& data, Split& split,
                     const TrainOptions& options, const DataOptions& data_options, Observer& observer);

}  // namespace interplay
