#include "interrupt.h"

#include <csignal>

namespace interplay::cli {
namespace {

volatile std::sig_atomic_t last_signal = 0;

void remember(int number) {
  last_signal = number;
  // Whichever of the two comes next has its usual effect.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

// A shell that runs the program in the background has SIGINT ignored; that is respected.
void handle(int number) {
  struct sigaction current {};
  if (::sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, nullptr);
}

void unhandle(int number) {
  struct sigaction current {};
  if (::sigaction(number, nullptr, &current) == 0 && current.sa_handler == remember) std::signal(number, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  last_signal = 0;
  handle(SIGINT);
  handle(SIGTERM);
}

Interrupt::~Interrupt() {
  unhandle(SIGINT);
  unhandle(SIGTERM);
}

int Interrupt::received() { return last_signal; }

}  // namespace interplay::cli
