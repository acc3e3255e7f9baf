#include "training_observer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "interrupt.h"
#include "json_output.h"
#include "text.h"

namespace interplay::cli {
namespace {

// Of more epochs than these the table shows some, evenly spaced, so that the whole output fits a screen.
constexpr std::int64_t most_rows = 14, spaced_rows = 10;
constexpr auto redraw_interval = std::chrono::milliseconds(100);

std::string rate_text(double rows_per_second) {
  if (rows_per_second >= 1e6) return fmt::format("{:.1f}M rows/s", rows_per_second / 1e6);
  return fmt::format("{:.0f}k rows/s", rows_per_second / 1e3);
}

std::string bar(double fraction, std::size_t width) {
  const auto full = static_cast<std::size_t>(std::floor(fraction * static_cast<double>(width)));
  std::string text;
  for (std::size_t i = 0; i < width; ++i) text += i < full ? "━" : "╌";
  return text;
}

std::string of_several(std::int64_t run) { return run > 0 ? fmt::format("run {}: ", run) : ""; }

}  // namespace

void TrainingObserver::on(const Event& event) {
  if (console_.log_json) {
    // Progress within epochs comes often; it is written when it was asked for.
    if (!std::holds_alternative<ProgressEvent>(event)) console_.message(to_json(event) + "\n");
    return;
  }
  std::visit([&](const auto& actual) { show(actual); }, event);
}

bool TrainingObserver::stop_requested() { return Interrupt::received() != 0; }

// The first column of the table, where there are several runs.
std::string TrainingObserver::run_cell(std::string_view text) const {
  return runs_.size() > 1 ? padded(text, 3, true) + "  " : "";
}

// As many metrics as fit beside epoch, loss, time and rate: those of the validation part come first.
void TrainingObserver::choose_columns(const EpochRecord& record) {
  const std::size_t others = runs_.size() > 1 ? 47 : 42;
  const auto width = static_cast<std::size_t>(console_.width);
  std::size_t used = others;
  for (const bool valid : {true, false}) {
    const MetricValues& values = valid ? record.valid : record.train;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::string heading = (valid ? "valid " : "train ") + values[i].first;
      used += heading.size() + 2;
      if (used <= width) columns_.push_back({valid, i, std::move(heading)});
    }
  }
}

void TrainingObserver::show(const RunEvent& event) {
  runs_.resize(static_cast<std::size_t>(event.runs));
  console_.note(fmt::format("run {} of {}", event.run, event.runs));
}

void TrainingObserver::show(const EpochEvent& event) {
  Progress& run = of_run(event.run);
  const bool best = event.best && !event.record.valid.empty();
  if (in_table(event)) {
    if (!console_.quiet) print_row(event);
    if (best) run.best.reset();
    run.last.reset();
  } else {
    ++left_out_;
    if (best) run.best = event;
    run.last = event;
  }
  run.begun = true;
  run.epochs = static_cast<double>(event.record.epoch);
  run.rows_per_second = event.rows_per_second;
  draw_bar();
}

bool TrainingObserver::in_table(const EpochEvent& event) {
  const auto runs = static_cast<std::int64_t>(runs_.size());
  if (console_.all_epochs || epochs_ * runs <= most_rows) return true;
  const std::int64_t rows = std::max<std::int64_t>(spaced_rows / runs, 1);
  const std::int64_t step = (epochs_ + rows - 1) / rows;
  return (runs == 1 && !of_run(event.run).begun) || event.record.epoch % step == 0;
}

// The best epoch, and the last one, where the table has left them out.
void TrainingObserver::show_rest(Progress& run) {
  if (run.best && run.last && run.best->record.epoch == run.last->record.epoch) run.best.reset();
  for (auto* held : {&run.best, &run.last}) {
    if (!*held) continue;
    if (!console_.quiet) print_row(**held);
    --left_out_;
    held->reset();
  }
}

