// GET /metrics: counts and latencies for Prometheus.
#include <fmt/format.h>

#include "interplay/model.h"
#include "serve/service.h"

namespace interplay::serve {

const Route& metrics_route();

namespace {

void answer_metrics(Call& call) {
  const Service& service = call.service;
  service.metrics.append(call.out);
  call.out += "# HELP interplay_model_info Models that are served.\n# TYPE interplay_model_info gauge\n";
  for (const auto& model : call.worker.models().models)
    fmt::format_to(std::back_inserter(call.out), "interplay_model_info{{{},{},{}}} 1\n", label("model", model->name()),
                   label("version", model->version()), label("kind", model->model().name()));
  append_metric(call.out, "interplay_reloads_total", "counter", "Models that were loaded again.", "",
                static_cast<double>(service.registry.reloads()));
  append_metric(call.out, "interplay_reload_failures_total", "counter", "Models that could not be loaded again.", "",
                static_cast<double>(service.registry.failures()));
  append_metric(call.out, "interplay_uptime_seconds", "gauge", "Seconds since the start.", "",
                std::chrono::duration<double>(Clock::now() - service.started).count());
  append_metric(call.out, "interplay_build_info", "gauge", "The version of the program.",
                fmt::format("{{{}}}", label("version", library_version())), 1);
}

}  // namespace

const Route& metrics_route() {
  static const Route route = {
      .name = "metrics",
      .method = "GET",
      .paths = {"/metrics"},
      .summary = "Counts, latencies and models in the text format of Prometheus",
      .content_type = "text/plain; version=0.0.4; charset=utf-8",
      .answer_call = answer_metrics,
  };
  return route;
}

}  // namespace interplay::serve
