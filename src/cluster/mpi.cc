#include "cluster/mpi.h"

#include "interplay/error.h"

#ifdef INTERPLAY_WITH_MPI

#include <mpi.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace interplay {
namespace {

// Counts of MPI are ints.
constexpr std::size_t longest_message = std::size_t{1} << 30;

void check(int fault, const char* what) {
  if (fault == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int size = 0;
  MPI_Error_string(fault, text.data(), &size);
  throw Error(Code::io, fmt::format("MPI could not {}: {}", what, text.data()), "look at what mpirun says");
}

int world_number() {
  int provided = 0, number = 0;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "start");
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "start");
  check(MPI_Comm_rank(MPI_COMM_WORLD, &number), "number the processes");
  return number;
}

int world_size() {
  int size = 0;
  check(MPI_Comm_size(MPI_COMM_WORLD, &size), "count the processes");
  return size;
}

class MpiCluster final : public Cluster {
 public:
  MpiCluster() : MpiCluster(static_cast<std::size_t>(world_number())) {}
  // A process that ends without it has failed, and mpirun ends the others.
  ~MpiCluster() override {
    if (left_) MPI_Finalize();
  }

  std::string describe(std::size_t process) const override {
    return fmt::format("process {} of {} on {}", process, size(), hosts_[process]);
  }
  void fail(const std::string&) override {}
  void leave() override {
    barrier();
    left_ = true;
  }

 protected:
  Traffic exchange(std::span<const std::span<const std::byte>> sends,
                   std::span<const std::span<std::byte>> receives) override {
    Traffic moved;
    std::vector<MPI_Request> requests;
    const auto in_parts = [](std::size_t bytes, const auto& part) {
      for (std::size_t first = 0; first < bytes; first += longest_message)
        part(first, static_cast<int>(std::min(longest_message, bytes - first)));
    };
    for (std::size_t p = 0; p < size(); ++p) {
      if (p == number()) continue;
      const int other = static_cast<int>(p);
      in_parts(receives[p].size(), [&](std::size_t first, int count) {
        check(
            MPI_Irecv(receives[p].data() + first, count, MPI_BYTE, other, 0, MPI_COMM_WORLD, &requests.emplace_back()),
            "receive");
      });
      in_parts(sends[p].size(), [&](std::size_t first, int count) {
        check(MPI_Isend(sends[p].data() + first, count, MPI_BYTE, other, 0, MPI_COMM_WORLD, &requests.emplace_back()),
              "send");
      });
      moved.add({sends[p].size(), receives[p].size()});
    }
    check(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE), "exchange");
    return moved;
  }

 private:
  explicit MpiCluster(std::size_t number) : Cluster(number, static_cast<std::size_t>(world_size())) {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int size = 0;
    check(MPI_Get_processor_name(name.data(), &size), "name the host");
    hosts_ = allgather_text(name.data());
    take_traffic();
  }

  std::vector<std::string> hosts_;
  bool left_ = false;
};

}  // namespace

bool has_mpi() { return true; }

std::unique_ptr<Cluster> mpi_cluster() { return std::make_unique<MpiCluster>(); }

}  // namespace interplay

#else

namespace interplay {

bool has_mpi() { return false; }

std::unique_ptr<Cluster> mpi_cluster() {
  throw Error(Code::usage, "this build of interplay has no MPI",
              "build it with -DINTERPLAY_MPI=ON, or start the processes by interplay launch");
}

}  // namespace interplay

#endif
