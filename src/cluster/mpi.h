// A cluster by MPI: mpirun has started the processes and ends them all when one fails.
#pragma once

#include <memory>

#include "cluster/cluster.h"

namespace interplay {

// Whether the library was built with MPI.
bool has_mpi();

// Throws Error(usage) where it was not.
std::unique_ptr<Cluster> mpi_cluster();

}  // namespace interplay
