// Signals that end the program. One thread waits for them, as a handler may do next to nothing: it tidies up first.
#pragma once

namespace interplay::cli {

// Before anything else, as threads take over which signals they leave to that one. From then on
//   SIGINT, SIGTERM   ask an Interrupt to stop, where one lives; otherwise, and the second time, they end the program;
//   SIGHUP, SIGXCPU   end the program;
//   SIGBUS            ends it with an error, where a file that is read became shorter;
//   SIGXFSZ           is an error of write(2), as a full disk is.
// What ends the program removes files and folders that are not finished.
void watch_signals(bool errors_as_json);

}  // namespace interplay::cli