void TrainingObserver::finish() {
  for (Progress& run : runs_) show_rest(run);
  console_.status("");
  if (left_out_ > 0)
    console_.note(fmt::format(
        "{} {} left out of the table; --progress shows all, and a saved model has them in its history (interplay plot)",
        counted(static_cast<std::uint64_t>(left_out_), "epoch"), left_out_ == 1 ? "is" : "are"));
  left_out_ = 0;
}

void TrainingObserver::print_row(const EpochEvent& event) {
  const EpochRecord& record = event.record;
  if (!heading_shown_) {
    heading_shown_ = true;
    choose_columns(record);
    std::string heading = run_cell("run") + fmt::format("{:>5}  {:>8}", "epoch", "loss");
    for (const Column& column : columns_) heading += "  " + column.heading;
    console_.message(heading + fmt::format("  {:>8}  {:>13}\n", "time", "rate"));
  }
  std::string line =
      run_cell(std::to_string(event.run)) + fmt::format("{:>5}  {:>8}", record.epoch, short_number(record.loss));
  for (const Column& column : columns_) {
    const MetricValues& values = column.valid ? record.valid : record.train;
    const std::string cell = column.index < values.size() ? metric_text(values[column.index].second) : "-";
    line += "  " + padded(cell, column.heading.size(), true);
  }
  line += fmt::format("  {:>8}  {:>13}", in_seconds(event.seconds), rate_text(event.rows_per_second));
  if (event.best && !record.valid.empty()) line += " *";
  console_.message(line + "\n");
}

void TrainingObserver::show(const ProgressEvent& event) {
  Progress& run = of_run(event.run);
  run.epochs = static_cast<double>(event.epoch - 1) + event.fraction;
  run.rows_per_second = event.rows_per_second;
  draw_bar();
}

// Of several runs the epochs of all count, and the rates of those that are under way add up.
void TrainingObserver::draw_bar() {
  if (!console_.show_progress || epochs_ <= 0) return;
  const auto now = Clock::now();
  if (now - last_progress_ < redraw_interval) return;
  last_progress_ = now;
  const auto limit = static_cast<double>(epochs_), all = limit * static_cast<double>(runs_.size());
  double epochs = 0, rate = 0;
  for (const Progress& run : runs_) {
    epochs += std::min(run.epochs, limit);
    if (run.epochs < limit) rate += run.rows_per_second;
  }
  const double done = epochs / all;
  if (first_progress_ < 0) {
    first_progress_ = done;
    start_ = now;
  }
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double part = done - first_progress_;
  const std::string eta = part > 0 && elapsed > 0.2 ? in_seconds(std::ceil(elapsed / part * (1 - done))) : "-";
  const std::string words = fmt::format(" {:>3.0f}%  epoch {:.0f}/{:.0f}  {}  ETA {}", 100 * done, std::ceil(epochs),
                                        all, rate_text(rate), eta);
  const auto width = static_cast<std::size_t>(console_.width);
  const std::size_t room = width > words.size() + 12 ? width - words.size() - 2 : 10;
  console_.status(bar(done, std::min<std::size_t>(room, 30)) + words);
}

void TrainingObserver::show(const StoppedEvent& event) {
  Progress& run = of_run(event.run);
  show_rest(run);
  run.epochs = static_cast<double>(epochs_);
  run.rows_per_second = 0;
  if (console_.quiet) return;
  std::string text = of_several(event.run) + fmt::format("ended after epoch {} ({})", event.epoch, event.reason);
  if (event.best_epoch > 0 && event.best_epoch != event.epoch)
    text += fmt::format("; epoch {} was the best", event.best_epoch);
  console_.message(text + "\n");
}

void TrainingObserver::show(const MessageEvent& event) {
  if (event.level == MessageEvent::Level::warning) {
    console_.warning(of_several(event.run) + event.text);
  } else {
    console_.note(of_several(event.run) + event.text);
  }
}

}  // namespace interplay::cli
