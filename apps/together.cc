#include "together.h"

#include <cstdlib>
#include <exception>
#include <variant>

#include "exit_status.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/store.h"
#include "json_output.h"

namespace interplay::cli {

Processes join_processes(Console& console) {
  ClusterOptions options = cluster_options();
  const bool as_json = console.json || console.log_json;
  options.on_loss = [as_json](const std::string& what) {
    report(Error(Code::io, what,
                 "mend what ended it; with --checkpoint, training goes on from the last checkpoint by --resume"),
           as_json);
    abandon_unfinished();
    std::_Exit(status_failed);
  };
  Processes processes = Processes::join(options);
  if (processes.leads()) return processes;
  console.quiet = true;
  console.json = console.log_json = console.show_progress = false;
  return processes;
}

int run_together(Processes& processes, const std::function<int()>& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    processes.fail(error.what());
    throw;
  }
}

std::string traffic_line(Processes& processes, std::int64_t epoch) {
  std::uint64_t sent = 0, received = 0;
  Json phases = Json::object();
  for (const Processes::Traffic& traffic : processes.take_traffic()) {
    sent += traffic.sent;
    received += traffic.received;
    phases[traffic.phase] = {{"sent", traffic.sent}, {"received", traffic.received}};
  }
  Json event = {{"event", "traffic"}, {"process", processes.number()}};
  if (epoch > 0) event["epoch"] = epoch;
  event.update(
      {{"sent", sent}, {"received", received}, {"peak_memory", resident_memory().peak}, {"phases", std::move(phases)}});
  return line_of(event);
}

void TogetherObserver::on(const Event& event) {
  TrainingObserver::on(event);
  const auto* epoch = std::get_if<EpochEvent>(&event);
  if (epoch != nullptr && console_.log_json && processes_.size() > 1)
    console_.message(traffic_line(processes_, epoch->record.epoch));
}

}  // namespace interplay::cli
