// Shows training while it runs: a table of epochs and a progress bar for people, or JSON lines.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console.h"
#include "interplay/train.h"

namespace interplay::cli {

class TrainingObserver : public Observer {
 public:
  // `epochs`: the most epochs that will be trained.
  TrainingObserver(Console& console, std::int64_t epochs) : console_(console), epochs_(epochs) {}
  void on(const Event& event) override;
  // True once the user has pressed Ctrl-C.
  bool stop_requested() override;
  // After the last event.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  void show(const RunEvent& event);
  void show(const EpochEvent& event);
  void print_row(const EpochEvent& event);
  void show(const ProgressEvent& event);
  void show(const CheckpointEvent&) {}
  void show(const StoppedEvent& event);
  void show(const MessageEvent& event);
  // The state of one run, for the table and the bar.
  struct Progress {
    double epochs = 0;  // done, with the part of the current one
    double rows_per_second = 0;
    bool begun = false;
    std::optional<EpochEvent> best, last;  // what the table has left out so far
  };
  // Whether the table shows it: of few epochs all, of many the first and some evenly spaced ones.
  bool in_table(const EpochEvent& event);
  void show_rest(Progress& run);
  Progress& of_run(std::int64_t run) { return runs_[static_cast<std::size_t>(std::max<std::int64_t>(run, 1) - 1)]; }
  void draw_bar();
  void choose_columns(const EpochRecord& record);
  std::string run_cell(std::string_view text) const;

  struct Column {
    bool valid = false;
    std::size_t index = 0;
    std::string heading;
  };
  Console& console_;
  std::int64_t epochs_;
  std::vector<Progress> runs_ = std::vector<Progress>(1);
  std::vector<Column> columns_;
  bool heading_shown_ = false;
  std::int64_t left_out_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_progress_{};
  double first_progress_ = -1;  // share of the work that was done when the first event came (resumed runs)
};

}  // namespace interplay::cli
