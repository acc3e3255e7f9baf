#include "workflow/runs.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "workflow/toy.h"

namespace interplay::testing {
namespace {

// Every event comes alone and on the thread that made this.
class Watchful : public Observer {
 public:
  void on(const Event& event) override {
    EXPECT_EQ(std::this_thread::get_id(), home_);
    std::visit([this](const auto& actual) { runs.push_back(actual.run); }, event);
    if (const auto* message = std::get_if<MessageEvent>(&event); message && message->text == throw_at)
      throw std::runtime_error("the observer");
  }
  bool stop_requested() override {
    EXPECT_EQ(std::this_thread::get_id(), home_);
    return runs.size() >= stop_after;
  }

  std::vector<std::int64_t> runs;
  std::size_t stop_after = 1000;
  std::string throw_at = "-";

 private:
  std::thread::id home_ = std::this_thread::get_id();
};

MessageEvent saying(const std::string& text) { return {MessageEvent::Level::info, text}; }

TEST(Runs, TellTheCallersThreadWhoTheyAre) {
  for (const int threads : {1, 2, 5}) {
    Watchful observer;
    std::atomic<int> shares = 0, begun = 0;
    do_runs(4, threads, observer, [&](std::int64_t run, const TaskPool& pool, Observer& events) {
      shares += pool.threads();
      ++begun;
      while (threads == 5 && begun < 4) std::this_thread::yield();
      for (std::int64_t i = 0; i < 10 * (run + 1); ++i) events.on(saying("again"));
      return true;
    });
    EXPECT_EQ(shares, threads == 5 ? 5 : 4) << threads;
    for (std::int64_t run = 1; run <= 4; ++run)
      EXPECT_EQ(std::ranges::count(observer.runs, run), 1 + 10 * run) << threads;
  }
}

TEST(Runs, OfOneHaveNoNumber) {
  Watchful observer;
  do_runs(1, 3, observer, [](std::int64_t, const TaskPool& pool, Observer& events) {
    EXPECT_EQ(pool.threads(), 3);
    events.on(saying("alone"));
    return true;
  });
  EXPECT_EQ(observer.runs, std::vector<std::int64_t>{0});
}

TEST(Runs, AreSideBySide) {
  Watchful observer;
  std::atomic<int> present = 0;
  do_runs(2, 2, observer, [&](std::int64_t, const TaskPool&, Observer&) {
    ++present;
    while (present < 2) std::this_thread::yield();
    return true;
  });
  EXPECT_EQ(present, 2);
}

// Goes on until it is asked to stop.
bool endless(Observer& events) {
  while (!events.stop_requested()) {
    events.on(saying("still here"));
    std::this_thread::yield();
  }
  return false;
}

TEST(Runs, StopWhenAskedAndNoneBeginsAfterwards) {
  for (const int threads : {1, 3}) {
    Watchful observer;
    observer.stop_after = 20;
    do_runs(50, threads, observer, [](std::int64_t, const TaskPool&, Observer& events) { return endless(events); });
    const std::set<std::int64_t> begun(observer.runs.begin(), observer.runs.end());
    EXPECT_LE(begun.size(), static_cast<std::size_t>(threads));
    EXPECT_TRUE(begun.contains(1));
    EXPECT_LT(observer.runs.size(), 30u);
  }
  Watchful impatient;
  impatient.stop_after = 0;
  std::atomic<int> begun = 0;
  do_runs(4, 2, impatient, [&](std::int64_t run, const TaskPool&, Observer& events) {
    if (run == 0) ++begun;
    return endless(events);
  });
  EXPECT_EQ(begun, 1) << "the first run always begins";
}

TEST(Runs, EndWithTheFirstFailure) {
  for (const int threads : {1, 2, 4}) {
    Watchful observer;
    try {
      do_runs(4, threads, observer, [&](std::int64_t run, const TaskPool&, Observer& events) -> bool {
        if (run == 1 || threads == 1) throw std::runtime_error("run");
        endless(events);
        throw std::runtime_error("later");
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "run");
    }
  }
}

TEST(Runs, EndWhenTheObserverFails) {
  for (const int threads : {1, 2}) {
    Watchful observer;
    observer.throw_at = "still here";
    try {
      do_runs(3, threads, observer, [](std::int64_t, const TaskPool&, Observer& events) { return endless(events); });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "the observer");
    }
    EXPECT_LE(observer.runs.size(), 4u) << "it is told nothing more";
  }
}

}  // namespace
}  // namespace interplay::testing
