#include "serve/http/lanes.h"

#include <chrono>
#include <utility>

#include "interplay/error.h"

namespace interplay::serve {
namespace {

// After which a thread without requests looks whether it holds models that are no longer served.
constexpr auto between_looks = std::chrono::milliseconds(250);

}  // namespace

Lanes::Lanes(Service& service) : service_(service) {
  for (std::int64_t i = 0; i < service.options.workers; ++i) threads_.emplace_back([this] { work(); });
  if (service.events != nullptr) threads_.emplace_back([this] { write_events(); });
}

Lanes::~Lanes() {
  for (Queue* queue : {&workers_, &events_}) {
    const std::lock_guard lock(queue->mutex);
    queue->ends = true;
    queue->ready.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Lanes::submit(Lane lane, Job job) {
  Queue& queue = lane == Lane::events ? events_ : workers_;
  const std::lock_guard lock(queue.mutex);
  if (queue.jobs.size() >= static_cast<std::size_t>(service_.options.queue)) {
    ++service_.metrics.requests_shed;
    return false;
  }
  queue.jobs.push_back(std::move(job));
  ++service_.metrics.queued;
  queue.ready.notify_one();
  return true;
}

void Lanes::work() {
  Worker worker(service_);
  while (true) {
    Job job;
    {
      std::unique_lock lock(workers_.mutex);
      const bool woken =
          workers_.ready.wait_for(lock, between_looks, [&] { return workers_.ends || !workers_.jobs.empty(); });
      if (!woken || workers_.jobs.empty()) {
        if (workers_.ends) return;
        lock.unlock();
        worker.refresh();
        service_.registry.free_replaced();
        worker.log.flush();
        continue;
      }
      job = std::move(workers_.jobs.front());
      workers_.jobs.pop_front();
      --service_.metrics.queued;
    }
    service_.handle(*job.request, *job.response, worker, Lane::worker);
    job.done();
  }
}

void Lanes::write_events() {
  Worker worker(service_);
  while (true) {
    std::deque<Job> jobs;
    {
      std::unique_lock lock(events_.mutex);
      const bool woken =
          events_.ready.wait_for(lock, between_looks, [&] { return events_.ends || !events_.jobs.empty(); });
      if (!woken || events_.jobs.empty()) {
        if (events_.ends) return;
        lock.unlock();
        worker.refresh();
        worker.log.flush();
        continue;
      }
      jobs.swap(events_.jobs);
      service_.metrics.queued -= static_cast<std::int64_t>(jobs.size());
    }
    write_events(jobs, worker);
  }
}

// All that came in while the last commit went to disk shares the next one. Nobody is answered before it.
void Lanes::write_events(std::deque<Job>& jobs, Worker& worker) {
  EventStore& store = *service_.events;
  std::vector<UserEvent> kept;
  std::vector<std::size_t> routes;
  try {
    store.begin();
    for (const Job& job : jobs) {
      service_.handle(*job.request, *job.response, worker, Lane::events);
      routes.push_back(worker.route);
      std::move(worker.events.begin(), worker.events.end(), std::back_inserter(kept));
    }
    store.commit();
    for (const UserEvent& event : kept) service_.recent.add(event);
  } catch (const Error& error) {
    store.roll_back();
    service_.tell(ServerEvent::Kind::warning, error.what());
    routes.resize(jobs.size(), route_table().size());
    for (const Job& job : jobs)
      answer_fault(*job.response, {503, "io", "", "the events cannot be kept: " + error.message(), "send them again"});
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    service_.count(*jobs[i].request, *jobs[i].response, worker, routes[i]);
    jobs[i].done();
  }
}

}  // namespace interplay::serve
