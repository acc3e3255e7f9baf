// Requests that do not fit between two others: workers with a bounded queue, and the one thread that writes events.
//   in: requests, which stay where they are until they are answered.  out: their answers, and a call of `done`.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "serve/service.h"

namespace interplay::serve {

struct Job {
  Request* request;
  Response* response;
  std::function<void()> done;  // called by the lane's thread
};

class Lanes {
 public:
  explicit Lanes(Service& service);
  // Answers what is queued first.
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  // False if the queue is full.
  bool submit(Lane lane, Job job);

 private:
  struct Queue {
    std::mutex mutex;
    std::condition_variable ready;
    std::deque<Job> jobs;
    bool ends = false;
  };
  void work();
  void write_events();
  void write_events(std::deque<Job>& jobs, Worker& worker);

  Service& service_;
  Queue workers_, events_;
  std::vector<std::thread> threads_;
};

}  // namespace interplay::serve
