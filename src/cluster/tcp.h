// A cluster by TCP: every process is connected to every other for data, and to process 0 for signs of life.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cluster/cluster.h"

namespace interplay {

struct TcpOptions {
  std::size_t process = 0, processes = 1;
  // Where the processes meet: HOST:PORT, at which process 0 listens; or the path of a file, to which process 0 writes
  // where it listens.
  std::string rendezvous;
  // The address or name of this machine at which process 0 listens where the rendezvous is a file.
  std::string host = "127.0.0.1";
  double patience = 60;  // seconds to wait for the others
  double silence = 30;   // seconds without a sign of life after which a process is lost
  // Called on another thread when a process is lost or fails and the caller's own thread has not noticed within a
  // second: it is busy. What is done then ends this process.
  std::function<void(const std::string& what)> on_loss;
};

// Returns when all processes are there. Throws Error(io) with the numbers of those who did not come, for a port in use,
// or for a host that is not known; Error(usage) for processes of another version or of another training.
std::unique_ptr<Cluster> tcp_cluster(const TcpOptions& options);

}  // namespace interplay
