#include "serve/operate/metrics.h"

#include <algorithm>
#include <numeric>

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

  void add(const Metrics::Requests& requests) {
    for (std::size_t i = 0; i < answers.size(); ++i) answers[i] += requests.answers[i];
    for (std::size_t i = 0; i < latencies.size(); ++i) latencies[i] += requests.latencies[i];
    seconds += requests.seconds;
  }
};

// Counts by status and a histogram of latencies, for every label.
void append_requests(std::string& text, std::string_view name, std::string_view by,
                     const std::vector<std::string>& labels, const std::vector<Sums>& sums) {
  const auto out = std::back_inserter(text);
  fmt::format_to(out,
                 "# HELP {0}s_total Requests that were answered, by {1} and by the first digit of the status.\n"
                 "# TYPE {0}s_total counter\n",
                 name, by);
  for (std::size_t n = 0; n < labels.size(); ++n)
    for (std::size_t i = 0; i < Metrics::statuses; ++i)
      if (sums[n].answers[i] > 0)
        fmt::format_to(out, "{}s_total{{{},status=\"{}xx\"}} {}\n", name, labels[n], i + 1, sums[n].answers[i]);
  fmt::format_to(out,
                 "# HELP {0}_seconds Seconds from the last byte of a request to its answer, by {1}.\n"
                 "# TYPE {0}_seconds histogram\n",
                 name, by);
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const std::uint64_t count = std::accumulate(sums[n].latencies.begin(), sums[n].latencies.end(), std::uint64_t{0});
    if (count == 0) continue;
    std::uint64_t until = 0;
    for (std::size_t i = 0; i < Metrics::bounds.size(); ++i)
      fmt::format_to(out, "{}_seconds_bucket{{{},le=\"{}\"}} {}\n", name, labels[n], Metrics::bounds[i],
                     until += sums[n].latencies[i]);
    fmt::format_to(out,
                   "{0}_seconds_bucket{{{1},le=\"+Inf\"}} {2}\n"
                   "{0}_seconds_sum{{{1}}} {3}\n"
                   "{0}_seconds_count{{{1}}} {2}\n",
                   name, labels[n], count, sums[n].seconds);
  }
}

}  // namespace

void Metrics::Shard::count(std::size_t route, std::size_t model, int status, Clock::duration taken) {
  const double seconds = std::chrono::duration<double>(taken).count();
  const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 1, 5)) - 1;
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
  const auto count_in = [&](Requests& requests) {
    add(requests.answers[digit], std::uint64_t{1});
    add(requests.latencies[bucket], std::uint64_t{1});
    add(requests.seconds, seconds);
  };
  count_in(routes_[route]);
  if (model != no_model) count_in(models_[model]);
}

Metrics::Shard& Metrics::add_shard() {
  const std::lock_guard lock(mutex_);
  return shards_.emplace_back(routes_.size(), models_.size());
}

std::uint64_t Metrics::answered() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_)
    for (const Requests& route : shard.routes_)
      for (const auto& count : route.answers) sum += count.load(std::memory_order_relaxed);
  return sum;
}

std::string label(std::string_view name, std::string_view value) {
  std::string text = fmt::format("{}=\"", name);
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text += '"';
}

void append_metric(std::string& text, std::string_view name, std::string_view type, std::string_view help,
                   std::string_view labels, double value) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n{0}{3} {4}\n", name, help, type, labels,
                 value);
}

void Metrics::append(std::string& text) const {
  std::vector<Sums> of_routes(routes_.size()), of_models(models_.size());
  {
    const std::lock_guard lock(mutex_);
    for (const Shard& shard : shards_) {
      for (std::size_t n = 0; n < routes_.size(); ++n) of_routes[n].add(shard.routes_[n]);
      for (std::size_t n = 0; n < models_.size(); ++n) of_models[n].add(shard.models_[n]);
    }
  }
  append_requests(text, "interplay_request", "route", routes_, of_routes);
  append_requests(text, "interplay_model_request", "the model that answered", models_, of_models);
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
