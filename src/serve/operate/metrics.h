// What /metrics tells, in the text format of Prometheus. Every thread counts in a shard of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message.h"

namespace interplay::serve {

class Metrics {
 public:
  // Upper ends of the buckets of latencies, in seconds.
  static constexpr std::array<double, 13> bounds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                    0.01,    0.025,  0.05,    0.1,    0.5,   2.5};
  static constexpr std::size_t statuses = 5;  // by their first digit, from 1xx

  static constexpr std::size_t no_model = static_cast<std::size_t>(-1);

  // Of the requests to one route, or to one model.
  struct Requests {
    std::array<std::atomic<std::uint64_t>, statuses> answers{};
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> latencies{};
    std::atomic<double> seconds{0};
  };
  class Shard {
   public:
    Shard(std::size_t routes, std::size_t models) : routes_(routes), models_(models) {}
    // By the thread of the shard alone. `model`: the number of the model that answered, or no_model.
    void count(std::size_t route, std::size_t model, int status, Clock::duration taken);

   private:
    friend class Metrics;
    std::deque<Requests> routes_, models_;
  };

  // Labels of the routes, of which the last one stands for requests that no route takes, and of the models.
  Metrics(std::vector<std::string> routes, std::vector<std::string> models)
      : routes_(std::move(routes)), models_(std::move(models)) {}

  Shard& add_shard();
  void append(std::string& text) const;
  std::uint64_t answered() const;

  std::atomic<std::int64_t> connections = 0;
  std::atomic<std::uint64_t> connections_refused = 0, requests_shed = 0, requests_late = 0, requests_limited = 0;
  std::atomic<std::int64_t> queued = 0;

 private:
  const std::vector<std::string> routes_, models_;
  mutable std::mutex mutex_;
  std::deque<Shard> shards_;
};

// The text as a value of a label, within quotation marks.
std::string label(std::string_view name, std::string_view value);

// One number with its HELP and TYPE lines.
void append_metric(std::string& text, std::string_view name, std::string_view type, std::string_view help,
                   std::string_view labels, double value);

}  // namespace interplay::serve
