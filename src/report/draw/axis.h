// One axis of a chart: the values that it spans, its ticks and their labels.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace interplay::report {

class Axis {
 public:
  struct Options {
    bool whole = false;  // ticks at whole numbers
    bool log = false;    // of base 10; the range is positive
    bool zero = false;   // 0 belongs to the axis
    double margin = 0;   // beyond the values at either end, as a share of their range
    int ticks = 6;       // about that many
  };
  // Spans the finite values (on a logarithmic axis those above 0); [0, 1] if there are none.
  Axis(std::span<const double> values, const Options& options);

  double low() const { return low_; }
  double high() const { return high_; }
  // 0 at the low end, 1 at the high one.
  double place(double value) const;
  bool shows(double value) const;  // finite and, on a logarithmic axis, positive

  struct Tick {
    double value;
    std::string label;
  };
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  void make_linear_ticks(const Options& options);
  void make_log_ticks();

  bool log_ = false;
  double low_ = 0, high_ = 1;
  std::vector<Tick> ticks_;
};

// The least of 1, 2, 2.5 and 5 times a power of ten that is at least `step`.
double nice_step(double step);

// With separators between thousands and `decimals` digits: "12,000", "0.25".
std::string tick_label(double value, int decimals);

}  // namespace interplay::report
