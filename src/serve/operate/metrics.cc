#include "serve/operate/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace interplay::serve {
namespace {

// By the only thread that writes it.
template <class Number>
void add(std::atomic<Number>& to, Number value) {
  to.store(to.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
}

struct Sums {
  std::array<std::uint64_t, Metrics::statuses> answers{};
  std::array<std::uint64_t, Metrics::bounds.size() + 1> latencies{};
  double seconds = 0;
};

}  // namespace

void Metrics::Shard::count(std::size_t route, int status, Clock::duration taken) {
  Route& counts = routes_[route];
  const double seconds = std::chrono::duration<double>(taken).count();
  add(counts.answers[static_cast<std::size_t>(std::clamp(status / 100, 1, 5)) - 1], std::uint64_t{1});
  const auto bucket = std::ranges::lower_bound(bounds, seconds) - bounds.begin();
  add(counts.latencies[static_cast<std::size_t>(bucket)], std::uint64_t{1});
  add(counts.seconds, seconds);
}

Metrics::Shard& Metrics::add_shard() {
  const std::lock_guard lock(mutex_);
  return shards_.emplace_back(names_.size());
}

std::uint64_t Metrics::answered() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_)
    for (const Route& route : shard.routes_)
      for (const auto& count : route.answers) sum += count.load(std::memory_order_relaxed);
  return sum;
}

void append_metric(std::string& text, std::string_view name, std::string_view type, std::string_view help,
                   std::string_view labels, double value) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n{0}{3} {4}\n", name, help, type, labels,
                 value);
}

void Metrics::append(std::string& text) const {
  std::vector<Sums> sums(names_.size());
  {
    const std::lock_guard lock(mutex_);
    for (const Shard& shard : shards_)
      for (std::size_t r = 0; r < names_.size(); ++r) {
        const Route& route = shard.routes_[r];
        for (std::size_t i = 0; i < statuses; ++i) sums[r].answers[i] += route.answers[i];
        for (std::size_t i = 0; i <= bounds.size(); ++i) sums[r].latencies[i] += route.latencies[i];
        sums[r].seconds += route.seconds;
      }
  }
  const auto out = std::back_inserter(text);
  text +=
      "# HELP interplay_requests_total Requests that were answered, by route and by the first digit of the status.\n"
      "# TYPE interplay_requests_total counter\n";
  for (std::size_t r = 0; r < names_.size(); ++r)
    for (std::size_t i = 0; i < statuses; ++i)
      if (sums[r].answers[i] > 0)
        fmt::format_to(out, "interplay_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", names_[r], i + 1,
                       sums[r].answers[i]);
  text +=
      "# HELP interplay_request_seconds Seconds from the last byte of a request to its answer, by route.\n"
      "# TYPE interplay_request_seconds histogram\n";
  for (std::size_t r = 0; r < names_.size(); ++r) {
    std::uint64_t count = 0;
    for (const std::uint64_t of_bucket : sums[r].latencies) count += of_bucket;
    if (count == 0) continue;
    std::uint64_t until = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i)
      fmt::format_to(out, "interplay_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", names_[r], bounds[i],
                     until += sums[r].latencies[i]);
    fmt::format_to(out,
                   "interplay_request_seconds_bucket{{route=\"{0}\",le=\"+Inf\"}} {1}\n"
                   "interplay_request_seconds_sum{{route=\"{0}\"}} {2}\n"
                   "interplay_request_seconds_count{{route=\"{0}\"}} {1}\n",
                   names_[r], count, sums[r].seconds);
  }
  append_metric(text, "interplay_connections", "gauge", "Connections that are open.", "",
                static_cast<double>(connections));
  append_metric(text, "interplay_connections_refused_total", "counter", "Connections beyond the limit.", "",
                static_cast<double>(connections_refused));
  append_metric(text, "interplay_queue", "gauge", "Requests that wait for a worker.", "", static_cast<double>(queued));
  append_metric(text, "interplay_requests_shed_total", "counter", "Requests answered 503 as the queue was full.", "",
                static_cast<double>(requests_shed));
  append_metric(text, "interplay_requests_late_total", "counter", "Requests answered 503 past their deadline.", "",
                static_cast<double>(requests_late));
  append_metric(text, "interplay_requests_limited_total", "counter", "Requests answered 429 beyond the rate of a key.",
                "", static_cast<double>(requests_limited));
}

}  // namespace interplay::serve
