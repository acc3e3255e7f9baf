#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cluster/mpi.h"
#include "cluster/tcp.h"
#include "interplay/cluster.h"
#include "interplay/error.h"

namespace interplay {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

template <class Number>
void read_number(const char* name, Number low, Number high, Number& number) {
  const auto text = variable(name);
  if (!text) return;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (fault != std::errc() || end != text->data() + text->size() || number < low || number > high)
    throw Error(Code::usage, fmt::format("{} is '{}', expected a number from {} to {}", name, *text, low, high),
                "see docs/scale.md");
}

// What mpirun of OpenMPI and of MPICH tell the processes that they start.
bool started_by_mpirun() { return variable("OMPI_COMM_WORLD_SIZE") || variable("PMI_SIZE"); }

}  // namespace

ClusterOptions cluster_options() {
  constexpr std::size_t most = 4096;
  ClusterOptions options;
  const auto collective = variable("INTERPLAY_COLLECTIVE");
  if (collective) options.collective = *collective;
  if (options.collective == "gloo") options.collective = "tcp";  // whose place it has: launchers need not know of it
  if (options.collective != "tcp" && options.collective != "mpi")
    throw Error(Code::usage, fmt::format("INTERPLAY_COLLECTIVE is '{}', expected tcp or mpi", options.collective));
  read_number("INTERPLAY_PROCESSES", std::size_t{1}, most, options.processes);
  read_number("INTERPLAY_PROCESS", std::size_t{0}, options.processes - 1, options.process);
  read_number("INTERPLAY_PATIENCE", 0.1, 1e6, options.patience);
  read_number("INTERPLAY_SILENCE", 0.1, 1e6, options.silence);
  options.rendezvous = variable("INTERPLAY_RENDEZVOUS").value_or("");
  options.host = variable("INTERPLAY_HOST").value_or(options.host);
  // Training alone, each of them, is never what mpirun was asked for.
  if (!collective && options.processes == 1 && started_by_mpirun()) options.collective = "mpi";
  if (options.collective == "tcp" && options.processes > 1 && options.rendezvous.empty())
    throw Error(Code::usage,
                fmt::format("INTERPLAY_PROCESSES is {}, and INTERPLAY_RENDEZVOUS does not say where they meet",
                            options.processes),
                "name HOST:PORT of process 0, or start the processes by interplay launch");
  return options;
}

Processes::Processes(std::unique_ptr<Cluster> cluster) : cluster_(std::move(cluster)) {}
Processes::Processes(Processes&& other) noexcept = default;
Processes::~Processes() = default;

Processes Processes::join(const ClusterOptions& options) {
  if (options.collective == "mpi") return Processes(mpi_cluster());
  if (options.processes == 1) return Processes(std::make_unique<SingleProcess>());
  return Processes(tcp_cluster({.process = options.process,
                                .processes = options.processes,
                                .rendezvous = options.rendezvous,
                                .host = options.host,
                                .patience = options.patience,
                                .silence = options.silence,
                                .on_loss = options.on_loss}));
}

std::size_t Processes::number() const { return cluster_->number(); }
std::size_t Processes::size() const { return cluster_->size(); }
std::vector<std::string> Processes::allgather(const std::string& bytes) { return cluster_->allgather_text(bytes); }
void Processes::fail(const std::string& why) { cluster_->fail(why); }
std::vector<Processes::Traffic> Processes::take_traffic() {
  std::vector<Traffic> all;
  for (const auto& [phase, traffic] : cluster_->take_traffic()) all.push_back({phase, traffic.sent, traffic.received});
  return all;
}

void Processes::leave() { cluster_->leave(); }

}  // namespace interplay
