#include "interrupt.h"

#include <atomic>

namespace interplay::cli {
namespace {

std::atomic<bool> alive = false;
std::atomic<int> last_signal = 0;

}  // namespace

Interrupt::Interrupt() {
  last_signal = 0;
  alive = true;
}

Interrupt::~Interrupt() { alive = false; }

int Interrupt::received() { return last_signal; }

bool Interrupt::takes(int number) {
  int none = 0;
  return alive && last_signal.compare_exchange_strong(none, number);
}

}  // namespace interplay::cli
