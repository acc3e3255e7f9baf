// Ctrl-C and SIGTERM during work that can end early: the first asks to stop, the second ends the process at
// once.
#pragma once

namespace interplay::cli {

// In effect while the object exists. There may be only one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // The number of the signal that came, or 0.
  static int received();
  // Of a signal that has come: whether it asks to stop. By the thread that waits for signals (signals.h).
  static bool takes(int number);
};

}  // namespace interplay::cli
