// Signals during work that takes them. Ctrl-C and SIGTERM during work that can end early: the first asks to stop, the
// second ends the process at once. And what a server waits for.
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

// SIGHUP, and the first Ctrl-C or SIGTERM, one after the other. In effect while the object exists; there may be only
// one at a time.
class SignalQueue {
 public:
  SignalQueue();
  ~SignalQueue();
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;

  // Waits for the next signal.
  int wait();
  // As Interrupt::takes.
  static bool takes(int number);
};

}  // namespace interplay::cli
